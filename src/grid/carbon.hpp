#pragma once

#include <array>

#include "catalog/environment.hpp"

namespace aif {

/// Carbon intensity of grid electricity by local hour.
///
/// What it computes  kilograms of CO2-equivalent per joule at the consumer, by month and hour of the day
/// Equation     e(m, h) = F k(m, h) / K,   K = sum over the year of k(m, h) / 8760
/// Symbols      F annual factor [kg/J]; k multipliers of the grid's shape [-], one where a month has none; K their mean
///              over a year of 365 days, so that a flat load emits exactly F per joule in a year
/// Valid for    annual and seasonal totals of loads small beside the grid
/// Not modelled weekdays and weekends, weather, the marginal plant, the fall of the factor from year to year
/// Source       the grid's entry in the catalog
/// Checked by   tests/unit/grid/carbon_test.cpp
class CarbonCurve {
 public:
  explicit CarbonCurve(const GridSpec& grid);
  [[nodiscard]] CarbonIntensity at(ZonedInstant hour) const;

 private:
  std::array<std::array<double, 24>, 12> kg_per_j_{};
};

}  // namespace aif
