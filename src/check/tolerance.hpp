#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"

namespace aif {

/// Whether `text` matches a pattern in which `*` stands for any characters and `?` for one; all others, brackets
/// included, stand for themselves.
bool matches_glob(std::string_view pattern, std::string_view text);

/// An amount of a metric: "5 MWh", or a plain number in the metric's own unit.
struct Magnitude {
  double si = 0;
  Dimension dimension;
  bool plain = true;  ///< written without a unit
};

/// How far a value may be from the recorded one: up to the larger of `rel` times the larger of both and `abs`.
struct Tolerance {
  double rel = 0;
  double abs = 0;  ///< in the unit of the metric
};

/// What a case writes about one unit or one pattern of metrics. What it leaves out is as it was.
struct ToleranceSpec {
  std::optional<double> rel;
  std::optional<Magnitude> abs;
  std::string note;
};

struct MetricRule {
  std::string match;  ///< pattern
  std::optional<double> rel;
  std::optional<Magnitude> abs;
  std::string note;
};

/// Tolerances by unit, then by pattern, the last that matches first.
struct ToleranceRules {
  std::map<std::string, ToleranceSpec> units;
  std::vector<MetricRule> metrics;
};

/// The tolerance of a metric. Throws UsageError if a rule's amount is of another dimension than the metric.
Tolerance tolerance_of(const ToleranceRules& rules, const std::string& path, const std::string& unit);

/// The same quantity in the unit of a metric; nothing if the dimensions differ.
std::optional<double> in_unit(const Magnitude& amount, const std::string& unit);

/// For people: with prefix if the unit is one of ours, exact if `digits` is 0.
std::string metric_text(double value, const std::string& unit, int digits = 5);

}  // namespace aif
