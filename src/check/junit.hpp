#pragma once

#include <string>
#include <vector>

#include "check/outcome.hpp"

namespace aif {

/// The outcomes as JUnit XML: a test suite per case, a test case per group of metrics ("totals.utility"). Characters
/// that XML cannot hold are left out.
std::string junit_xml(const std::vector<CaseOutcome>& outcomes);

}  // namespace aif
