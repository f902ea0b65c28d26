#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"

/// The symbols that units are written with. Used by units.cpp only.
namespace aif::detail {

/// Which prefixes a symbol may carry.
enum class Prefixes {
  none,
  big,    ///< k M G T P E Z
  small,  ///< m µ u n p
  all,    ///< big and small
  data,   ///< big, and Ki Mi Gi Ti Pi
};

struct UnitSymbol {
  std::string_view symbol;
  double scale = 1.0;  ///< base units per unit
  Dimension dimension;
  Prefixes prefixes = Prefixes::none;
};

std::span<const UnitSymbol> unit_symbols();

/// A symbol with its prefix taken into account.
struct FoundUnit {
  double scale = 1.0;
  Dimension dimension;
};
std::optional<FoundUnit> find_unit(std::string_view symbol);

/// Why a symbol that looks like a unit is refused, and what to write instead; "" if there is no such trap.
std::string_view trap_hint(std::string_view symbol);

/// Every spelling that find_unit accepts, plain symbols first.
const std::vector<std::string>& unit_spellings();

}  // namespace aif::detail
