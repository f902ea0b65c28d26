#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {

namespace {

/// A step of the ladder that human() climbs: from `from` base units on, numbers are shown in `symbol`.
struct Step {
  double scale;  ///< base units per shown unit
  std::string_view symbol;
  double from;  ///< smallest size shown with this step [base units]
};

template <std::size_t N>
constexpr std::span<const Step> view(const std::array<Step, N>& steps) {
  return steps;
}

constexpr std::array time_steps{Step{1e-9, "ns", 0},      Step{1e-6, "µs", 1e-6},        Step{1e-3, "ms", 1e-3},
                                Step{1, "s", 1},          Step{60, "min", 60},           Step{3600, "h", 3600},
                                Step{86400, "d", 172800}, Step{31536000, "yr", 63072000}};
constexpr std::array energy_steps{Step{1e-3, "mJ", 0},        Step{1, "J", 1},           Step{3600, "Wh", 3600},
                                  Step{3.6e6, "kWh", 3.6e6},  Step{3.6e9, "MWh", 3.6e9}, Step{3.6e12, "GWh", 3.6e12},
                                  Step{3.6e15, "TWh", 3.6e15}};
constexpr std::array power_steps{Step{1e-3, "mW", 0},  Step{1, "W", 1},      Step{1e3, "kW", 1e3},
                                 Step{1e6, "MW", 1e6}, Step{1e9, "GW", 1e9}, Step{1e12, "TW", 1e12}};
constexpr std::array ramp_steps{Step{1, "W/s", 0}, Step{1e3, "kW/s", 1e3}, Step{1e6, "MW/s", 1e6},
                                Step{1e9, "GW/s", 1e9}};
constexpr std::array data_steps{Step{1, "B", 0},       Step{1e3, "kB", 1e3},   Step{1e6, "MB", 1e6},
                                Step{1e9, "GB", 1e9},  Step{1e12, "TB", 1e12}, Step{1e15, "PB", 1e15},
                                Step{1e18, "EB", 1e18}};
constexpr std::array rate_steps{Step{1, "B/s", 0},      Step{1e3, "kB/s", 1e3},   Step{1e6, "MB/s", 1e6},
                                Step{1e9, "GB/s", 1e9}, Step{1e12, "TB/s", 1e12}, Step{1e15, "PB/s", 1e15}};
constexpr std::array flop_steps{Step{1, "FLOP", 0},        Step{1e3, "kFLOP", 1e3},   Step{1e6, "MFLOP", 1e6},
                                Step{1e9, "GFLOP", 1e9},   Step{1e12, "TFLOP", 1e12}, Step{1e15, "PFLOP", 1e15},
                                Step{1e18, "EFLOP", 1e18}, Step{1e21, "ZFLOP", 1e21}};
constexpr std::array flop_rate_steps{
    Step{1, "FLOP/s", 0},        Step{1e3, "kFLOP/s", 1e3},   Step{1e6, "MFLOP/s", 1e6},   Step{1e9, "GFLOP/s", 1e9},
    Step{1e12, "TFLOP/s", 1e12}, Step{1e15, "PFLOP/s", 1e15}, Step{1e18, "EFLOP/s", 1e18}, Step{1e21, "ZFLOP/s", 1e21}};
constexpr std::array frequency_steps{Step{1.0 / 31536000, "/yr", 0},
                                     Step{1.0 / 86400, "/d", 1.0 / 86400},
                                     Step{1, "Hz", 1},
                                     Step{1e3, "kHz", 1e3},
                                     Step{1e6, "MHz", 1e6},
                                     Step{1e9, "GHz", 1e9}};
constexpr std::array won_steps{Step{1, "KRW", 0}, Step{1e3, "thousand KRW", 1e5}, Step{1e6, "million KRW", 1e6},
                               Step{1e9, "billion KRW", 1e9}, Step{1e12, "trillion KRW", 1e12}};
constexpr std::array dollar_steps{Step{1, "USD", 0}, Step{1e3, "thousand USD", 1e5}, Step{1e6, "million USD", 1e6},
                                  Step{1e9, "billion USD", 1e9}, Step{1e12, "trillion USD", 1e12}};
constexpr std::array mass_steps{Step{1e-3, "g", 0}, Step{1, "kg", 1}, Step{1e3, "t", 1e3}, Step{1e6, "kt", 1e6},
                                Step{1e9, "Mt", 1e9}};
constexpr std::array volume_steps{Step{1e-3, "L", 0}, Step{1, "m3", 1}, Step{1e3, "ML", 1e3}, Step{1e6, "GL", 1e6}};
constexpr std::array length_steps{Step{1e-3, "mm", 0}, Step{1, "m", 1}, Step{1e3, "km", 1e3}};
constexpr std::array kelvin_steps{Step{1, "K", 0}};
constexpr std::array energy_price_steps{Step{1 / 3.6e6, "KRW/kWh", 0}};
constexpr std::array demand_price_steps{Step{1e-3, "KRW/kW", 0}};
constexpr std::array carbon_steps{Step{1e3 / 3.6e9, "tCO2/MWh", 0}};
constexpr std::array water_steps{Step{1e-3 / 3.6e6, "L/kWh", 0}};
constexpr std::array exchange_steps{Step{1, "KRW/USD", 0}};
constexpr std::array area_steps{Step{1, "m2", 0}};

struct Named {
  Dimension dimension;
  std::string_view name;
  std::string_view examples;
  std::string_view si;
  std::span<const Step> steps;
};

/// The dimensions that occur in scenarios and results.
constexpr std::array named{
    Named{Duration::dimension, "duration", "90 s, 10 min, 85 d", "s", view(time_steps)},
    Named{Energy::dimension, "energy", "500 kWh, 103 MWh", "J", view(energy_steps)},
    Named{Power::dimension, "power", "100 MW, 350 kW", "W", view(power_steps)},
    Named{{.time = -2, .energy = 1}, "power ramp", "5 MW/s, 10 MW/min", "W/s", view(ramp_steps)},
    Named{DataSize::dimension, "data size", "80 GB, 288 GiB", "B", view(data_steps)},
    Named{DataRate::dimension, "data rate", "400 Gbit/s, 50 GB/s", "B/s", view(rate_steps)},
    Named{FlopCount::dimension, "number of operations", "3.8e25 FLOP, 40 EFLOP", "FLOP", view(flop_steps)},
    Named{FlopRate::dimension, "compute rate", "2.5 PFLOP/s, 989 TFLOP/s", "FLOP/s", view(flop_rate_steps)},
    Named{Temperature::dimension, "temperature", "24 degC, 297 K", "K", view(kelvin_steps)},
    Named{Money::dimension, "sum in won", "1500 KRW, 784 billion KRW", "KRW", view(won_steps)},
    Named{Dollars::dimension, "sum in dollars", "40000 USD, 1.5 billion USD", "USD", view(dollar_steps)},
    Named{CarbonMass::dimension, "mass", "350 kg, 1200 tCO2", "kg", view(mass_steps)},
    Named{WaterVolume::dimension, "volume", "500 L, 20 m3", "m3", view(volume_steps)},
    Named{Length::dimension, "length", "30 m, 320 km", "m", view(length_steps)},
    Named{{.length = 2}, "area", "500 m2", "m2", view(area_steps)},
    Named{Frequency::dimension, "frequency", "1.9 GHz, 3 /d", "Hz", view(frequency_steps)},
    Named{EnergyPrice::dimension, "energy price", "131.4 KRW/kWh", "KRW/J", view(energy_price_steps)},
    Named{DemandPrice::dimension, "demand price", "8320 KRW/kW", "KRW/W", view(demand_price_steps)},
    Named{CarbonIntensity::dimension, "carbon intensity", "0.4541 tCO2/MWh, 454 gCO2/kWh", "kg/J", view(carbon_steps)},
    Named{WaterIntensity::dimension, "water intensity", "1.8 L/kWh", "m3/J", view(water_steps)},
    Named{ExchangeRate::dimension, "exchange rate", "1400 KRW/USD", "KRW/USD", view(exchange_steps)},
};

const Named* find_named(Dimension dimension) {
  for (const Named& entry : named) {
    if (entry.dimension == dimension) {
      return &entry;
    }
  }
  return nullptr;
}

/// "J*s", "1/K/m": the base units that multiply, then those that divide.
std::string composed_unit(Dimension d) {
  const std::array<std::pair<int, std::string_view>, 10> parts{{{d.energy, "J"},
                                                                {d.data, "B"},
                                                                {d.flop, "FLOP"},
                                                                {d.won, "KRW"},
                                                                {d.dollar, "USD"},
                                                                {d.mass, "kg"},
                                                                {d.volume, "m3"},
                                                                {d.length, "m"},
                                                                {d.temperature, "K"},
                                                                {d.time, "s"}}};
  std::string unit;
  for (const auto& [exponent, symbol] : parts) {
    for (int i = 0; i < exponent; ++i) {
      unit += fmt::format("{}{}", unit.empty() ? "" : "*", symbol);
    }
  }
  for (const auto& [exponent, symbol] : parts) {
    for (int i = 0; i > exponent; --i) {
      unit += fmt::format("{}/{}", unit.empty() ? "1" : "", symbol);
    }
  }
  return unit;
}

/// `value` as its `digits` significant digits have it, so that 999.96 counts as 1000 when a step is chosen.
double rounded(double value, int digits) {
  if (value == 0) {
    return 0;
  }
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - digits + 1);
  return unit > 0 ? std::round(value / unit) * unit : value;
}

}  // namespace

