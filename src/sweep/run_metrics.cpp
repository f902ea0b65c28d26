#include "sweep/run_metrics.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "check/tolerance.hpp"
#include "result/json.hpp"

namespace aif {

std::vector<FlatMetric> metrics_of(const Result& result, const std::vector<std::string>& patterns) {
  static const std::vector<std::string> parts{"totals", "operators", "sites", "pools", "workloads"};
  std::vector<FlatMetric> metrics = flatten_result(to_json(result), "the run", parts).metrics;
  std::erase_if(metrics, [&](const FlatMetric& metric) {
    return std::none_of(patterns.begin(), patterns.end(),
                        [&](const std::string& pattern) { return matches_glob(pattern, metric.path); });
  });
  return metrics;
}

std::string metric_help(const std::string& path) {
  static const nlohmann::json units = nlohmann::json::parse(to_json(Result())).at("units");
  const std::size_t dot = path.rfind('.');
  for (const std::string& key : {path.substr(dot == std::string::npos ? 0 : dot + 1), path.substr(0, dot)}) {
    const std::size_t inner = key.rfind('.');
    const auto found = units.find(inner == std::string::npos ? key : key.substr(inner + 1));
    if (found != units.end()) {
      return found->at("meaning").get<std::string>();
    }
  }
  return {};
}

const std::vector<std::string>& headline_metrics() {
  static const std::vector<std::string> list{"totals.utility.facility_energy_j",
                                             "totals.utility.peak_facility_power_w",
                                             "totals.utility.pue",
                                             "totals.work.tokens_trained",
                                             "totals.work.runs_finished",
                                             "totals.work.tokens_home",
                                             "totals.work.tokens_export",
                                             "totals.goodput",
                                             "totals.utility.bill_krw",
                                             "totals.utility.carbon_kg",
                                             "totals.utility.water_m3"};
  return list;
}

}  // namespace aif
