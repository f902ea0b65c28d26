#include "sweep/replicate.hpp"

#include <fmt/format.h>

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "campaign/campaign.hpp"
#include "core/units.hpp"
#include "engine/isolated.hpp"
#include "engine/pool.hpp"
#include "sweep/run_metrics.hpp"
#include "sweep/statistics.hpp"

namespace aif {
namespace {

using PlainJson = nlohmann::json;

/// A replication as it comes back from its worker: a letter, then a problem, or the metrics with the bits of their
/// numbers, so that nothing is rounded on the way.
std::string packed(const std::vector<FlatMetric>& metrics) {
  PlainJson list = PlainJson::array();
  for (const FlatMetric& metric : metrics) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &metric.value, sizeof bits);
    list.push_back(PlainJson::array({metric.path, metric.unit, bits}));
  }
  return "d" + list.dump();
}

std::vector<FlatMetric> unpacked(const std::string& answer) {
  std::vector<FlatMetric> metrics;
  for (const PlainJson& one : PlainJson::parse(answer.substr(1))) {
    FlatMetric metric{one[0].get<std::string>(), one[1].get<std::string>(), 0};
    const auto bits = one[2].get<std::uint64_t>();
    std::memcpy(&metric.value, &bits, sizeof bits);
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

std::string played(const std::function<ResolvedScenario(const Sampling&)>& load, const Sampling& sampling) {
  static const std::vector<std::string> patterns{"totals.*", "operators*"};
  try {
    CampaignOptions campaign;
    campaign.record_jobs = false;
    const Result result = simulate(load(sampling), campaign);
    if (result.incomplete) {
      throw Interrupted("stopped");
    }
    return packed(metrics_of(result, patterns));
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& problem) {
    return std::string("f") + problem.what();
  } catch (const ContractViolation& problem) {
    return std::string("f") + problem.what();
  }
}

/// Values by metric, in the order of the first replication that has each.
class Gathered {
 public:
  void add(const std::vector<FlatMetric>& metrics) {
    for (const FlatMetric& metric : metrics) {
      const auto [place, fresh] = index_.emplace(metric.path, columns_.size());
      if (fresh) {
        columns_.push_back({metric, {}});
      }
      columns_[place->second].values.push_back(metric.value);
    }
  }
  [[nodiscard]] std::vector<MetricSpread> spreads(double confidence) const {
    std::vector<MetricSpread> list;
    for (const Column& column : columns_) {
      list.push_back(spread_of(column.metric.path, column.metric.unit, column.values, confidence));
    }
    return list;
  }

 private:
  struct Column {
    FlatMetric metric;
    std::vector<double> values;
  };
  std::map<std::string, std::size_t> index_;
  std::vector<Column> columns_;
};

}  // namespace

UncertaintyResult replicate(const std::function<ResolvedScenario(const Sampling&)>& load,
                            const ReplicationOptions& options) {
  const auto count = static_cast<std::size_t>(options.replications);
  std::vector<std::string> outcomes(count);
  std::int64_t done = 0;
  PoolOptions pool;
  pool.jobs = options.jobs;
  pool.on_done = [&](std::size_t index, const std::string& answer) {
    outcomes[index] = answer;
    if (options.on_done) {
      options.on_done(++done);
    }
  };
  pool.on_lost = [&](std::size_t index, const std::string& how) { outcomes[index] = "fits process ended: " + how; };
  const auto work = [&](std::size_t index) {
    return played(load, {true, options.estimates, static_cast<std::int64_t>(index)});
  };
  if (!run_pool(count, work, pool)) {
    throw Interrupted("stopped before all replications were done");
  }
  UncertaintyResult out;
  out.replications = options.replications;
  out.confidence = options.confidence;
  out.catalog_estimates = options.estimates;
  Gathered gathered;
  for (std::size_t r = 0; r < count; ++r) {
    if (outcomes[r].starts_with('d')) {
      gathered.add(unpacked(outcomes[r]));
    } else {
      ++out.failed;
      out.failures.push_back(fmt::format("replication {}: {}", r, outcomes[r].substr(1)));
    }
  }
  out.metrics = gathered.spreads(options.confidence);
  return out;
}

std::vector<UncertainInput> uncertain_inputs(const ResolvedScenario& scenario) {
  std::vector<UncertainInput> inputs;
  for (const UncertainNumber& number : scenario.uncertain) {
    inputs.push_back({number.path, number.distribution.text(number.dimension), si_unit(number.dimension), number.value,
                      number.estimate});
  }
  return inputs;
}

}  // namespace aif
