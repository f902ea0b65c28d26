#include "check/fail_on.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw UsageError(
      fmt::format("--fail-on \"{}\": {}; write METRIC>LIMIT, as in 'totals.utility.pue>1%' or "
                  "'totals.utility.it_energy_j>+5 MWh'",
                  printable(text, 120), why));
}

bool exceeds(double change, double limit, FailOn::Direction direction) {
  switch (direction) {
    case FailOn::Direction::up:
      return change > limit;
    case FailOn::Direction::down:
      return -change > limit;
    case FailOn::Direction::both:
      break;
  }
  return std::abs(change) > limit;
}

/// The limit in the unit of a metric.
double limit_for(const FailOn& condition, const std::string& path, const std::string& unit) {
  const std::optional<double> limit = condition.relative ? condition.limit.si : in_unit(condition.limit, unit);
  if (!limit) {
    refuse(condition.text, fmt::format("{} is in \"{}\"", printable(path), printable(unit)));
  }
  return *limit;
}

}  // namespace

FailOn parse_fail_on(const std::string& text) {
  const std::size_t at = text.rfind('>');
  if (at == std::string::npos) {
    refuse(text, "there is no \">\"");
  }
  FailOn condition;
  condition.text = text;
  condition.pattern = trim(std::string_view(text).substr(0, at));
  std::string limit = trim(std::string_view(text).substr(at + 1));
  if (condition.pattern.empty() || limit.empty()) {
    refuse(text, condition.pattern.empty() ? "the metric is missing" : "the limit is missing");
  }
  if (limit[0] == '+' || limit[0] == '-') {
    condition.direction = limit[0] == '+' ? FailOn::Direction::up : FailOn::Direction::down;
    limit = trim(std::string_view(limit).substr(1));
  }
  condition.relative = limit.ends_with('%');
  const QuantityOutcome outcome = parse_quantity(limit);
  if (!outcome.value) {
    refuse(text, outcome.problem);
  }
  if (outcome.value->si < 0) {
    refuse(text, "the limit is negative");
  }
  condition.limit = {outcome.value->si, outcome.value->dimension, outcome.value->dimension == Dimension{}};
  return condition;
}

void check_condition(const FailOn& condition, const std::vector<FlatMetric>& metrics) {
  bool known = false;
  for (const FlatMetric& metric : metrics) {
    if (matches_glob(condition.pattern, metric.path)) {
      known = true;
      limit_for(condition, metric.path, metric.unit);
    }
  }
  if (!known) {
    throw UsageError(fmt::format("--fail-on: {}", no_such_metric(condition.pattern, metrics)));
  }
}

std::vector<const Difference*> violations(const FailOn& condition, const std::vector<Difference>& differences) {
  std::vector<const Difference*> found;
  for (const Difference& d : differences) {
    if (!matches_glob(condition.pattern, d.path)) {
      continue;
    }
    if (d.grade == Grade::vanished || d.grade == Grade::added) {
      found.push_back(&d);
      continue;
    }
    const double limit = limit_for(condition, d.path, d.unit);
    if (exceeds(condition.relative ? relative_change(d) : d.after - d.before, limit, condition.direction)) {
      found.push_back(&d);
    }
  }
  return found;
}

}  // namespace aif
