#include "grid/carbon.hpp"

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

ZonedInstant hour_of_year(std::int64_t hour) {
  ZonedInstant t = *parse_instant("2027-01-01T00:00:00+09:00");
  t.instant.utc_s += hour * 3600;
  return t;
}

}  // namespace

TEST_CASE("a shape by hand") {
  GridSpec grid;
  grid.carbon_factor.value = tonnes_per_megawatt_hour(0.4);
  CarbonShapeSpec january;
  january.months = {1};
  january.multipliers.value.assign(24, 2.0);
  january.multipliers.value[5] = 4.0;
  grid.carbon_shape.push_back(january);
  const CarbonCurve curve(grid);
  // Sum over the year of the multipliers: 31 days * (23 * 2 + 4) + 334 days * 24 = 1,550 + 8,016 = 9,566 hours;
  // mean 9,566 / 8,760 = 1.0920091.
  const double mean = 9566.0 / 8760.0;
  const SoftEqual equal;
  CHECK(equal(curve.at(hour_of_year(0)).in(tonnes_per_megawatt_hour), 0.4 * 2 / mean));
  CHECK(equal(curve.at(hour_of_year(24 + 5)).in(tonnes_per_megawatt_hour), 0.4 * 4 / mean));
  CHECK(equal(curve.at(hour_of_year(40 * 24)).in(tonnes_per_megawatt_hour), 0.4 / mean));
}

TEST_CASE("a flat load emits the annual factor") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const GridSpec grid = *catalog.get<GridSpec>("korea");
  const CarbonCurve curve(grid);
  double sum = 0;
  double least = 1;
  double most = 0;
  for (std::int64_t hour = 0; hour < 8760; ++hour) {
    const double factor = curve.at(hour_of_year(hour)).in(tonnes_per_megawatt_hour);
    sum += factor;
    least = std::min(least, factor);
    most = std::max(most, factor);
  }
  CHECK(SoftEqual{.rel = 1e-12}(sum / 8760, grid.carbon_factor->in(tonnes_per_megawatt_hour)));
  // Noon in spring is the cleanest hour: about half of a winter evening.
  CHECK(least < 0.6 * most);
}

}  // namespace aif
