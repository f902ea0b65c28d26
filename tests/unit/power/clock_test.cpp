#include "power/clock.hpp"

#include <array>
#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {

TEST_CASE("clock at a cap by hand") {
  CHECK(clock_at_cap(1.0) == 1.0);
  CHECK(compute_speed(1.0) == 1.0);
  // (0.7 - 0.385) / 0.615 = 0.512195; ^(1 / 6.45) = exp(-0.669050 / 6.45) = 0.901469
  CHECK(SoftEqual{.rel = 1e-5}(clock_at_cap(0.7), 0.901469));
  CHECK(SoftEqual{.rel = 1e-5}(compute_speed(0.7), 0.901469));
  // Less is lost at other beliefs: 1 - 0.7 * 0.098531 and 1 - 0.4 * 0.098531.
  CHECK(SoftEqual{.rel = 1e-5}(compute_speed(0.7, RangePoint::mid), 0.931028));
  CHECK(SoftEqual{.rel = 1e-5}(compute_speed(0.7, RangePoint::high), 0.960588));
  // Below the knee p(0.713) = 0.385 + 0.615 * 0.112796 = 0.454370: 0.713 * (0.4 - 0.2) / 0.254370.
  CHECK(SoftEqual{.rel = 1e-4}(clock_at_cap(0.4), 0.560601));
  // Half of the step compute-bound: 1 / (0.5 / 0.901469 + 0.5).
  CHECK(SoftEqual{.rel = 1e-5}(step_speed(0.7, 0.5), 0.948182));
  CHECK(step_speed(0.4, 0.0) == 1.0);
}

TEST_CASE("caps against measured points of an A100") {
  // [gpu-power-frequency]: compute-bound code on A100 PCIe that draws 296 W of 300 W without a cap; limit over 300 W
  // and relative throughput.
  const std::array<std::array<double, 2>, 6> points{
      {{0.92, 0.983}, {0.83, 0.958}, {0.75, 0.926}, {0.67, 0.889}, {0.58, 0.836}, {0.50, 0.771}}};
  for (const auto& [limit, measured] : points) {
    CAPTURE(limit);
    CHECK(std::abs(compute_speed(limit * 300 / 296) / measured - 1) <= 0.01);
  }
}

TEST_CASE("clocks against measured points of an A100") {
  // The same source: locked clock [MHz] and draw [W].
  const std::array<std::array<double, 2>, 5> points{{{1005, 135}, {1110, 152}, {1200, 179}, {1305, 225}, {1410, 296}}};
  for (const auto& [clock, draw] : points) {
    CAPTURE(clock);
    CHECK(std::abs(draw_at_clock(clock / 1410) * 296 / draw - 1) <= 0.015);
  }
  // Memory-bound draw at the same clocks.
  const std::array<double, 5> stream{145, 155, 170, 190, 228};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double cap = points[i][1] / 296;
    CHECK(std::abs((1 - memory_draw_slope * (1 - cap)) * 228 / stream[i] - 1) <= 0.02);
  }
}

TEST_CASE("training jobs on V100 lie between the beliefs or above the lowest") {
  // [zeus]: mean of six training jobs, in part memory-bound.
  const std::array<std::array<double, 2>, 5> v100{
      {{0.9, 0.996}, {0.8, 0.972}, {0.7, 0.958}, {0.6, 0.920}, {0.5, 0.857}}};
  for (const auto& [cap, measured] : v100) {
    CAPTURE(cap);
    CHECK(compute_speed(cap) < measured);
    CHECK(std::abs(compute_speed(cap, RangePoint::high) - measured) < 0.06);
  }
}

TEST_CASE("more power is never slower, and clock and cap are inverse") {
  RandomStream random(3, "test.clock");
  for (int round = 0; round < 5000; ++round) {
    const double low = random.uniform(least_cap, 1.0);
    const double high = random.uniform(low, 1.0);
    const double compute = random.uniform(0.0, 1.0);
    for (const RangePoint point : {RangePoint::low, RangePoint::mid, RangePoint::high}) {
      CHECK(compute_speed(low, point) <= compute_speed(high, point));
      CHECK(step_speed(low, compute, point) <= step_speed(high, compute, point));
    }
    CHECK(compute_speed(low, RangePoint::low) <= compute_speed(low, RangePoint::high));
    CHECK(SoftEqual{.rel = 1e-9}(draw_at_clock(clock_at_cap(low)), low));
    CHECK(step_speed(low, compute) >= compute_speed(low));
  }
}

}  // namespace aif
