#include "core/unit_table.hpp"

#include <array>
#include <utility>

namespace aif::detail {

namespace {

constexpr Dimension none{};
constexpr Dimension time{.time = 1};
constexpr Dimension energy{.energy = 1};
constexpr Dimension power{.time = -1, .energy = 1};
constexpr Dimension data{.data = 1};
constexpr Dimension data_rate{.time = -1, .data = 1};
constexpr Dimension flop{.flop = 1};
constexpr Dimension flop_rate{.time = -1, .flop = 1};
constexpr Dimension frequency{.time = -1};
constexpr Dimension temperature{.temperature = 1};
constexpr Dimension won_dimension{.won = 1};
constexpr Dimension dollar_dimension{.dollar = 1};
constexpr Dimension mass{.mass = 1};
constexpr Dimension volume{.volume = 1};
constexpr Dimension length{.length = 1};

constexpr double minute_s = 60;
constexpr double hour_s = 3600;
constexpr double a_day_s = 86'400;
constexpr double week_s = 7 * a_day_s;
constexpr double month_s = 730 * hour_s;
constexpr double year_s = 8760 * hour_s;

/// A symbol that stands here as a whole wins over a prefix and a shorter symbol: "min" is no milli-inch, "kg" one
/// base unit exactly.
constexpr std::array symbols{
    UnitSymbol{"s", 1, time, Prefixes::small},
    UnitSymbol{"sec", 1, time},
    UnitSymbol{"second", 1, time},
    UnitSymbol{"seconds", 1, time},
    UnitSymbol{"min", minute_s, time},
    UnitSymbol{"minute", minute_s, time},
    UnitSymbol{"minutes", minute_s, time},
    UnitSymbol{"h", hour_s, time},
    UnitSymbol{"hr", hour_s, time},
    UnitSymbol{"hour", hour_s, time},
    UnitSymbol{"hours", hour_s, time},
    UnitSymbol{"d", a_day_s, time},
    UnitSymbol{"day", a_day_s, time},
    UnitSymbol{"days", a_day_s, time},
    UnitSymbol{"wk", week_s, time},
    UnitSymbol{"week", week_s, time},
    UnitSymbol{"weeks", week_s, time},
    UnitSymbol{"month", month_s, time},
    UnitSymbol{"months", month_s, time},
    UnitSymbol{"yr", year_s, time},
    UnitSymbol{"year", year_s, time},
    UnitSymbol{"years", year_s, time},
    UnitSymbol{"Hz", 1, frequency, Prefixes::big},
    UnitSymbol{"J", 1, energy, Prefixes::all},
    UnitSymbol{"Wh", hour_s, energy, Prefixes::big},
    UnitSymbol{"W", 1, power, Prefixes::all},
    UnitSymbol{"B", 1, data, Prefixes::data},
    UnitSymbol{"byte", 1, data},
    UnitSymbol{"bytes", 1, data},
    UnitSymbol{"b", 0.125, data, Prefixes::data},
    UnitSymbol{"bit", 0.125, data, Prefixes::data},
    UnitSymbol{"bits", 0.125, data},
    UnitSymbol{"bps", 0.125, data_rate, Prefixes::big},
    UnitSymbol{"FLOP", 1, flop, Prefixes::big},
    UnitSymbol{"FLOPS", 1, flop_rate, Prefixes::big},
    UnitSymbol{"K", 1, temperature},
    UnitSymbol{"KRW", 1, won_dimension},
    UnitSymbol{"won", 1, won_dimension},
    UnitSymbol{"USD", 1, dollar_dimension},
    UnitSymbol{"kg", 1, mass},
    UnitSymbol{"g", 1e-3, mass, Prefixes::small},
    UnitSymbol{"t", 1e3, mass, Prefixes::big},
    UnitSymbol{"L", 1e-3, volume, Prefixes::all},
    UnitSymbol{"l", 1e-3, volume},
    UnitSymbol{"m", 1, length, Prefixes::all},
    UnitSymbol{"GPU", 1, none},
    UnitSymbol{"GPUs", 1, none},
    UnitSymbol{"token", 1, none},
    UnitSymbol{"tokens", 1, none},
    UnitSymbol{"1", 1, none},
};

struct Prefix {
  std::string_view symbol;
  double factor;
};
constexpr std::array big_prefixes{Prefix{"k", 1e3},  Prefix{"M", 1e6},  Prefix{"G", 1e9}, Prefix{"T", 1e12},
                                  Prefix{"P", 1e15}, Prefix{"E", 1e18}, Prefix{"Z", 1e21}};
constexpr std::array small_prefixes{Prefix{"m", 1e-3}, Prefix{"µ", 1e-6}, Prefix{"μ", 1e-6},
                                    Prefix{"u", 1e-6}, Prefix{"n", 1e-9}, Prefix{"p", 1e-12}};
constexpr std::array binary_prefixes{Prefix{"Ki", 0x1p10}, Prefix{"Mi", 0x1p20}, Prefix{"Gi", 0x1p30},
                                     Prefix{"Ti", 0x1p40}, Prefix{"Pi", 0x1p50}};

std::vector<Prefix> prefixes_of(Prefixes allowed) {
  std::vector<Prefix> list;
  auto add = [&list](const auto& some) { list.insert(list.end(), some.begin(), some.end()); };
  if (allowed == Prefixes::big || allowed == Prefixes::all || allowed == Prefixes::data) {
    add(big_prefixes);
  }
  if (allowed == Prefixes::small || allowed == Prefixes::all) {
    add(small_prefixes);
  }
  if (allowed == Prefixes::data) {
    add(binary_prefixes);
  }
  return list;
}

/// "tCO2eq" -> "t": the gas that a mass is of does not change the mass.
std::string_view without_gas(std::string_view symbol) {
  for (std::string_view gas : {"CO2eq", "CO2e", "CO2-eq", "CO2", "CO₂eq", "CO₂e", "CO₂"}) {
    if (symbol.ends_with(gas)) {
      return symbol.substr(0, symbol.size() - gas.size());
    }
  }
  return symbol;
}

std::optional<FoundUnit> find_plain(std::string_view symbol) {
  for (const UnitSymbol& unit : symbols) {
    if (unit.symbol == symbol) {
      return FoundUnit{unit.scale, unit.dimension};
    }
  }
  for (const UnitSymbol& unit : symbols) {
    if (!symbol.ends_with(unit.symbol)) {
      continue;
    }
    const std::string_view front = symbol.substr(0, symbol.size() - unit.symbol.size());
    for (const Prefix& prefix : prefixes_of(unit.prefixes)) {
      if (prefix.symbol == front) {
        return FoundUnit{prefix.factor * unit.scale, unit.dimension};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::span<const UnitSymbol> unit_symbols() { return symbols; }

std::optional<FoundUnit> find_unit(std::string_view symbol) {
  if (std::optional<FoundUnit> found = find_plain(symbol)) {
    return found;
  }
  const std::string_view rest = without_gas(symbol);
  if (rest.size() == symbol.size()) {
    return std::nullopt;
  }
  std::optional<FoundUnit> found = find_plain(rest);
  return found && found->dimension == mass ? found : std::nullopt;
}

std::string_view trap_hint(std::string_view symbol) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> traps{{
      {"mb", "write MB for megabytes or Mbit for megabits"},
      {"gb", "write GB for gigabytes or Gbit for gigabits"},
      {"tb", "write TB for terabytes or Tbit for terabits"},
      {"kB/S", "write kB/s"},
      {"mbps", "write Mbit/s for megabits or MB/s for megabytes a second"},
      {"gbps", "write Gbit/s for gigabits or GB/s for gigabytes a second"},
      {"mw", "write MW for megawatts or mW for milliwatts"},
      {"mwh", "write MWh for megawatt-hours"},
      {"FLOPs", "write FLOP for a number of operations or FLOP/s for a rate"},
      {"TFLOPs", "write TFLOP for a number of operations or TFLOP/s for a rate"},
      {"PFLOPs", "write PFLOP for a number of operations or PFLOP/s for a rate"},
      {"EFLOPs", "write EFLOP for a number of operations or EFLOP/s for a rate"},
      {"C", "write degC for degrees Celsius"},
      {"F", "write degC or K"},
      {"$", "write USD"},
      {"₩", "write KRW"},
  }};
  for (const auto& [trap, hint] : traps) {
    if (trap == symbol) {
      return hint;
    }
  }
  return {};
}

const std::vector<std::string>& unit_spellings() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> all;
    for (const UnitSymbol& unit : symbols) {
      if (unit.symbol != "1") {
        all.emplace_back(unit.symbol);
      }
    }
    all.insert(all.end(), {"degC", "m3", "tCO2", "kgCO2", "gCO2"});
    for (const UnitSymbol& unit : symbols) {
      for (const Prefix& prefix : prefixes_of(unit.prefixes)) {
        all.push_back(std::string(prefix.symbol) + std::string(unit.symbol));
      }
    }
    return all;
  }();
  return list;
}

}  // namespace aif::detail
