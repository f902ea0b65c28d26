#include "core/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "core/text.hpp"
#include "core/unit_table.hpp"

namespace aif {

namespace {

constexpr std::size_t longest_text = 256;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view skip_blank(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

QuantityOutcome bad_number(std::string problem, std::string hint = {}) {
  return {std::nullopt, std::move(problem), std::move(hint), false};
}
QuantityOutcome bad_unit(std::string problem, std::string hint = {}) {
  return {std::nullopt, std::move(problem), std::move(hint), true};
}

/// The characters of the number at the front of `text`: sign, digits with separators, fraction, exponent.
std::size_t number_length(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  bool any = false;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == '.' || text[i] == '_' || text[i] == ','); ++i) {
    any = any || is_digit(text[i]);
  }
  if (!any) {
    return 0;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t j = i + 1;
    j += j < text.size() && (text[j] == '+' || text[j] == '-') ? 1 : 0;
    if (j < text.size() && is_digit(text[j])) {
      for (i = j; i < text.size() && is_digit(text[i]); ++i) {}
    }
  }
  return i;
}

/// Thousands separators stand between digits; commas only in front of groups of three in the whole part.
bool separators_are_sound(std::string_view number) {
  const std::size_t point = std::min(number.find('.'), number.size());
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] != '_' && number[i] != ',') {
      continue;
    }
    if (i == 0 || i + 1 == number.size() || !is_digit(number[i - 1]) || !is_digit(number[i + 1])) {
      return false;
    }
    if (number[i] == ',') {
      std::size_t group = 0;
      while (i + 1 + group < number.size() && is_digit(number[i + 1 + group])) {
        ++group;
      }
      if (i > point || group != 3) {
        return false;
      }
    }
  }
  return true;
}

/// Takes the number off the front of `text`.
std::optional<QuantityOutcome> take_number(std::string_view& text, double& value) {
  const std::string_view whole = text;
  const std::size_t length = number_length(text);
  if (length == 0) {
    return bad_number(fmt::format("\"{}\" is not a number", printable(whole, 60)));
  }
  const std::string_view number = text.substr(0, length);
  text.remove_prefix(length);
  if (!separators_are_sound(number)) {
    return bad_number(fmt::format("\"{}\" is not a number", printable(number, 60)),
                      "the decimal mark is a point; commas and underscores may only separate thousands");
  }
  std::string digits;
  for (char c : number) {
    if (c != '_' && c != ',' && (c != '+' || !digits.empty())) {
      digits += c;
    }
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::result_out_of_range) {
    return bad_number(fmt::format("\"{}\" is too large or too small a number", printable(number, 60)));
  }
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return bad_number(fmt::format("\"{}\" is not a number", printable(number, 60)));
  }
  return std::nullopt;
}

/// "million" and its like between number and unit.
void take_magnitude(std::string_view& text, double& value) {
  static constexpr std::array<std::pair<std::string_view, double>, 4> words{
      {{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}}};
  for (const auto& [word, factor] : words) {
    if (text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ')) {
      value *= factor;
      text = skip_blank(text.substr(word.size()));
      return;
    }
  }
}

/// Takes an exponent off the end of a symbol: "m3", "m^3", "m³" -> 3.
int take_power(std::string_view& symbol) {
  static constexpr std::array<std::pair<std::string_view, int>, 6> endings{
      {{"^2", 2}, {"^3", 3}, {"²", 2}, {"³", 3}, {"2", 2}, {"3", 3}}};
  for (const auto& [ending, power] : endings) {
    // The digit of a gas (CO2) is part of the symbol.
    if (symbol.size() > ending.size() && symbol.ends_with(ending) && !symbol.ends_with("CO2")) {
      symbol.remove_suffix(ending.size());
      return power;
    }
  }
  return 1;
}

