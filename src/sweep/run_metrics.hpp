#pragma once

#include <string>
#include <vector>

#include "result/result.hpp"

namespace aif {

/// One number of a result by its path in result.json: "totals.utility.pue", "operators[sk].work.tokens_trained".
struct RunMetric {
  std::string path;
  std::string unit;
  double value = 0;
};

/// The numbers of a result whose paths match one of the patterns, in the order of the file. A star stands for any
/// text, also across dots. Numbers that are not finite are left out.
std::vector<RunMetric> metrics_of(const Result& result, const std::vector<std::string>& patterns);

/// What a metric means, by the file's own table of units; empty if it says nothing.
std::string metric_help(const std::string& path);

/// Whether `pattern`, in which a star stands for any text, is the whole of `text`.
bool matches(std::string_view pattern, std::string_view text);

/// Totals that a reader looks at first, in this order.
const std::vector<std::string>& headline_metrics();

}  // namespace aif
