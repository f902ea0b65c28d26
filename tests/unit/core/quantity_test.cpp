#include "core/quantity.hpp"

#include <type_traits>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept Assignable = requires(A a, B b) {
  a = b;
};
template <class A, class Unit>
concept Readable = requires(A a, Unit unit) {
  a += unit(1.0);
};

// What must not compile does not compile.
static_assert(Addable<Power, Power>);
static_assert(!Addable<Power, Energy>);
static_assert(!Addable<Power, double>);
static_assert(!Addable<Money, Dollars>);
static_assert(!Addable<DataSize, DataRate>);
static_assert(!Subtractable<Duration, Energy>);
static_assert(!Comparable<Power, Energy>);
static_assert(!Comparable<Power, double>);
static_assert(!Assignable<Power&, double>);
static_assert(!Assignable<double&, Power>);
static_assert(!Assignable<EnergyPrice&, DemandPrice>);
static_assert(!std::is_convertible_v<double, Power>);
static_assert(!std::is_convertible_v<Power, double>);
static_assert(!std::is_convertible_v<Power, Energy>);
static_assert(Readable<Power, Unit<Power>>);
static_assert(!Readable<Power, Unit<Energy>>);

// Products and quotients have the dimension they should have.
static_assert(std::is_same_v<decltype(Power{} * Duration{}), Energy>);
static_assert(std::is_same_v<decltype(Duration{} * Power{}), Energy>);
static_assert(std::is_same_v<decltype(Energy{} / Duration{}), Power>);
static_assert(std::is_same_v<decltype(Energy{} / Power{}), Duration>);
static_assert(std::is_same_v<decltype(Energy{} / Energy{}), double>);
static_assert(std::is_same_v<decltype(DataRate{} * Duration{}), DataSize>);
static_assert(std::is_same_v<decltype(FlopCount{} / FlopRate{}), Duration>);
static_assert(std::is_same_v<decltype(Energy{} * EnergyPrice{}), Money>);
static_assert(std::is_same_v<decltype(Power{} * DemandPrice{}), Money>);
static_assert(std::is_same_v<decltype(Energy{} * CarbonIntensity{}), CarbonMass>);
static_assert(std::is_same_v<decltype(Energy{} * WaterIntensity{}), WaterVolume>);
static_assert(std::is_same_v<decltype(Dollars{} * ExchangeRate{}), Money>);
static_assert(std::is_same_v<decltype(Frequency{} * Duration{}), double>);
static_assert(std::is_same_v<decltype(1.0 / Duration{}), Frequency>);

const SoftEqual rounded_equal;

TEST_CASE("quantities enter and leave in named units") {
  CHECK(rounded_equal(megawatts(103).si(), 103e6));
  CHECK(rounded_equal(megawatts(103).in(gigawatts), 0.103));
  CHECK(rounded_equal(gigabits_per_second(400).in(gigabytes_per_second), 50));
  CHECK(rounded_equal(years(1).in(days), 365));
  CHECK(rounded_equal(gibibytes(1).in(bytes), 1'073'741'824));
  CHECK(rounded_equal(celsius(24).si(), 297.15));
  CHECK(rounded_equal(in_celsius(kelvins(300)), 26.85));
}

TEST_CASE("a site of 100 MW for a year at 131.4 KRW/kWh") {
  // 100 MW * 8,760 h = 876,000 MWh = 876e6 kWh; * 131.4 KRW/kWh = 115.1064e9 KRW.
  const Energy energy = megawatts(100) * years(1);
  CHECK(rounded_equal(energy.in(megawatt_hours), 876'000));
  CHECK(rounded_equal((energy * won_per_kilowatt_hour(131.4)).in(billion_won), 115.1064));
  // At 0.4541 t/MWh: 876,000 * 0.4541 = 397,791.6 t.
  CHECK(rounded_equal((energy * tonnes_per_megawatt_hour(0.4541)).in(tonnes), 397'791.6));
  // At 1.8 L/kWh: 876e6 * 1.8 L = 1,576,800 m3.
  CHECK(rounded_equal((energy * litres_per_kilowatt_hour(1.8)).in(cubic_metres), 1'576'800));
}

TEST_CASE("sums, differences and multiples") {
  Power power = megawatts(2) + kilowatts(500);
  power -= kilowatts(100);
  power *= 2;
  power /= 4;
  CHECK(rounded_equal(power.in(megawatts), 1.2));
  CHECK(rounded_equal((-power).si(), -1.2e6));
  CHECK(watts(1) < kilowatts(1));
  CHECK(watts(1000) == kilowatts(1));
  CHECK(Power().si() == 0);
}

}  // namespace
}  // namespace aif
