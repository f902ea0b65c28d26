#include "check/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/soft_equal.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

/// Looked up by path only; nothing is read in its order.
using Index = std::unordered_map<std::string_view, const FlatMetric*>;

Index index_of(const std::vector<FlatMetric>& metrics) {
  Index index;
  for (const FlatMetric& metric : metrics) {
    index.emplace(metric.path, &metric);
  }
  return index;
}

Grade grade_of(double before, double after, const Tolerance& tolerance) {
  constexpr double rounding = 1e-12;
  if (before == after || SoftEqual{rounding, 0.0}(before, after)) {
    return Grade::same;
  }
  return SoftEqual{tolerance.rel, tolerance.abs}(before, after) ? Grade::small : Grade::big;
}

void sort_by_weight(std::vector<Difference>& differences) {
  std::stable_sort(differences.begin(), differences.end(), [](const Difference& a, const Difference& b) {
    if (fails(a.grade) != fails(b.grade)) {
      return fails(a.grade);
    }
    return std::abs(relative_change(a)) > std::abs(relative_change(b));
  });
}

}  // namespace

const char* grade_name(Grade grade) {
  static constexpr const char* names[]{"same", "small", "big", "vanished", "added"};
  return names[static_cast<std::size_t>(grade)];
}

const char* cause_name(Cause cause) {
  static constexpr const char* names[]{"nothing", "accounting", "trajectory"};
  return names[static_cast<std::size_t>(cause)];
}

std::string cause_text(Cause cause, Language language) {
  static constexpr Text texts[]{
      {"The trajectory is the same.", "궤적이 같습니다."},
      {"The trajectory is the same: only its accounting changed.", "궤적은 같고, 집계만 달라졌습니다."},
      {"The trajectory changed: other events, or events at other times.",
       "궤적이 달라졌습니다: 다른 사건이 일어났거나 사건의 시각이 다릅니다."}};
  return texts[static_cast<std::size_t>(cause)].in(language);
}

double relative_change(const Difference& difference) {
  const double change = difference.after - difference.before;
  if (change == 0) {
    return 0;
  }
  return difference.before == 0 ? std::copysign(std::numeric_limits<double>::infinity(), change)
                                : change / std::abs(difference.before);
}

std::string change_text(const Difference& difference, Language language) {
  switch (difference.grade) {
    case Grade::vanished:
      return Text{"no longer there", "없어짐"}.in(language);
    case Grade::added:
      return Text{"not recorded", "기록에 없음"}.in(language);
    default:
      break;
  }
  const double change = relative_change(difference);
  if (std::isinf(change)) {
    return Text{"from zero", "0에서"}.in(language);
  }
  return fmt::format("{}{} %", change > 0 ? "+" : "", grouped(100 * change, 2));
}

std::string beside(const std::string& left, std::size_t column, const std::string& right, int width) {
  const std::size_t used = display_width(left);
  const std::string line = left + std::string(column > used ? column - used : 0, ' ') + "  " + right;
  const bool fits = display_width(line) <= static_cast<std::size_t>(std::max(width, 1));
  return (fits ? line : left + "\n      " + right) + "\n";
}

std::string tolerance_text(const Difference& difference, Language language) {
  const Tolerance& allowed = difference.tolerance;
  const double larger = std::max(std::abs(difference.before), std::abs(difference.after));
  if (allowed.abs > allowed.rel * larger) {
    return metric_text(allowed.abs, difference.unit, 3);
  }
  return allowed.rel > 0 ? grouped(100 * allowed.rel, 3) + " %" : Text{"nothing", "없음"}.in(language);
}

std::size_t Comparison::failures() const {
  return static_cast<std::size_t>(
      std::count_if(differences.begin(), differences.end(), [](const Difference& d) { return fails(d.grade); }));
}

Comparison compare(const Expected& expected, const FlatResult& result, const std::vector<std::string>& guard,
                   const ToleranceRules& rules) {
  Comparison comparison;
  comparison.compared = expected.metrics.size();
  const Index now = index_of(result.metrics);
  const Index then = index_of(expected.metrics);
  for (const FlatMetric& metric : expected.metrics) {
    Difference one{metric.path, metric.unit, metric.value, metric.value, {}, Grade::vanished};
    if (const auto found = now.find(metric.path); found != now.end()) {
      one.after = found->second->value;
      one.tolerance = tolerance_of(rules, metric.path, metric.unit);
      one.grade = grade_of(one.before, one.after, one.tolerance);
    }
    if (one.grade != Grade::same) {
      comparison.differences.push_back(std::move(one));
    }
  }
  for (const FlatMetric& metric : result.metrics) {
    const bool wanted = std::any_of(guard.begin(), guard.end(),
                                    [&](const std::string& pattern) { return matches_glob(pattern, metric.path); });
    if (wanted && !then.contains(metric.path)) {
      comparison.differences.push_back({metric.path, metric.unit, metric.value, metric.value, {}, Grade::added});
    }
  }
  sort_by_weight(comparison.differences);
  comparison.other_inputs = !expected.scenario_sha256.empty() && expected.scenario_sha256 != result.scenario_sha256;
  comparison.cause = expected.fingerprint != result.fingerprint ? Cause::trajectory
                     : comparison.differences.empty()           ? Cause::nothing
                                                                : Cause::accounting;
  return comparison;
}

}  // namespace aif
