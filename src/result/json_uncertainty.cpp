#include "result/json_uncertainty.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

Json input_json(const UncertainInput& input) {
  return Json{{"path", input.path},
              {"distribution", input.distribution},
              {"unit", input.unit},
              {"central", input.central},
              {"estimate", input.estimate}};
}

Json spread_json(const MetricSpread& spread) {
  return Json{{"unit", spread.unit},         {"count", spread.count},
              {"mean", spread.mean},         {"deviation", spread.deviation},
              {"mean_low", spread.mean_low}, {"mean_high", spread.mean_high},
              {"min", spread.least},         {"p5", spread.p5},
              {"p50", spread.p50},           {"p95", spread.p95},
              {"max", spread.most}};
}

/// JSON has no infinities: what is not finite was written as null.
double number(const nlohmann::json& json, const char* key) {
  return json.at(key).is_null() ? 0.0 : json.at(key).get<double>();
}

MetricSpread spread_from(const std::string& metric, const nlohmann::json& json) {
  MetricSpread spread;
  spread.metric = metric;
  spread.unit = json.at("unit").get<std::string>();
  spread.count = json.at("count").get<std::int64_t>();
  spread.mean = number(json, "mean");
  spread.deviation = number(json, "deviation");
  spread.mean_low = number(json, "mean_low");
  spread.mean_high = number(json, "mean_high");
  spread.least = number(json, "min");
  spread.p5 = number(json, "p5");
  spread.p50 = number(json, "p50");
  spread.p95 = number(json, "p95");
  spread.most = number(json, "max");
  return spread;
}

}  // namespace

Json uncertainty_json(const UncertaintyResult& uncertainty) {
  Json inputs = Json::array();
  for (const UncertainInput& input : uncertainty.inputs) {
    inputs.push_back(input_json(input));
  }
  Json metrics = Json::object();
  for (const MetricSpread& spread : uncertainty.metrics) {
    metrics[spread.metric] = spread_json(spread);
  }
  return Json{{"replications", uncertainty.replications},
              {"failed", uncertainty.failed},
              {"confidence", uncertainty.confidence},
              {"catalog_estimates", uncertainty.catalog_estimates},
              {"inputs", std::move(inputs)},
              {"metrics", std::move(metrics)},
              {"failures", uncertainty.failures}};
}

UncertaintyResult uncertainty_from(const nlohmann::json& json) {
  UncertaintyResult out;
  out.replications = json.at("replications").get<std::int64_t>();
  out.failed = json.at("failed").get<std::int64_t>();
  out.confidence = json.at("confidence").get<double>();
  out.catalog_estimates = json.at("catalog_estimates").get<bool>();
  for (const nlohmann::json& input : json.at("inputs")) {
    out.inputs.push_back({input.at("path").get<std::string>(), input.at("distribution").get<std::string>(),
                          input.at("unit").get<std::string>(), number(input, "central"),
                          input.at("estimate").get<bool>()});
  }
  for (const auto& [metric, spread] : json.at("metrics").items()) {
    out.metrics.push_back(spread_from(metric, spread));
  }
  out.failures = json.at("failures").get<std::vector<std::string>>();
  return out;
}

}  // namespace aif
