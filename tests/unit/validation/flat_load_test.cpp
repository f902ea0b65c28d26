#include "validation/flat_load.hpp"

#include <cmath>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"

namespace aif {

TEST_CASE("published averages of a flat load are met as their source reckoned") {
  const ValidationResult result =
      validate_file(source_folder() / "tests" / "validation" / "tariffs.yaml", shipped_catalog());
  CHECK(result.all_within());
  REQUIRE(result.comparisons.size() == 10);
  for (const Comparison& one : result.comparisons) {
    CAPTURE(one.id);
    // As billed, a flat load pays 0.3 to 0.7 % less: Saturdays weigh more than the longer winter peak.
    CHECK(std::abs(one.error()) < (one.figure == "as_reckoned" ? 0.002 : 0.007));
    CHECK((one.figure == "as_reckoned" || one.error() < -0.003));
  }
}

TEST_CASE("a flat load by hand") {
  // 100 KRW/kWh at all hours, 8,760 KRW per kW and month: 12 months over 8,760 hours are 12 KRW/kWh. With adders of 14
  // and a levy of 5 %: 126 * 1.05 = 132.3.
  TariffSpec tariff;
  TariffSeasonSpec season;
  season.months = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  season.bands = "LLLLLLLLMMMMPPPPPPMMMMLL";
  season.off_peak.value = season.mid_peak.value = season.on_peak.value = won_per_kilowatt_hour(100);
  tariff.seasons = {season};
  tariff.demand_charge.value = won(8760) / kilowatts(1);
  tariff.demand_floor.value = 0.3;
  tariff.climate_charge.value = won_per_kilowatt_hour(9);
  tariff.fuel_charge.value = won_per_kilowatt_hour(5);
  tariff.fund_levy.value = 0.05;
  tariff.vat.value = 0.1;
  CHECK(SoftEqual{}(flat_load_price(tariff, 2027).in(won_per_kilowatt_hour), 132.3));
}

TEST_CASE("what was reckoned must be 24 hours") {
  FlatLoadCase reference;
  reference.tariff = shipped_catalog().get<TariffSpec>("kepco-industrial-b-hvb-iii");
  reference.price = won_per_kilowatt_hour(180);
  reference.reckoned.winter_bands = "LLP";
  CHECK_THROWS_AS(compare_flat_load(reference), SimulationError);
}

}  // namespace aif
