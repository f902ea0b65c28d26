#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/quantity.hpp"

/// Unit strings: "100 MW", "400 Gbit/s", "80 GiB", "131.4 KRW/kWh", "24 degC", "3 µs".
///
/// SI prefixes (k M G T P E Z; m µ u n p) and, for data, IEC prefixes (Ki Mi Gi Ti Pi). `B` is a byte, `b` or
/// `bit` a bit; "mb" is refused. `yr` is 8,760 h and `month` is 730 h. Products are written `GPU*h`-like with
/// `*` or `·`, quotients with `/`, powers as `m3`. "degC" and "°C" are offset when they stand alone, every other
/// unit is a factor. Emissions may name their gas (`tCO2/MWh`, `kgCO2e`), and a number may be followed by
/// `thousand`, `million`, `billion` or `trillion`. `%` makes a plain number.
namespace aif {

struct ParsedQuantity {
  double si = 0.0;
  Dimension dimension;
};

/// Outcome of reading a quantity: the value, or a sentence that says what is wrong with the text.
struct QuantityOutcome {
  std::optional<ParsedQuantity> value;
  std::string problem;
  std::string hint;                  ///< what to write instead; may be empty
  bool unit_is_the_problem = false;  ///< else the number is
};

/// Reads a number, spaces, and a unit. A text without a unit has no dimension. The number may carry
/// underscores or commas as thousands separators ("250_000"); NaN and infinity are refused.
QuantityOutcome parse_quantity(std::string_view text);

/// "power", "data rate", ...; "quantity of unusual dimension" if it has no name.
std::string dimension_name(Dimension dimension);
/// Examples a user may imitate: "100 MW, 350 kW".
std::string unit_examples(Dimension dimension);
/// Unit of the SI value as text: "W", "J", "B/s", "KRW/J".
std::string si_unit(Dimension dimension);

/// For people: picks a prefix so that the number is between 1 and 1000, "103.2 MW", "4.35 TWh", "85 d". Energy is
/// shown in watt-hours, money in words ("784.2 billion KRW"), temperatures from 150 K up in degrees Celsius and
/// smaller ones, which are differences, in kelvin.
std::string human(double si, Dimension dimension, int digits = 4);
template <Dimension D>
std::string human(Quantity<D> q, int digits = 4) {
  return human(q.si(), D, digits);
}

/// For files: exact and readable back, "103200000 W".
std::string exact(double si, Dimension dimension);

}  // namespace aif
