#pragma once

#include <array>

#include "catalog/environment.hpp"

namespace aif {

/// Carbon intensity of grid electricity by local hour: annual factor x hourly shape, energy-weighted mean of
/// the shape over the year one.
class CarbonCurve {
 public:
  explicit CarbonCurve(const GridSpec& grid);
  [[nodiscard]] CarbonIntensity at(ZonedInstant hour) const;

 private:
  std::array<std::array<double, 24>, 12> kg_per_j_{};
};

}  // namespace aif
