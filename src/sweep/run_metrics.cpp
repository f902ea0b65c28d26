#include "sweep/run_metrics.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "result/json.hpp"
#include "result/metrics.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

/// Walks result.json, where lists are indexed by the names of their elements.
class Walk {
 public:
  Walk(const Json& units, const std::vector<std::string>& patterns) : units_(units), patterns_(patterns) {}

  void visit(const Json& value, const std::string& path, const std::string& unit) {
    if (value.is_number()) {
      if (std::any_of(patterns_.begin(), patterns_.end(),
                      [&](const auto& pattern) { return matches(pattern, path); })) {
        found_.push_back({path, unit, value.get<double>()});
      }
    } else if (value.is_object()) {
      for (const auto& [key, item] : value.items()) {
        visit(item, path.empty() ? key : path + "." + key, unit_of(key, unit));
      }
    } else if (value.is_array()) {
      std::size_t index = 0;
      for (const Json& item : value) {
        visit(item, path + "[" + name_of(item, index++) + "]", unit);
      }
    }
  }

  std::vector<RunMetric> take() { return std::move(found_); }

 private:
  [[nodiscard]] std::string unit_of(const std::string& key, const std::string& outer) const {
    const auto found = units_.find(key);
    return found == units_.end() ? outer : found->at("unit").get<std::string>();
  }
  static std::string name_of(const Json& item, std::size_t index) {
    if (!item.is_object() || !item.contains("name")) {
      return std::to_string(index);
    }
    const auto name = item["name"].get<std::string>();
    return item.contains("site") ? item["site"].get<std::string>() + "/" + name : name;
  }

  const Json& units_;
  const std::vector<std::string>& patterns_;
  std::vector<RunMetric> found_;
};

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  // The last star is the only one that may have to take more: what stood before it has matched.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<RunMetric> metrics_of(const Result& result, const std::vector<std::string>& patterns) {
  const Json json = Json::parse(to_json(result));
  Walk walk(json.at("units"), patterns);
  for (const char* part : {"totals", "operators", "sites", "pools", "workloads"}) {
    walk.visit(json.at(part), part, {});
  }
  return walk.take();
}

std::string metric_help(const std::string& path) {
  static const Json units = Json::parse(to_json(Result())).at("units");
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