std::string dimension_name(Dimension dimension) {
  if (dimension == Dimension{}) {
    return "plain number";
  }
  const Named* entry = find_named(dimension);
  return entry != nullptr ? std::string(entry->name) : "quantity of unusual dimension";
}

std::string unit_examples(Dimension dimension) {
  if (dimension == Dimension{}) {
    return "0.35, 35 %";
  }
  const Named* entry = find_named(dimension);
  return entry != nullptr ? std::string(entry->examples) : "1 " + composed_unit(dimension);
}

std::string si_unit(Dimension dimension) {
  const Named* entry = find_named(dimension);
  return entry != nullptr ? std::string(entry->si) : composed_unit(dimension);
}

std::string human(double si, Dimension dimension, int digits) {
  const Named* entry = find_named(dimension);
  if (entry == nullptr) {
    const std::string unit = si_unit(dimension);
    return grouped(si, digits) + (unit.empty() ? "" : " " + unit);
  }
  constexpr double smallest_absolute_k = 150;
  if (dimension == Temperature::dimension && si >= smallest_absolute_k) {
    return grouped(si - zero_celsius_k, digits) + " °C";
  }
  const Step* step = &entry->steps.front();
  if (si == 0 || !std::isfinite(si)) {
    return fmt::format("{} {}", grouped(si, digits), entry->steps.size() > 1 ? entry->si : step->symbol);
  }
  for (const Step& candidate : entry->steps) {
    // Rounded in the unit it would be shown in, which is what the reader sees.
    if (std::abs(rounded(si / step->scale, digits)) * step->scale >= candidate.from * (1 - 1e-12)) {
      step = &candidate;
    }
  }
  return fmt::format("{} {}", grouped(si / step->scale, digits), step->symbol);
}

std::string exact(double si, Dimension dimension) {
  const std::string unit = si_unit(dimension);
  return unit.empty() ? shortest(si) : shortest(si) + " " + unit;
}

}  // namespace aif
