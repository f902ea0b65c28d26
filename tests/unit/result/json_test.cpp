#include "result/json.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "random_result.hpp"
#include "result/metrics.hpp"

using namespace aif;
using Json = nlohmann::ordered_json;

namespace {

/// What result.json does not hold.
Result without_rows(Result result) {
  result.jobs.clear();
  result.events.clear();
  result.series.clear();
  return result;
}

/// Collects the keys that hold numbers, outside of tables whose keys are names.
void number_keys(const Json& json, const std::string& parent, std::set<std::string>& keys) {
  static const std::set<std::string> tables{"gpu_time_s", "lost_gpu_time_s", "products"};
  if (tables.contains(parent) && json.is_object()) {
    keys.insert(parent);
    return;
  }
  for (const auto& [key, value] : json.items()) {
    if (value.is_number()) {
      keys.insert(json.is_array() ? parent : key);
    } else if (value.is_structured()) {
      number_keys(value, json.is_array() ? parent : key, keys);
    }
  }
}

}  // namespace

TEST_CASE("result.json reads back as it was written") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    const Result before = without_rows(test::random_result(seed));
    const std::string text = to_json(before);
    const Result after = from_json(text, "result.json");
    CHECK(to_json(after) == text);
    CHECK(after.operators.size() == before.operators.size());
    CHECK(after.utility.bill == before.utility.bill);
    CHECK(after.ledger.models.front().finished_s == before.ledger.models.front().finished_s);
    CHECK(after.resolved_yaml == before.resolved_yaml);
    CHECK(after.start == before.start);
  }
}

TEST_CASE("keys are in a fixed order and say their unit") {
  Result result;
  result.scenario_name = "tiny";
  result.utility.it = megawatt_hours(2);
  result.utility.facility = megawatt_hours(2.5);
  result.utility.mean = megawatts(3);
  result.uses[static_cast<std::size_t>(Use::serving)] = hours(10);
  const std::string text = to_json(result);
  const Json json = Json::parse(text);
  std::vector<std::string> order;
  for (const auto& [key, value] : json.items()) {
    order.push_back(key);
  }
  CHECK(order == std::vector<std::string>{"schema", "incomplete", "scenario", "provenance", "totals", "operators",
                                          "sites", "pools", "workloads", "training_steps", "ledger", "rows", "remarks",
                                          "units", "resolved_scenario"});
  CHECK(json["schema"] == "aifactory-result/v1");
  const Json& totals = json["totals"];
  CHECK(totals["utility"]["it_energy_j"] == 7.2e9);  // 2 MWh = 2 x 3.6e9 J
  CHECK(totals["utility"]["mean_facility_power_w"] == 3e6);
  CHECK(totals["utility"]["pue"] == 1.25);
  CHECK(totals["gpu_time_s"]["serving"] == 36000.0);
  CHECK(totals["installed_gpu_time_s"] == 36000.0);
  CHECK(text == to_json(result));
}

TEST_CASE("every number is explained in the table of units, and nothing else is") {
  const Json json = Json::parse(to_json(without_rows(test::random_result(3))));
  std::set<std::string> used;
  for (const char* part :
       {"scenario", "totals", "operators", "sites", "pools", "workloads", "training_steps", "ledger"}) {
    number_keys(json[part], part, used);
  }
  std::set<std::string> explained;
  for (const auto& [key, value] : json["units"].items()) {
    CHECK_FALSE(value["unit"].get<std::string>().empty());
    CHECK_FALSE(value["meaning"].get<std::string>().empty());
    explained.insert(key);
  }
  CHECK(used == explained);
}

TEST_CASE("metrics set what they get") {
  for (const auto& metric : utility_metrics()) {
    CAPTURE(metric.key);
    UtilityTotals totals;
    if (metric.set != nullptr) {
      CHECK(metric.get(totals) == 0.0);
      metric.set(totals, 42.0);
      CHECK(metric.get(totals) == 42.0);
    }
  }
  WorkTotals work;
  work.wait_sum = hours(6);
  work.jobs_started = 3;
  // 6 h over 3 jobs = 2 h = 7,200 s
  CHECK(SoftEqual{}(work_metrics().back().get(work), 7200.0));
}

TEST_CASE("a file that is not a result is refused with its name and a reason") {
  auto message = [](const std::string& text) {
    try {
      from_json(text, "out/result.json");
    } catch (const FileError& problem) {
      return std::string(problem.what());
    }
    return std::string("accepted");
  };
  CHECK(message("").find("\"out/result.json\" is not a result of this program") == 0);
  CHECK(message("[]").find("is not a result") != std::string::npos);
  CHECK(message("{\"schema\": \"other/v9\"}").find("other/v9") != std::string::npos);
  // A key that this version wants is not there: the file says who wrote it.
  CHECK(message("{\"schema\": \"aifactory-result/v1\", \"provenance\": {\"version\": \"0.0.9\"}}")
            .find("written by version 0.0.9") != std::string::npos);
  std::string text = to_json(Result{});
  const std::string key = "\"water_m3\": 0.0,";
  text.replace(text.find(key), key.size(), "\"water_m3\": \"much\",");
  CHECK(message(text).find("/totals/utility/water_m3") != std::string::npos);
}

TEST_CASE("numbers that are not finite become null and come back as not a number") {
  Result result;
  result.utility.it = joules(std::numeric_limits<double>::infinity());
  const std::string text = to_json(result);
  CHECK(text.find("\"it_energy_j\": null") != std::string::npos);
  CHECK(std::isnan(from_json(text, "x").utility.it.si()));
}
