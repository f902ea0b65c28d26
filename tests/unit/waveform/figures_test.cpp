#include "waveform/figures.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {

TEST_CASE("level, swing and ramps by hand") {
  // Two seconds at 10 W, two at 4 W, two at 8 W, in bins of half a second.
  PowerSignal signal{0.5, {10, 10, 10, 10, 4, 4, 4, 4, 8, 8, 8, 8}};
  const WaveFigures figures = figures_of(signal, {0, 12}, 1.0);
  CHECK(SoftEqual{}(figures.mean_w, 22.0 / 3));
  CHECK(figures.least_w == 4);
  CHECK(figures.most_w == 10);
  CHECK(figures.swing_w() == 6);
  CHECK(figures.relative_swing() == 0.6);
  // Means of a second before and after: 10 -> 4 and 4 -> 8 within a second.
  CHECK(figures.ramp_down_w_s == 6);
  CHECK(figures.ramp_up_w_s == 4);
  // Over two seconds half as steep.
  CHECK(figures_of(signal, {0, 12}, 2.0).ramp_down_w_s == 3);
  CHECK(figures_of(signal, {0, 4}, 1.0).swing_w() == 0);
}

TEST_CASE("a slower meter shows means") {
  const PowerSignal slow = coarser({0.5, {1, 3, 5, 7, 100}}, 2);
  CHECK(slow.step_s == 1.0);
  CHECK(slow.watts == std::vector<double>{2, 6});
}

TEST_CASE("verdicts against a utility") {
  UtilitySpec utility;
  utility.ramp_up.value = utility.ramp_down.value = megawatts(2) / seconds(1);
  utility.dynamic_range.value = 0.1;
  utility.band_energy.value = 0.2;
  WaveFigures whole, steady;
  whole.ramp_up_w_s = 3e6;
  whole.ramp_down_w_s = 1e6;
  steady.most_w = 100;
  steady.least_w = 95;
  steady.band_energy = 0.3;
  const std::vector<Verdict> verdicts = judge(whole, steady, utility);
  REQUIRE(verdicts.size() == 4);
  CHECK(!verdicts[0].kept());
  CHECK(verdicts[0].value == 3);
  CHECK(verdicts[1].kept());
  CHECK(verdicts[2].kept());
  CHECK(SoftEqual{}(verdicts[2].value, 5));
  CHECK(!verdicts[3].kept());
}

}  // namespace aif