QuantityOutcome unknown_unit(std::string_view symbol) {
  std::string hint(detail::trap_hint(symbol));
  if (hint.empty()) {
    std::vector<std::string> spellings = detail::unit_spellings();
    hint = nearest(symbol, spellings);
    hint = hint.empty() ? "" : fmt::format("did you mean \"{}\"?", hint);
  }
  return bad_unit(fmt::format("unknown unit \"{}\"", printable(symbol, 40)), std::move(hint));
}

/// Multiplies (`sign` +1) or divides (-1) `unit` by a symbol with its power.
std::optional<QuantityOutcome> apply_symbol(std::string_view symbol, int sign, detail::FoundUnit& unit) {
  const std::string_view written = symbol;
  const int power = take_power(symbol);
  std::optional<detail::FoundUnit> found = detail::find_unit(symbol);
  if (!found && (symbol == "degC" || symbol == "°C" || symbol == "℃")) {
    found = detail::FoundUnit{1.0, {.temperature = 1}};  // beside another unit it is a difference
  }
  if (!found) {
    return unknown_unit(written);
  }
  Dimension dimension = found->dimension;
  double scale = found->scale;
  for (int i = 1; i < power; ++i) {
    dimension = combine(dimension, found->dimension, +1);
    scale *= found->scale;
  }
  if (dimension == Dimension{.length = 3}) {
    dimension = {.volume = 1};
  }
  unit.dimension = combine(unit.dimension, dimension, sign);
  unit.scale = sign > 0 ? unit.scale * scale : unit.scale / scale;
  return std::nullopt;
}

/// Reads "KRW/kW*month" from left to right: each `/` divides by the next symbol only.
std::optional<QuantityOutcome> read_unit(std::string_view text, detail::FoundUnit& unit) {
  int sign = +1;
  constexpr int most_factors = 8;
  for (int factor = 0; factor < most_factors; ++factor) {
    std::size_t end = 0;
    std::size_t width = 0;
    for (; end < text.size(); ++end) {
      const std::string_view rest = text.substr(end);
      width = rest.starts_with("·") ? std::string_view("·").size() : rest[0] == '/' || rest[0] == '*' ? 1 : 0;
      if (width > 0) {
        break;
      }
    }
    const std::string symbol = trim(text.substr(0, end));
    const bool leading_slash = symbol.empty() && factor == 0 && end < text.size() && text[end] == '/';
    if (symbol.empty() && !leading_slash) {
      return bad_unit("a unit is missing beside \"/\" or \"*\"");
    }
    if (!leading_slash) {
      if (std::optional<QuantityOutcome> problem = apply_symbol(symbol, sign, unit)) {
        return problem;
      }
    }
    if (end >= text.size()) {
      return std::nullopt;
    }
    sign = text[end] == '/' ? -1 : +1;
    text.remove_prefix(end + width);
  }
  return bad_unit("the unit has too many factors");
}

}  // namespace

QuantityOutcome parse_quantity(std::string_view text) {
  if (text.size() > longest_text) {
    return bad_number(fmt::format("\"{}\" is too long for a number with a unit", printable(text, 40)));
  }
  const std::string trimmed = trim(text);
  std::string_view rest = trimmed;
  double value = 0;
  if (std::optional<QuantityOutcome> problem = take_number(rest, value)) {
    return *problem;
  }
  rest = skip_blank(rest);
  take_magnitude(rest, value);
  QuantityOutcome outcome;
  if (rest.empty()) {
    outcome.value = ParsedQuantity{value, {}};
  } else if (rest == "%") {
    outcome.value = ParsedQuantity{value / 100, {}};
  } else if (rest == "degC" || rest == "°C" || rest == "℃") {
    outcome.value = ParsedQuantity{value + zero_celsius_k, {.temperature = 1}};
  } else {
    detail::FoundUnit unit;
    if (std::optional<QuantityOutcome> problem = read_unit(rest, unit)) {
      return *problem;
    }
    outcome.value = ParsedQuantity{value * unit.scale, unit.dimension};
  }
  if (!std::isfinite(outcome.value->si)) {
    return bad_number(fmt::format("\"{}\" is too large a number", printable(trimmed, 60)));
  }
  return outcome;
}

}  // namespace aif
