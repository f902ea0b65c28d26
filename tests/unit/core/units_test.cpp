#include "core/units.hpp"

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "core/unit_table.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

template <class Q>
bool reads(std::string_view text, Q expected) {
  const QuantityOutcome outcome = parse_quantity(text);
  CAPTURE(outcome.problem);
  return outcome.value && outcome.value->dimension == Q::dimension && SoftEqual{}(outcome.value->si, expected.si());
}

bool reads_number(std::string_view text, double expected) {
  const QuantityOutcome outcome = parse_quantity(text);
  return outcome.value && outcome.value->dimension == Dimension{} && SoftEqual{}(outcome.value->si, expected);
}

TEST_CASE("units of power, energy and heat") {
  CHECK(reads("100 MW", megawatts(100)));
  CHECK(reads("350kW", kilowatts(350)));
  CHECK(reads("  1.5   GW ", gigawatts(1.5)));
  CHECK(reads("103 MWh", megawatt_hours(103)));
  CHECK(reads("3.6 MJ", kilowatt_hours(1)));
  CHECK(reads("1 kJ/s", kilowatts(1)));
  CHECK(reads("24 degC", celsius(24)));
  CHECK(reads("24 °C", celsius(24)));
  CHECK(reads("-10 °C", celsius(-10)));
  CHECK(reads("300 K", kelvins(300)));
  CHECK(reads("6 MW/min", megawatts(0.1) / seconds(1)));
}

TEST_CASE("units of data: bytes are no bits") {
  CHECK(reads("80 GB", gigabytes(80)));
  CHECK(reads("80 GiB", gibibytes(80)));
  for (const char* text : {"400 Gbit/s", "400 Gb/s", "400 Gbps", "50 GB/s", "0.4 Tbit/s", "50000 MB/s"}) {
    CAPTURE(text);
    CHECK(reads(text, gigabits_per_second(400)));
  }
}

TEST_CASE("units of time") {
  CHECK(reads("3 µs", microseconds(3)));  // U+00B5
  CHECK(reads("3 μs", microseconds(3)));  // U+03BC
  CHECK(reads("3 us", microseconds(3)));
  CHECK(reads("250 ns", nanoseconds(250)));
  CHECK(reads("15 min", minutes(15)));
  CHECK(reads("2 wk", days(14)));
  CHECK(reads("1 month", hours(730)));
  CHECK(reads("1 yr", hours(8760)));
  CHECK(reads("12 months", years(1)));
  CHECK(reads("1.9 GHz", hertz(1.9e9)));
  CHECK(reads("3 /d", per_day(3)));
  CHECK(reads("3 1/h", per_hour(3)));
}

TEST_CASE("units of money, carbon, water, computing") {
  CHECK(reads("131.4 KRW/kWh", won_per_kilowatt_hour(131.4)));
  CHECK(reads("8320 KRW/kW", won(8320) / kilowatts(1)));
  CHECK(reads("784.2 billion KRW", billion_won(784.2)));
  CHECK(reads("5.47 trillion KRW", trillion_won(5.47)));
  CHECK(reads("1400 KRW/USD", won(1400) / dollars(1)));
  for (const char* text :
       {"0.4541 t/MWh", "0.4541 tCO2/MWh", "0.4541 tCO2eq/MWh", "454.1 gCO2/kWh", "0.4541 kgCO2e/kWh"}) {
    CAPTURE(text);
    CHECK(reads(text, tonnes_per_megawatt_hour(0.4541)));
  }
  CHECK(reads("1.8 L/kWh", litres_per_kilowatt_hour(1.8)));
  CHECK(reads("2 ML", cubic_metres(2000)));
  CHECK(reads("20 m3", cubic_metres(20)));
  CHECK(reads("20 m³", cubic_metres(20)));
  CHECK(reads("20 m^3", cubic_metres(20)));
  CHECK(reads("989 TFLOP/s", teraflops_per_second(989)));
  CHECK(reads("1 EFLOPS", exaflops_per_second(1)));
  CHECK(reads("3.8e25 FLOP", flops(3.8e25)));
  CHECK(reads("320 km", kilometres(320)));
  CHECK(reads("2 GPU*h", hours(2)));
  CHECK(reads("2 GPU·h", hours(2)));
}

