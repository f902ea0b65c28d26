#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "core/units.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("quantities for people") {
  CHECK(human(megawatts(103.2)) == "103.2 MW");
  CHECK(human(terawatt_hours(4.35)) == "4.35 TWh");
  CHECK(human(days(85)) == "85 d");
  CHECK(human(days(730)) == "2 yr");
  CHECK(human(hours(47)) == "47 h");
  CHECK(human(seconds(90)) == "1.5 min");
  CHECK(human(microseconds(3)) == "3 µs");
  CHECK(human(billion_won(784.2)) == "784.2 billion KRW");
  CHECK(human(won(1500)) == "1,500 KRW");
  CHECK(human(tonnes(397'791.6)) == "397.8 kt");
  CHECK(human(kilograms(0.25)) == "250 g");
  CHECK(human(cubic_metres(1'576'800)) == "1.577 GL");
  CHECK(human(litres(12)) == "12 L");
  CHECK(human(gigabits_per_second(400)) == "50 GB/s");
  CHECK(human(teraflops_per_second(989)) == "989 TFLOP/s");
  CHECK(human(joules(12)) == "12 J");
  CHECK(human(won_per_kilowatt_hour(131.4)) == "131.4 KRW/kWh");
  CHECK(human(tonnes_per_megawatt_hour(0.4541)) == "0.4541 tCO2/MWh");
  CHECK(human(celsius(24)) == "24 °C");
  CHECK(human(kelvins(8)) == "8 K");  // a difference
  CHECK(human(per_day(3)) == "3 /d");
  CHECK(human(0.35, {}) == "0.35");
}

TEST_CASE("rounding never leaves a thousand of the smaller unit") {
  CHECK(human(watts(999.96)) == "1 kW");
  CHECK(human(watts(999.94)) == "999.9 W");
  CHECK(human(megawatts(999.99)) == "1 GW");
}

TEST_CASE("zero, negative and endless quantities") {
  CHECK(human(watts(0)) == "0 W");
  CHECK(human(megawatts(-5)) == "-5 MW");
  CHECK(human(watts(INFINITY)) == "infinity W");
  CHECK(human(joules(0)) == "0 J");
}

TEST_CASE("what people read can be written back") {
  RandomStream stream(2, "human");
  for (Dimension dimension : {Power::dimension, Energy::dimension, Duration::dimension, Money::dimension,
                              Dollars::dimension, DataSize::dimension, DataRate::dimension, CarbonMass::dimension,
                              WaterVolume::dimension, FlopRate::dimension, Frequency::dimension, Length::dimension,
                              EnergyPrice::dimension, CarbonIntensity::dimension, Temperature::dimension}) {
    for (int i = 0; i < 100; ++i) {
      const double si = stream.lognormal(1e3, 6);
      const std::string text = human(si, dimension, 9);
      CAPTURE(text);
      const QuantityOutcome outcome = parse_quantity(text);
      REQUIRE(outcome.value);
      REQUIRE(outcome.value->dimension == dimension);
      REQUIRE(SoftEqual{.rel = 1e-4}(outcome.value->si, si));
    }
  }
}

TEST_CASE("examples of units can be imitated") {
  for (Dimension dimension : {Dimension{},
                              Power::dimension,
                              Energy::dimension,
                              Duration::dimension,
                              DataSize::dimension,
                              DataRate::dimension,
                              FlopCount::dimension,
                              FlopRate::dimension,
                              Temperature::dimension,
                              Money::dimension,
                              Dollars::dimension,
                              CarbonMass::dimension,
                              WaterVolume::dimension,
                              Length::dimension,
                              Frequency::dimension,
                              EnergyPrice::dimension,
                              DemandPrice::dimension,
                              CarbonIntensity::dimension,
                              WaterIntensity::dimension,
                              ExchangeRate::dimension,
                              Dimension{.time = -2, .energy = 1},
                              Dimension{.length = 2}}) {
    std::string examples = unit_examples(dimension);
    for (std::size_t start = 0; start < examples.size();) {
      const std::size_t end = std::min(examples.find(", ", start), examples.size());
      const std::string example = examples.substr(start, end - start);
      CAPTURE(example);
      const QuantityOutcome outcome = parse_quantity(example);
      REQUIRE(outcome.value);
      CHECK(outcome.value->dimension == dimension);
      start = end + 2;
    }
  }
  CHECK(dimension_name(Power::dimension) == "power");
  CHECK(dimension_name({.data = 3}) == "quantity of unusual dimension");
  CHECK(si_unit(DataRate::dimension) == "B/s");
  CHECK(si_unit({.temperature = -1}) == "1/K");
}

}  // namespace
}  // namespace aif
