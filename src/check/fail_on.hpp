#pragma once

#include <string>
#include <vector>

#include "check/compare.hpp"

namespace aif {

/// A condition on the change of metrics: "totals.utility.pue>0.01", "*.it_energy_j>1%", "*.bill_krw>+5 million KRW".
/// With a sign only changes in that direction count.
struct FailOn {
  enum class Direction { both, up, down };
  std::string text;
  std::string pattern;
  Direction direction = Direction::both;
  bool relative = false;
  Magnitude limit;  ///< share if relative
};

/// Throws UsageError that says how a condition is written.
FailOn parse_fail_on(const std::string& text);

/// Throws UsageError if the condition concerns none of the metrics, or limits one in another dimension than its own.
void check_condition(const FailOn& condition, const std::vector<FlatMetric>& metrics);

/// The differences that meet the condition.
std::vector<const Difference*> violations(const FailOn& condition, const std::vector<Difference>& differences);

}  // namespace aif