TEST_CASE("plain numbers") {
  CHECK(reads_number("35 %", 0.35));
  CHECK(reads_number("250_000", 250'000));
  CHECK(reads_number("250,000", 250'000));
  CHECK(reads_number("1,234,567.5", 1'234'567.5));
  CHECK(reads_number("10e12", 1e13));
  CHECK(reads_number("+5", 5));
  CHECK(reads_number("-0.5", -0.5));
  CHECK(reads_number(".5", 0.5));
  CHECK(reads_number("15 trillion", 15e12));
  CHECK(reads_number("15 trillion tokens", 15e12));
}

TEST_CASE("numbers that are none") {
  for (const char* text : {"",        " ",     "MW",       "nan",      "inf", "-inf", "infinity MW", "0x10", "1e",
                           "--5",     "1..2",  "1.2.3",    "1,5 MW",   "1,5", ",5",   "5,",          "5_",   "1__0",
                           "1_000,5", "1e999", "1e-999 W", "1e308 TW", "- 5", "e5",   "1.234,567"}) {
    CAPTURE(text);
    const QuantityOutcome outcome = parse_quantity(text);
    CHECK_FALSE(outcome.value);
    CHECK_FALSE(outcome.problem.empty());
  }
  CHECK_FALSE(parse_quantity(std::string(10'000, '9')).value);
  CHECK_FALSE(parse_quantity("5 " + std::string(200, '*')).value);
  CHECK(parse_quantity("1,5 MW").hint.find("decimal mark is a point") != std::string::npos);
}

TEST_CASE("units that are none come with a hint") {
  auto hint_of = [](std::string_view text) {
    const QuantityOutcome outcome = parse_quantity(text);
    CHECK_FALSE(outcome.value);
    CHECK(outcome.unit_is_the_problem);
    return outcome.hint;
  };
  CHECK(hint_of("100 mw") == "write MW for megawatts or mW for milliwatts");
  CHECK(hint_of("80 gb") == "write GB for gigabytes or Gbit for gigabits");
  CHECK(hint_of("80 mb/s") == "write MB for megabytes or Mbit for megabits");
  CHECK(hint_of("5 KW") == "did you mean \"kW\"?");
  CHECK(hint_of("5 kwh") == "did you mean \"kWh\"?");
  CHECK(hint_of("5 MW h") == "did you mean \"MWh\"?");
  CHECK(hint_of("24 C") == "write degC for degrees Celsius");
  CHECK(hint_of("5 TFLOPs") == "write TFLOP for a number of operations or TFLOP/s for a rate");
  CHECK(hint_of("5 parsec").empty());
  CHECK(hint_of("5 MW/").empty());
  CHECK(hint_of("5 MW//s").empty());
  CHECK(hint_of("5 %/yr").empty());
  CHECK(hint_of("5 m/m/m/m/m/m/m/m/m/m").empty());
}

TEST_CASE("every spelling of the table is understood") {
  for (const std::string& unit : detail::unit_spellings()) {
    CAPTURE(unit);
    CHECK(parse_quantity("1 " + unit).value);
  }
}

TEST_CASE("spellings that differ only in case are the ones we know of") {
  // "Mbit" and "mbit", or "MW" and "mW", differ by nine orders of magnitude: small prefixes exist only where
  // physics needs them, never for bits and bytes.
  for (const char* text : {"1 mb", "1 mB", "1 mbit", "1 uB", "1 mFLOP", "1 mWh", "1 mt"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text).value);
  }
}

TEST_CASE("exact text reads back as the same quantity") {
  RandomStream stream(1, "units");
  for (Dimension dimension :
       {Dimension{}, Power::dimension, Energy::dimension, DataRate::dimension, FlopRate::dimension,
        Temperature::dimension, EnergyPrice::dimension, DemandPrice::dimension, CarbonIntensity::dimension,
        WaterIntensity::dimension, Frequency::dimension, ExchangeRate::dimension, Length::dimension,
        Dimension{.time = 1, .energy = 1}, Dimension{.time = -1, .temperature = -1}, Dimension{.data = 2, .won = -1}}) {
    for (int i = 0; i < 200; ++i) {
      const double si = stream.lognormal(1, 20) * (stream.uniform() < 0.5 ? -1 : 1);
      const std::string text = exact(si, dimension);
      CAPTURE(text);
      const QuantityOutcome outcome = parse_quantity(text);
      REQUIRE(outcome.value);
      REQUIRE(outcome.value->dimension == dimension);
      REQUIRE(outcome.value->si == si);
    }
  }
}

}  // namespace
}  // namespace aif
