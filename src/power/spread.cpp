#include "power/spread.hpp"

#include <cmath>

#include "core/contracts.hpp"
#include "core/random.hpp"

namespace aif {

double expected_extreme(std::int64_t n) {
  AIF_EXPECT(n >= 1);
  const auto count = static_cast<double>(n);
  return n == 1 ? 0.0 : inverse_normal((count - 0.375) / (count + 0.25));
}

double slowest_speed(std::int64_t gpus, double deviation) {
  AIF_EXPECT(deviation >= 0);
  return 1.0 - deviation * expected_extreme(gpus);
}

Power node_scatter(std::int64_t gpus, Power each, double deviation) {
  AIF_EXPECT(gpus >= 1 && deviation >= 0);
  return each * (deviation * std::sqrt(static_cast<double>(gpus)));
}

}  // namespace aif
