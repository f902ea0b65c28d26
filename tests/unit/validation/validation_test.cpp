#include "validation/validation.hpp"

#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"

using namespace aif;

namespace {
const std::string source = AIF_SOURCE_DIR;
}  // namespace

TEST_CASE("five independent simulators agree with ours on schedules and energy") {
  const ValidationResult result = validate_file(source + "/tests/validation/schedules.yaml", shipped_catalog());
  REQUIRE(result.comparisons.size() == 10);
  for (const Comparison& comparison : result.comparisons) {
    INFO(comparison.id << " measured " << comparison.measured << " simulated " << comparison.simulated << " "
                       << comparison.reason);
    CHECK(comparison.within());
  }
}

TEST_CASE("statistics of errors by hand") {
  // Errors +10 %, -20 %, 0 %, +30 %: mean of magnitudes 15 %, bias 5 %, sorted 0 10 20 30: median 15 %,
  // 90th percentile at 0.9 * 3 = 2.7 between 20 and 30: 27 %.
  ValidationResult result;
  for (double simulated : {110.0, 80.0, 100.0, 130.0}) {
    Comparison comparison;
    comparison.measured = 100;
    comparison.simulated = simulated;
    result.comparisons.push_back(comparison);
  }
  Comparison failed;
  failed.failed = true;
  result.comparisons.push_back(failed);
  const ValidationSummary summary = result.summary();
  const SoftEqual equal;
  CHECK(summary.n == 4);
  CHECK(summary.failed == 1);
  CHECK(equal(summary.mape, 0.15));
  CHECK(equal(summary.bias, 0.05));
  CHECK(equal(summary.median_ape, 0.15));
  CHECK(equal(summary.p90_ape, 0.27));
  CHECK(!result.all_within());
}

TEST_CASE("a file that is not one of cases is refused") {
  CHECK_THROWS_AS(validate_file(source + "/scenarios/quickstart.yaml", shipped_catalog()), ScenarioError);
}
