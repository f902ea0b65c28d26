#include "check/compare.hpp"

#include <fmt/format.h>

#include <ctime>

#include "core/error.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

FlatResult result_of_metrics(std::vector<FlatMetric> metrics) {
  FlatResult result;
  result.fingerprint = "path";
  result.scenario_sha256 = "inputs";
  result.version = "0.1.0";
  result.metrics = std::move(metrics);
  return result;
}

TEST_CASE("grades and causes") {
  const Expected expected{
      "0.1.0",
      "",
      "inputs",
      "path",
      {{"a", "FLOP", 100}, {"b", "FLOP", 100}, {"c", "FLOP", 100}, {"d", "FLOP", 0}, {"gone", "", 1}}};
  FlatResult result = result_of_metrics({{"a", "FLOP", 100 * (1 + 1e-14)},
                                         {"b", "FLOP", 100 * (1 + 5e-7)},
                                         {"c", "FLOP", 101},
                                         {"d", "FLOP", 0},
                                         {"new", "", 1}});
  const Comparison found = compare(expected, result, {"*"}, {});
  CHECK(found.compared == 5);
  REQUIRE(found.differences.size() == 4);
  CHECK(found.failures() == 2);
  CHECK(found.warnings() == 2);
  // Failures first, the larger change before the smaller.
  CHECK(found.differences[0].path == "c");
  CHECK(found.differences[0].grade == Grade::big);
  CHECK(change_text(found.differences[0]) == "+1 %");
  CHECK(tolerance_text(found.differences[0]) == "0.0001 %");
  CHECK(found.differences[1].grade == Grade::vanished);
  CHECK(found.differences[2].path == "b");
  CHECK(found.differences[2].grade == Grade::small);
  CHECK(found.differences[3].grade == Grade::added);
  CHECK(found.cause == Cause::accounting);  // same path, other numbers
  CHECK_FALSE(found.other_inputs);

  result.fingerprint = "another";
  result.scenario_sha256 = "others";
  const Comparison moved = compare(expected, result, {"*"}, {});
  CHECK(moved.cause == Cause::trajectory);
  CHECK(moved.other_inputs);
}

TEST_CASE("nothing differs") {
  const Expected expected{"", "", "inputs", "path", {{"a", "J", 0}, {"b", "J", -5}}};
  const Comparison found = compare(expected, result_of_metrics({{"a", "J", 0}, {"b", "J", -5}}), {"a", "b"}, {});
  CHECK(found.differences.empty());
  CHECK(found.cause == Cause::nothing);
}

TEST_CASE("changes from zero and below zero") {
  CHECK(change_text({"x", "", 0, 3, {}, Grade::big}) == "from zero");
  CHECK(change_text({"x", "", -2, -1, {}, Grade::big}) == "+50 %");
  CHECK(relative_change({"x", "", 0, 0, {}, Grade::same}) == 0);
}

TEST_CASE("ten thousand metrics are compared in less than a second") {
  std::vector<FlatMetric> metrics;
  std::vector<FlatMetric> changed;
  for (int i = 0; i < 10'000; ++i) {
    metrics.push_back({fmt::format("sites[site-{}].utility.metric_{}_j", i % 100, i), "J", 1e9 + i});
    changed.push_back(metrics.back());
    changed.back().value *= 1.01;
  }
  const Expected expected{"", "", "", "", metrics};
  const std::clock_t began = std::clock();  // of this process: the machine may be busy
  const Expected read = parse_expected(expected_json(expected), "expected.json");
  ToleranceRules rules;
  for (int i = 0; i < 20; ++i) {
    rules.metrics.push_back({fmt::format("sites[site-{}].*", i), 1e-3, {}, ""});
  }
  const Comparison found = compare(read, result_of_metrics(changed), {"sites[*].utility.*"}, rules);
  const double took_s = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  CHECK(found.failures() == 10'000);
  MESSAGE("10,000 metrics: ", took_s, " s");
#ifdef NDEBUG
  CHECK(took_s < 1.0);
#endif
}

TEST_CASE("the record reads back") {
  const Expected expected{"0.1.0",
                          "a \"reason\"\nof two lines",
                          "abc",
                          "def",
                          {{"sites[\"quoted\\].x", "J", 0.1 + 0.2}, {"b", "", -1e-300}}};
  const std::string text = expected_json(expected);
  const Expected read = parse_expected(text, "x");
  CHECK(read.reason == expected.reason);
  REQUIRE(read.metrics.size() == 2);
  CHECK(read.metrics[0].path == expected.metrics[0].path);
  CHECK(read.metrics[0].value == expected.metrics[0].value);
  CHECK(read.metrics[1].value == -1e-300);
  CHECK(line_of_metric(text, "b") == 9);
  CHECK(line_of_metric(text, "none") == 0);
}

TEST_CASE("damaged records") {
  for (const char* text : {"", "{}", "[1]", R"({"schema": "aifactory-expected/v2", "metrics": []})",
                           R"({"schema": "aifactory-expected/v1"})",
                           R"({"schema": "aifactory-expected/v1", "metrics": [{"metric": "a"}]})",
                           R"({"schema": "aifactory-expected/v1", "metrics": [{"metric": "a", "value": "1"}]})",
                           R"({"schema": "aifactory-expected/v1", "reason": 3, "metrics": []})"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_expected(text, "x"), FileError);
  }
}

TEST_CASE("a pattern that matches nothing is explained") {
  const FlatResult result = result_of_metrics({{"totals.utility.pue", "1", 1}, {"totals.gpus", "GPU", 8}});
  CHECK(expected_of(result, {"totals.*"}, "r").metrics.size() == 2);
  CHECK_THROWS_WITH_AS(expected_of(result, {"totals.gpu"}, "r"), doctest::Contains("did you mean totals.gpus?"),
                       UsageError);
  CHECK_THROWS_WITH_AS(expected_of(result, {"pue"}, "r"), doctest::Contains("did you mean totals.utility.pue?"),
                       UsageError);
  CHECK_THROWS_WITH_AS(expected_of(result, {"sites[*].utility.peu"}, "r"), doctest::Contains("did you mean \"*.pue\"?"),
                       UsageError);
}

}  // namespace
}  // namespace aif
