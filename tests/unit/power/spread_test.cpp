#include "power/spread.hpp"

#include <algorithm>
#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {

TEST_CASE("the extreme of many normals") {
  CHECK(expected_extreme(1) == 0.0);
  // Tables of order statistics: 1.4236 for 8 and 2.5076 for 100.
  CHECK(std::abs(expected_extreme(8) - 1.4236) < 0.015);
  CHECK(std::abs(expected_extreme(100) - 2.5076) < 0.01);
  RandomStream random(5, "test.spread");
  double sum = 0;
  constexpr int rounds = 4000;
  for (int round = 0; round < rounds; ++round) {
    double most = -10;
    for (int i = 0; i < 64; ++i) {
      most = std::max(most, random.normal());
    }
    sum += most;
  }
  CHECK(std::abs(sum / rounds - expected_extreme(64)) < 0.03);
}

TEST_CASE("speed follows the slowest, power the mean") {
  // 512 GPUs: the extreme is 3.04 deviations out; at 1 % each the job loses 3 %.
  CHECK(std::abs(slowest_speed(512, 0.01) - 0.9696) < 0.0005);
  CHECK(slowest_speed(1000, 0.01) < slowest_speed(100, 0.01));
  CHECK(slowest_speed(1, 0.05) == 1.0);
  // Eight GPUs of 500 W at 2 %: 500 * 0.02 * sqrt(8) = 28.28 W.
  CHECK(SoftEqual{.rel = 1e-4}(node_scatter(8, watts(500), 0.02).si(), 28.2843));
}

}  // namespace aif
