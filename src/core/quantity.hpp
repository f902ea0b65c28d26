#pragma once

#include <compare>

/// Physical quantities as strong types.
///
/// A Quantity holds one double in the base unit of its dimension: second, joule, byte, floating-point
/// operation, kelvin, won, dollar, kilogram, cubic metre, metre. Sums of different dimensions do not
/// compile; products and quotients have the dimension they should have, so `power * duration` is an
/// energy and `energy / energy` a plain double. Construct with a named unit (`megawatts(100)`), leave with
/// `q.in(watts)` or, inside a kernel, `q.si()`.
namespace aif {

/// Exponents of the base units.
struct Dimension {
  signed char time = 0;         ///< [s]
  signed char energy = 0;       ///< [J]
  signed char data = 0;         ///< [byte]
  signed char flop = 0;         ///< [FLOP], floating-point operations
  signed char temperature = 0;  ///< [K]
  signed char won = 0;          ///< [KRW]
  signed char dollar = 0;       ///< [USD]
  signed char mass = 0;         ///< [kg]
  signed char volume = 0;       ///< [m3]
  signed char length = 0;       ///< [m]

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;
};

constexpr Dimension combine(Dimension a, Dimension b, int sign) {
  auto sum = [sign](signed char x, signed char y) { return static_cast<signed char>(x + sign * y); };
  return {sum(a.time, b.time),
          sum(a.energy, b.energy),
          sum(a.data, b.data),
          sum(a.flop, b.flop),
          sum(a.temperature, b.temperature),
          sum(a.won, b.won),
          sum(a.dollar, b.dollar),
          sum(a.mass, b.mass),
          sum(a.volume, b.volume),
          sum(a.length, b.length)};
}

template <Dimension D>
class Quantity;

namespace detail {
template <Dimension D>
struct Simplified {
  using type = Quantity<D>;
  static constexpr type make(double si);
};
template <>
struct Simplified<Dimension{}> {
  using type = double;
  static constexpr double make(double si) { return si; }
};
}  // namespace detail

template <Dimension D>
class Quantity {
 public:
  static constexpr Dimension dimension = D;

  constexpr Quantity() = default;
  static constexpr Quantity from_si(double value) { return Quantity(value); }

  /// The number of base units.
  [[nodiscard]] constexpr double si() const { return value_; }
  /// The number of `unit`s, for example `power.in(megawatts)`.
  template <class Unit>
  [[nodiscard]] constexpr double in(const Unit& unit) const {
    return value_ / unit(1.0).si();
  }

  constexpr Quantity& operator+=(Quantity other) {
    value_ += other.value_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    value_ -= other.value_;
    return *this;
  }
  constexpr Quantity& operator*=(double factor) {
    value_ *= factor;
    return *this;
  }
  constexpr Quantity& operator/=(double divisor) {
    value_ /= divisor;
    return *this;
  }

  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator-(Quantity a) { return Quantity(-a.value_); }
  friend constexpr Quantity operator*(Quantity a, double factor) { return Quantity(a.value_ * factor); }
  friend constexpr Quantity operator*(double factor, Quantity a) { return Quantity(a.value_ * factor); }
  friend constexpr Quantity operator/(Quantity a, double divisor) { return Quantity(a.value_ / divisor); }
  friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;

 private:
  explicit constexpr Quantity(double si) : value_(si) {}
  double value_ = 0.0;
};

template <Dimension D>
constexpr Quantity<D> detail::Simplified<D>::make(double si) {
  return Quantity<D>::from_si(si);
}

template <Dimension A, Dimension B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  return detail::Simplified<combine(A, B, +1)>::make(a.si() * b.si());
}
template <Dimension A, Dimension B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  return detail::Simplified<combine(A, B, -1)>::make(a.si() / b.si());
}
template <Dimension D>
constexpr auto operator/(double a, Quantity<D> b) {
  return detail::Simplified<combine(Dimension{}, D, -1)>::make(a / b.si());
}

