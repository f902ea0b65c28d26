#include "sweep/statistics.hpp"

#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("spread of five numbers, by hand") {
  // 2 4 4 5 10: mean 5, squares 9 1 1 0 25 = 36, s = 3; t(4, 0.975) = 2.776445; half width 2.776445 * 3 / sqrt 5.
  const MetricSpread spread = spread_of("x", "J", {10, 4, 2, 5, 4}, 0.95);
  const SoftEqual equal{1e-9};
  CHECK(equal(spread.mean, 5));
  CHECK(equal(spread.deviation, 3));
  CHECK(SoftEqual{1e-6}(spread.mean_high - 5, 2.776445105 * 3 / std::sqrt(5.0)));
  CHECK(SoftEqual{1e-6}(5 - spread.mean_low, 2.776445105 * 3 / std::sqrt(5.0)));
  CHECK(spread.least == 2);
  CHECK(spread.p50 == 4);
  CHECK(equal(spread.p5, 2 + 0.2 * 2));  // position 4 * 0.05
  CHECK(equal(spread.p95, 5 + 0.8 * 5));
  CHECK(spread.most == 10);
  CHECK(spread.count == 5);
}

TEST_CASE("one number has no spread") {
  const MetricSpread spread = spread_of("x", "", {7}, 0.95);
  CHECK(spread.mean == 7);
  CHECK(spread.mean_low == 7);
  CHECK(spread.deviation == 0);
  CHECK(spread.p95 == 7);
}

TEST_CASE("the interval of the mean holds the mean as often as it says") {
  int held = 0;
  for (std::uint64_t study = 0; study < 2000; ++study) {
    RandomStream random(study, "test");
    std::vector<double> values;
    for (int i = 0; i < 8; ++i) {
      values.push_back(random.normal());
    }
    const MetricSpread spread = spread_of("x", "", values, 0.95);
    held += spread.mean_low <= 0 && spread.mean_high >= 0 ? 1 : 0;
  }
  // 1,900 expected, deviation sqrt(2000 * 0.95 * 0.05) = 9.7.
  CHECK(held > 1860);
  CHECK(held < 1940);
}

}  // namespace
}  // namespace aif
