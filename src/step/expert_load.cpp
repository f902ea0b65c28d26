#include "step/expert_load.hpp"

#include <cmath>

namespace aif::step {

double expert_load(const RoutedShape& routed, std::int64_t ranks) {
  if (routed.capacity) {
    return *routed.capacity;
  }
  if (routed.imbalance <= 1 || ranks <= 1) {
    return 1;
  }
  const auto e = static_cast<double>(ranks);
  return e * (1 - std::pow(1 - 1 / e, routed.imbalance));
}

double dropped_share(const RoutedShape& routed) {
  const double most = routed.imbalance;
  if (!routed.capacity || *routed.capacity >= most) {
    return 0;
  }
  const double places = *routed.capacity;
  if (most <= 1) {
    return 1 - places;
  }
  const double quantile = std::pow(places / most, 1 / (most - 1));
  return 1 - std::pow(quantile, most) - places * (1 - quantile);
}

}  // namespace aif::step
