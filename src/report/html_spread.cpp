#include "core/text.hpp"
#include "report/html_model.hpp"

namespace aif {
namespace {

constexpr std::size_t most_inputs = 600;
constexpr std::size_t text_limit = 120;

void write_unknowns(JsonText& json, const std::vector<UncertainInput>& inputs) {
  json.whole("inputs_count", static_cast<std::int64_t>(inputs.size()));
  json.key("inputs").begin_array();
  for (std::size_t i = 0; i < std::min(inputs.size(), most_inputs); ++i) {
    json.begin_array().text(printable(inputs[i].path, text_limit));
    json.text(printable(inputs[i].distribution, text_limit)).truth(inputs[i].estimate).end_array();
  }
  json.end_array();
}

void write_spread(JsonText& json, const MetricSpread& spread) {
  json.key(printable(spread.metric, text_limit)).begin_object();
  json.whole("count", spread.count).number("mean", spread.mean).number("p5", spread.p5).number("p50", spread.p50);
  json.number("p95", spread.p95).number("mean_low", spread.mean_low).number("mean_high", spread.mean_high);
  json.end_object();
}

}  // namespace

void write_uncertainty(JsonText& json, const Result& result) {
  const UncertaintyResult& uncertainty = result.uncertainty;
  if (uncertainty.replications == 0) {
    return;
  }
  json.key("uncertainty").begin_object();
  json.whole("replications", uncertainty.replications).whole("failed", uncertainty.failed);
  json.number("confidence", uncertainty.confidence).truth("catalog_estimates", uncertainty.catalog_estimates);
  write_unknowns(json, uncertainty.inputs);
  json.key("metrics").begin_object();
  for (const MetricSpread& spread : uncertainty.metrics) {
    if (spread.metric.starts_with("totals.")) {  // those of single sites, pools and workloads are in result.json
      write_spread(json, spread);
    }
  }
  json.end_object().end_object();
}

}  // namespace aif
