#include "waveform/mitigation.hpp"

#include <numeric>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {

TEST_CASE("floor and ramps by hand") {
  // Floor 500 W, held for 2 s, at most 100 W/s down and 400 W/s up; bins of a second.
  const std::vector<double> draw{100, 600, 200, 700, 100, 100, 100, 100, 100};
  const std::vector<std::uint8_t> held(draw.size(), 1);
  const SmoothedDraw result = smooth(draw, held, 1.0, {500, 2, 100, 400});
  // Before the first work nothing is held; up by 400 of the 500 W asked; the dip is held at 500; down by 100 W/s to the
  // floor; from the second second below it on the floor is let go, 100 W/s further down.
  const std::vector<double> expected{100, 500, 500, 700, 600, 500, 400, 300, 200};
  CHECK(result.watts == expected);
  CHECK(result.withheld_j == 100);
  CHECK(result.added_j == 300 + 500 + 400 + 300 + 200 + 100);
}

TEST_CASE("a GPU that no job holds has no floor") {
  const SmoothedDraw result = smooth({600, 100, 100}, {1, 0, 0}, 1.0, {500, 10, 1000, 1000});
  CHECK(result.watts == std::vector<double>{600, 100, 100});
}

TEST_CASE("smoothing accounts for every joule and keeps its slopes") {
  RandomStream random(8, "test.mitigation");
  for (int round = 0; round < 100; ++round) {
    std::vector<double> draw;
    std::vector<std::uint8_t> held;
    for (int i = 0; i < 500; ++i) {
      draw.push_back(random.uniform(50.0, 700.0));
      held.push_back(random.uniform() < 0.8 ? 1 : 0);
    }
    const double step_s = random.uniform(0.001, 1.0);
    const Smoothing smoothing{random.uniform(0.0, 650.0), random.uniform(0.1, 10.0), random.uniform(10.0, 1e4),
                              random.uniform(10.0, 1e4)};
    const SmoothedDraw result = smooth(draw, held, step_s, smoothing);
    const double asked = std::accumulate(draw.begin(), draw.end(), 0.0) * step_s;
    const double drawn = std::accumulate(result.watts.begin(), result.watts.end(), 0.0) * step_s;
    CHECK(SoftEqual{.rel = 1e-9}(drawn, asked + result.added_j - result.withheld_j));
    for (std::size_t i = 1; i < draw.size(); ++i) {
      CHECK(result.watts[i] - result.watts[i - 1] <= smoothing.ramp_up_w_s * step_s * (1 + 1e-9));
      CHECK(result.watts[i - 1] - result.watts[i] <= smoothing.ramp_down_w_s * step_s * (1 + 1e-9));
    }
  }
}

}  // namespace aif
