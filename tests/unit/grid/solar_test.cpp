#include "grid/solar.hpp"

#include <numeric>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

using namespace aif;

namespace {

double sum(const std::vector<float>& yield) { return std::accumulate(yield.begin(), yield.end(), 0.0); }

}  // namespace

TEST_CASE("sun: full-load hours over many years, dark at night, more in June than in December") {
  RandomStream random(1, "test.solar");
  constexpr std::size_t years_long = 20;
  const ZonedInstant start = *parse_instant("2027-01-01");
  const std::vector<float> yield = solar_yield(35.5, hours(1300), start, years_long * 8760, random);
  CHECK(SoftEqual{0.01, 0}(sum(yield) / years_long, 1300));
  double june = 0;
  double december = 0;
  for (std::size_t hour = 0; hour < yield.size(); ++hour) {
    const CivilTime local = civil({start.instant + hours(static_cast<double>(hour)), start.offset_s});
    CHECK(yield[hour] >= 0.0F);
    CHECK(yield[hour] <= 1.0F);
    if (local.hour < 4 || local.hour >= 21) {
      CHECK(yield[hour] == 0.0F);
    }
    june += local.month == 6 ? static_cast<double>(yield[hour]) : 0.0;
    december += local.month == 12 ? static_cast<double>(yield[hour]) : 0.0;
  }
  CHECK(june > 1.4 * december);
}

TEST_CASE("wind: full-load hours over many years") {
  for (const double full : {2000.0, 3500.0}) {
    RandomStream random(2, "test.wind");
    CHECK(SoftEqual{0.03, 0}(sum(wind_yield(hours(full), 20 * 8760, random)) / 20, full));
  }
}
