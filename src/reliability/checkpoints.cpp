#include "reliability/checkpoints.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

namespace {
/// A checkpoint that costs nothing would be taken all the time; no real system saves more than once a second.
constexpr Duration least_interval = seconds(1);
}  // namespace

Duration optimal_checkpoint_interval(Duration blocking, Duration mean_time_to_interrupt) {
  AIF_EXPECT(blocking >= Duration{} && mean_time_to_interrupt > Duration{});
  const Duration best = seconds(std::sqrt(2.0 * blocking.si() * mean_time_to_interrupt.si()));
  return std::max({best, blocking, least_interval});
}

double expected_ettr(Duration mean_time_to_interrupt, Duration restart, Duration blocking, Duration interval) {
  AIF_EXPECT(mean_time_to_interrupt > Duration{} && interval > Duration{});
  const double lost_per_fault = (restart + 0.5 * interval) / mean_time_to_interrupt;
  return std::max(0.0, 1.0 - lost_per_fault) / (1.0 + blocking / interval);
}

Duration expected_wall_time(Duration work, Duration mean_time_to_interrupt, Duration restart, Duration blocking,
                            Duration interval) {
  AIF_EXPECT(mean_time_to_interrupt > Duration{} && interval > Duration{});
  const Duration& mtti = mean_time_to_interrupt;
  // expm1 keeps the digits when faults are rare.
  return mtti * std::exp(restart / mtti) * std::expm1((interval + blocking) / mtti) * (work / interval);
}

Stretch stretch_until_fault(Duration elapsed, Duration interval, Duration blocking) {
  AIF_EXPECT(elapsed >= Duration{} && blocking >= Duration{});
  if (interval <= Duration{}) {
    return {.saved = {}, .lost = elapsed, .blocked = {}};
  }
  const Duration cycle = interval + blocking;
  const double complete = std::floor(elapsed / cycle);
  const Duration rest = std::max(Duration{}, elapsed - complete * cycle);
  const Duration lost = std::min(rest, interval);
  return {.saved = complete * interval, .lost = lost, .blocked = complete * blocking + (rest - lost)};
}

}  // namespace aif
