#pragma once

#include <string>
#include <vector>

#include "check/expected.hpp"
#include "check/tolerance.hpp"
#include "report/language.hpp"

namespace aif {

/// How much a metric differs from the recorded one.
enum class Grade {
  same,      ///< but for rounding, 1e-12
  small,     ///< within the tolerance: a warning
  big,       ///< beyond it: a failure
  vanished,  ///< recorded, and not in the result: a failure
  added,     ///< guarded, and not recorded: a warning
};
const char* grade_name(Grade grade);
inline bool fails(Grade grade) { return grade == Grade::big || grade == Grade::vanished; }

struct Difference {
  std::string path;
  std::string unit;
  double before = 0;
  double after = 0;
  Tolerance tolerance;
  Grade grade = Grade::same;
};

/// Change as a share of the value before; infinite from zero.
double relative_change(const Difference& difference);
/// "+1.2 %", "+0.00031 %", "from zero", for people.
std::string change_text(const Difference& difference, Language language = Language::english);
/// `left`, filled up to `column`, and `right` beside it, or below it where both are wider than `width`.
std::string beside(const std::string& left, std::size_t column, const std::string& right, int width);
/// What was allowed, by the limit that is the larger one here: "0.1 %", "5 MWh".
std::string tolerance_text(const Difference& difference, Language language = Language::english);

/// Why numbers moved, as far as the record tells.
enum class Cause {
  nothing,     ///< fingerprints are the same, and so is every number
  accounting,  ///< same trajectory, other numbers
  trajectory,  ///< other events or other times
};
const char* cause_name(Cause cause);
/// A sentence.
std::string cause_text(Cause cause, Language language = Language::english);

struct Comparison {
  std::size_t compared = 0;
  std::vector<Difference> differences;  ///< all that are not the same; failures first, then by size
  Cause cause = Cause::nothing;
  bool other_inputs = false;  ///< the resolved scenario is not the one that was recorded

  [[nodiscard]] std::size_t failures() const;
  [[nodiscard]] std::size_t warnings() const { return differences.size() - failures(); }
};

/// Compares what was recorded with a result. `guard` finds metrics that ought to be recorded and are not.
Comparison compare(const Expected& expected, const FlatResult& result, const std::vector<std::string>& guard,
                   const ToleranceRules& rules);

}  // namespace aif
