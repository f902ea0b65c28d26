#include "check/flat_result.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

constexpr const char* sample = R"({
 "schema": "aifactory-result/v1", "incomplete": false,
 "scenario": {"name": "s", "duration_s": 10.5},
 "provenance": {"version": "0.1.0", "git_hash": "abc", "seed": 7, "fingerprint": "f", "events": 3},
 "totals": {"gpus": 8, "gpu_time_s": {"training": 1.5}, "utility": {"pue": 1.25, "bill_krw": null}},
 "pools": [{"site": "a", "name": "x", "faults": 1}, {"site": "b", "name": "x", "faults": 2}],
 "sites": [{"name": "a", "gpus": 8}, {"name": "a", "gpus": 9}],
 "list": [1, 2, 3],
 "long": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,7],
 "units": {"gpu_time_s": {"unit": "GPU*s"}, "pue": {"unit": "1"}, "gpus": {"unit": "GPU"}}
})";

double value_of(const FlatResult& result, const char* path) {
  const FlatMetric* metric = result.find(path);
  REQUIRE_MESSAGE(metric != nullptr, path);
  return metric->value;
}

TEST_CASE("a result becomes a list of numbers with units") {
  const FlatResult result = flatten_result(sample, "x.json");
  CHECK(result.seed == "7");
  CHECK(result.fingerprint == "f");
  CHECK(value_of(result, "totals.gpu_time_s.training") == 1.5);
  CHECK(result.find("totals.gpu_time_s.training")->unit == "GPU*s");  // of the mapping it is in
  CHECK(result.find("totals.utility.pue")->unit == "1");
  CHECK(value_of(result, "pools[a/x].faults") == 1);
  CHECK(value_of(result, "pools[b/x].faults") == 2);
  CHECK(value_of(result, "sites[a].gpus") == 8);
  CHECK(value_of(result, "sites[a].gpus#2") == 9);
  CHECK(value_of(result, "list[1]") == 2);
  CHECK(value_of(result, "long.max") == 7);
  CHECK(value_of(result, "long.mean") == doctest::Approx(23.0 / 17.0));
  CHECK(result.find("long[0]") == nullptr);
  CHECK(result.find("totals.utility.bill_krw") == nullptr);  // not a number
  CHECK(result.find("provenance.events") == nullptr);
}

TEST_CASE("what is no result is refused with the reason") {
  for (const char* text : {"", "{}", "[]", "nonsense", R"({"schema": 1})", R"({"schema": "other/v1"})",
                           R"({"schema": "aifactory-result/v1", "totals": )"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(flatten_result(text, "x.json"),
                         doctest::Contains("\"x.json\" is not a result of this program"), FileError);
  }
  std::string deep = R"({"schema": "aifactory-result/v1", "a": )";
  for (int i = 0; i < 100'000; ++i) {
    deep += '[';
  }
  CHECK_THROWS_AS(flatten_result(deep, "deep.json"), FileError);
  for (int i = 0; i < 100'000; ++i) {
    deep += ']';
  }
  CHECK_THROWS_AS(flatten_result(deep + "}", "deep.json"), FileError);
}

TEST_CASE("a result of a later format is read as far as it goes") {
  const FlatResult result = flatten_result(R"({"schema": "aifactory-result/v9", "totals": {"new_thing_j": 3}})", "x");
  CHECK(result.schema == "aifactory-result/v9");
  CHECK(value_of(result, "totals.new_thing_j") == 3);
}

}  // namespace
}  // namespace aif
