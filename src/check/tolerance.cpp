#include "check/tolerance.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

/// Without a rule: the program is deterministic, so what moves by a millionth has a cause.
constexpr double default_rel = 1e-6;

/// Below these, a difference is rounding: sums that should be zero, moments on a clock of nanoseconds.
double default_abs(const std::string& unit) {
  static const std::map<std::string, double> by_unit{{"1", 1e-9},  {"s", 1e-3},   {"GPU*s", 1e-3},
                                                     {"J", 1.0},   {"W", 1e-3},   {"m3", 1e-9},
                                                     {"kg", 1e-6}, {"KRW", 1e-3}, {"token", 1.0}};
  const auto found = by_unit.find(unit);
  return found != by_unit.end() ? found->second : 0.0;
}

std::optional<ParsedQuantity> one(const std::string& unit) {
  return unit.empty() || unit == "1" ? std::optional<ParsedQuantity>() : parse_quantity("1 " + unit).value;
}

void apply(Tolerance& tolerance, const std::optional<double>& rel, const std::optional<Magnitude>& abs,
           const std::string& path, const std::string& unit) {
  tolerance.rel = rel.value_or(tolerance.rel);
  if (!abs) {
    return;
  }
  const std::optional<double> amount = in_unit(*abs, unit);
  if (!amount) {
    throw UsageError(fmt::format("the tolerance {} cannot apply to {}, which is in \"{}\"",
                                 human(abs->si, abs->dimension), printable(path), printable(unit)));
  }
  tolerance.abs = *amount;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last star, and where what it stands for ends
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') {
    ++p;
  }
  return p == pattern.size();
}

std::optional<double> in_unit(const Magnitude& amount, const std::string& unit) {
  if (amount.plain) {
    return amount.si;
  }
  const std::optional<ParsedQuantity> wanted = one(unit);
  const Dimension dimension = wanted ? wanted->dimension : Dimension{};
  if (!(dimension == amount.dimension)) {
    return std::nullopt;
  }
  return amount.si / (wanted ? wanted->si : 1.0);
}

Tolerance tolerance_of(const ToleranceRules& rules, const std::string& path, const std::string& unit) {
  Tolerance tolerance{default_rel, default_abs(unit)};
  if (const auto found = rules.units.find(unit); found != rules.units.end()) {
    apply(tolerance, found->second.rel, found->second.abs, path, unit);
  }
  for (const MetricRule& rule : rules.metrics) {
    if (matches_glob(rule.match, path)) {
      apply(tolerance, rule.rel, rule.abs, path, unit);
    }
  }
  return tolerance;
}

std::string metric_text(double value, const std::string& unit, int digits) {
  const std::optional<ParsedQuantity> in_si = one(unit);
  if (digits > 0 && in_si && !(in_si->dimension == Dimension{})) {
    return human(value * in_si->si, in_si->dimension, digits);
  }
  const std::string number = digits > 0 ? grouped(value, digits) : shortest(value);
  return unit.empty() || unit == "1" || unit == "by name" ? number : fmt::format("{} {}", number, printable(unit));
}

}  // namespace aif
