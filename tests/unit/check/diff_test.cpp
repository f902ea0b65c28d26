#include "check/diff.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

FlatResult result_of(const char* version, std::vector<FlatMetric> metrics) {
  FlatResult result;
  result.name = version;
  result.schema = "aifactory-result/v1";
  result.version = version;
  result.fingerprint = "f";
  result.metrics = std::move(metrics);
  return result;
}

Diff sample_diff() {
  return diff_results(result_of("1", {{"sites[a].pue", "1", 1.0},
                                      {"totals.pue", "1", 1.0},
                                      {"totals.e_j", "J", 3.6e9},
                                      {"totals.same", "1", 5},
                                      {"pools[a/x].faults", "1", 1},
                                      {"old", "1", 1}}),
                      result_of("2", {{"sites[a].pue", "1", 1.5},
                                      {"totals.pue", "1", 1.01},
                                      {"totals.e_j", "J", 7.2e9},
                                      {"totals.same", "1", 5},
                                      {"pools[a/x].faults", "1", 100},
                                      {"new", "1", 1}}));
}

TEST_CASE("totals first, then by size; versions are told") {
  const Diff diff = sample_diff();
  CHECK(diff.compared == 5);
  REQUIRE(diff.differences.size() == 6);
  CHECK(diff.differences[0].path == "totals.e_j");
  CHECK(diff.differences[1].path == "totals.pue");
  CHECK(diff.differences[2].path == "sites[a].pue");
  CHECK(diff.differences[3].path == "pools[a/x].faults");
  REQUIRE(diff.remarks.size() == 1);
  CHECK(diff.remarks[0].find("different versions") != std::string::npos);
  const std::string text = diff_text(diff, 2);
  CHECK(text.find("1 MWh -> 2 MWh (+100 %)") != std::string::npos);
  CHECK(text.find("and 4 more") != std::string::npos);
  CHECK(diff_text(diff, 0).find("only in B") != std::string::npos);
  const auto json = nlohmann::json::parse(diff_json(diff, {"x>1%"}));
  CHECK(json["ok"] == false);
  CHECK(json["differences"][0]["b"] == 7.2e9);
}

TEST_CASE("conditions") {
  const Diff diff = sample_diff();
  auto count = [&](const char* text) { return violations(parse_fail_on(text), diff.differences).size(); };
  CHECK(count("totals.pue>0.5%") == 1);
  CHECK(count("totals.pue>1.1%") == 0);
  CHECK(count("totals.pue > 0.005") == 1);
  CHECK(count("totals.pue>-0.5%") == 0);
  CHECK(count("totals.pue>+0.5%") == 1);
  CHECK(count("*pue>0.1%") == 2);
  CHECK(count("totals.e_j>0.5 MWh") == 1);
  CHECK(count("totals.e_j>+1.5 MWh") == 0);
  CHECK(count("old>1%") == 1);  // what is gone has changed
  CHECK(count("totals.same>0%") == 0);
  CHECK_THROWS_WITH_AS(count("totals.pue>1 MWh"), doctest::Contains("totals.pue is in \"1\""), UsageError);
  for (const char* bad :
       {"", "totals.pue", "totals.pue>", ">1%", "totals.pue>many", "totals.pue>-", "totals.pue>--1%"}) {
    CAPTURE(bad);
    CHECK_THROWS_WITH_AS(parse_fail_on(bad), doctest::Contains("METRIC>LIMIT"), UsageError);
  }
}

TEST_CASE("the same result twice") {
  const Diff diff = diff_results(result_of("1", {{"a", "1", 1}}), result_of("1", {{"a", "1", 1}}));
  CHECK(diff_text(diff, 10).find("1 metrics, all the same") != std::string::npos);
}

}  // namespace
}  // namespace aif
