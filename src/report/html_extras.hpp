#pragma once

#include "core/text.hpp"
#include "report/html_model.hpp"

/// Parts of a result that only some runs have. They are taken by the names of their members, so that a kind of result
/// without them gives a page without their sections.
namespace aif {

/// What it costs to have and to run something, with the range that the catalog's ranges give.
template <class Account>
void write_cost(JsonText& json, const Account& account) {
  if constexpr (requires { account.cost.capital; }) {
    const auto& cost = account.cost;
    json.key("cost").begin_object();
    json.number("capital_krw", cost.capital.si()).number("upkeep_krw", cost.upkeep.si());
    json.number("electricity_krw", cost.electricity.si()).number("total_krw", cost.total().si());
    json.number("low_krw", cost.low.si()).number("high_krw", cost.high.si());
    json.number("embodied_period_kg", cost.embodied_period.si()).end_object();
  }
}

/// How figures spread over the replications of a run, by their path in result.json; nothing without replications.
template <class R>
void write_uncertainty(JsonText& json, const R& result) {
  if constexpr (requires { result.uncertainty.replications; }) {
    constexpr std::size_t most_inputs = 600;
    constexpr std::size_t text_limit = 120;
    const auto& uncertainty = result.uncertainty;
    if (uncertainty.replications == 0) {
      return;
    }
    json.key("uncertainty").begin_object();
    json.whole("replications", uncertainty.replications).whole("failed", uncertainty.failed);
    json.number("confidence", uncertainty.confidence).truth("catalog_estimates", uncertainty.catalog_estimates);
    json.whole("inputs_count", static_cast<std::int64_t>(uncertainty.inputs.size()));
    json.key("inputs").begin_array();
    for (std::size_t i = 0; i < std::min(uncertainty.inputs.size(), most_inputs); ++i) {
      const auto& input = uncertainty.inputs[i];
      json.begin_array().text(printable(input.path, text_limit)).text(printable(input.distribution, text_limit));
      json.truth(input.estimate).end_array();
    }
    json.end_array().key("metrics").begin_object();
    for (const auto& spread : uncertainty.metrics) {
      json.key(printable(spread.metric, text_limit)).begin_object();
      json.whole("count", spread.count).number("mean", spread.mean).number("p5", spread.p5).number("p50", spread.p50);
      json.number("p95", spread.p95).number("mean_low", spread.mean_low).number("mean_high", spread.mean_high);
      json.end_object();
    }
    json.end_object().end_object();
  }
}

}  // namespace aif
