#include "grid/carbon.hpp"

#include <algorithm>

#include "core/contracts.hpp"
#include "core/time.hpp"

namespace aif {

namespace {
constexpr std::array<double, 12> month_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
constexpr double year_hours = 8760;
}  // namespace

CarbonCurve::CarbonCurve(const GridSpec& grid) {
  for (auto& month : kg_per_j_) {
    month.fill(1.0);
  }
  for (const CarbonShapeSpec& shape : grid.carbon_shape) {
    AIF_EXPECT(shape.multipliers->size() == 24);
    for (const std::int64_t month : shape.months) {
      AIF_EXPECT(month >= 1 && month <= 12);
      std::copy(shape.multipliers->begin(), shape.multipliers->end(),
                kg_per_j_[static_cast<std::size_t>(month - 1)].begin());
    }
  }
  double mean = 0;
  for (std::size_t month = 0; month < 12; ++month) {
    for (const double multiplier : kg_per_j_[month]) {
      mean += multiplier * month_days[month] / year_hours;
    }
  }
  AIF_EXPECT(mean > 0);
  for (auto& month : kg_per_j_) {
    for (double& value : month) {
      value *= grid.carbon_factor->si() / mean;
    }
  }
}

CarbonIntensity CarbonCurve::at(ZonedInstant hour) const {
  const CivilTime local = civil(hour);
  return CarbonIntensity::from_si(
      kg_per_j_[static_cast<std::size_t>(local.month - 1)][static_cast<std::size_t>(local.hour)]);
}

}  // namespace aif
