#include "power/clock.hpp"

#include <cmath>

#include "core/contracts.hpp"

namespace aif {

namespace {

constexpr double still = 0.385;         // s
constexpr double exponent = 6.45;       // b
constexpr double lowest_clock = 0.713;  // x_k: 1,005 of 1,410 MHz
constexpr double idle_draw = 0.2;       // p_0: 60 W of 296 W

double upper(double clock) { return still + (1.0 - still) * std::pow(clock, exponent); }

/// k of equation (3).
double loss_share(RangePoint point) {
  switch (point) {
    case RangePoint::low:
      return 1.0;
    case RangePoint::mid:
      return 0.7;
    case RangePoint::high:
      return 0.4;
  }
  AIF_ASSERT(false && "all points are handled");
  return 1.0;
}

}  // namespace

double draw_at_clock(double clock) {
  AIF_EXPECT(clock >= 0 && clock <= 1);
  return clock >= lowest_clock ? upper(clock) : idle_draw + (upper(lowest_clock) - idle_draw) * clock / lowest_clock;
}

double clock_at_cap(double cap) {
  AIF_EXPECT(cap >= idle_draw && cap <= 1);
  const double knee = upper(lowest_clock);
  return cap >= knee ? std::pow((cap - still) / (1.0 - still), 1.0 / exponent)
                     : lowest_clock * (cap - idle_draw) / (knee - idle_draw);
}

double compute_speed(double cap, RangePoint point) {
  AIF_EXPECT(cap >= least_cap && cap <= 1.0);
  return 1.0 - loss_share(point) * (1.0 - clock_at_cap(cap));
}

double step_speed(double cap, double compute, RangePoint point) {
  AIF_EXPECT(compute >= 0 && compute <= 1);
  return 1.0 / (compute / compute_speed(cap, point) + (1.0 - compute));
}

}  // namespace aif