using Duration = Quantity<Dimension{.time = 1}>;
using Energy = Quantity<Dimension{.energy = 1}>;
using DataSize = Quantity<Dimension{.data = 1}>;
using FlopCount = Quantity<Dimension{.flop = 1}>;
using Temperature = Quantity<Dimension{.temperature = 1}>;  ///< absolute or a difference, in kelvin
using Money = Quantity<Dimension{.won = 1}>;
using Dollars = Quantity<Dimension{.dollar = 1}>;
using CarbonMass = Quantity<Dimension{.mass = 1}>;  ///< kilograms of CO2-equivalent
using WaterVolume = Quantity<Dimension{.volume = 1}>;
using Length = Quantity<Dimension{.length = 1}>;

using Frequency = decltype(1.0 / Duration{});
using Power = decltype(Energy{} / Duration{});
using DataRate = decltype(DataSize{} / Duration{});
using FlopRate = decltype(FlopCount{} / Duration{});
using EnergyPrice = decltype(Money{} / Energy{});
using DemandPrice = decltype(Money{} / Power{});  ///< per billing month
using CarbonIntensity = decltype(CarbonMass{} / Energy{});
using WaterIntensity = decltype(WaterVolume{} / Energy{});
using ExchangeRate = decltype(Money{} / Dollars{});

static_assert(sizeof(Power) == sizeof(double));

/// A unit is a function from a number to a quantity, so that it reads both ways: `hours(2)`, `t.in(hours)`.
template <class Q>
struct Unit {
  double scale;
  constexpr Q operator()(double number) const { return Q::from_si(number * scale); }
};

inline constexpr Unit<Duration> nanoseconds{1e-9}, microseconds{1e-6}, milliseconds{1e-3}, seconds{1.0}, minutes{60.0},
    hours{3600.0}, days{86400.0}, years{8760.0 * 3600.0};
inline constexpr Unit<Energy> joules{1.0}, kilowatt_hours{3.6e6}, megawatt_hours{3.6e9}, gigawatt_hours{3.6e12},
    terawatt_hours{3.6e15};
inline constexpr Unit<Power> watts{1.0}, kilowatts{1e3}, megawatts{1e6}, gigawatts{1e9};
inline constexpr Unit<DataSize> bytes{1.0}, kilobytes{1e3}, megabytes{1e6}, gigabytes{1e9}, terabytes{1e12},
    petabytes{1e15}, gibibytes{1073741824.0};
inline constexpr Unit<DataRate> bytes_per_second{1.0}, gigabytes_per_second{1e9}, bits_per_second{0.125},
    gigabits_per_second{0.125e9};
inline constexpr Unit<FlopCount> flops{1.0}, exaflops{1e18};
inline constexpr Unit<FlopRate> flops_per_second{1.0}, teraflops_per_second{1e12}, exaflops_per_second{1e18};
inline constexpr Unit<Temperature> kelvins{1.0};
inline constexpr Unit<Money> won{1.0}, billion_won{1e9}, trillion_won{1e12};
inline constexpr Unit<Dollars> dollars{1.0};
inline constexpr Unit<CarbonMass> kilograms{1.0}, tonnes{1e3};
inline constexpr Unit<WaterVolume> cubic_metres{1.0}, litres{1e-3};
inline constexpr Unit<Length> metres{1.0}, kilometres{1e3};
inline constexpr Unit<Frequency> hertz{1.0}, per_hour{1.0 / 3600.0}, per_day{1.0 / 86400.0};
inline constexpr Unit<EnergyPrice> won_per_kilowatt_hour{1.0 / 3.6e6};
inline constexpr Unit<CarbonIntensity> tonnes_per_megawatt_hour{1e3 / 3.6e9};
inline constexpr Unit<WaterIntensity> litres_per_kilowatt_hour{1e-3 / 3.6e6};

inline constexpr double zero_celsius_k = 273.15;
constexpr Temperature celsius(double degrees) { return kelvins(degrees + zero_celsius_k); }
constexpr double in_celsius(Temperature t) { return t.si() - zero_celsius_k; }

}  // namespace aif
