#pragma once

#include <string>
#include <vector>

#include "check/flat_result.hpp"
#include "result/result.hpp"

namespace aif {

/// The numbers of a result whose paths in result.json match one of the patterns (matches_glob), in the order of the
/// file: totals, operators, sites, pools and workloads. Numbers that are not finite are left out.
std::vector<FlatMetric> metrics_of(const Result& result, const std::vector<std::string>& patterns);

/// What a metric means, by the file's own table of units; empty if it says nothing.
std::string metric_help(const std::string& path);

/// Totals that a reader looks at first, in this order.
const std::vector<std::string>& headline_metrics();

}  // namespace aif
