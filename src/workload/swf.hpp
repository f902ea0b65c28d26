#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace aif {

/// One job of a Standard Workload Format trace, times in seconds.
struct SwfJob {
  std::int64_t number = 0;
  double submit_s = 0;
  double run_s = 0;
  double walltime_s = 0;        ///< requested; the run time if not given
  std::int64_t processors = 1;  ///< requested, or allocated if not given
};

/// Reads SWF text. Malformed lines are findings with their line; jobs without time or size are left out and
/// counted in a note. Sorted by submission.
std::vector<SwfJob> read_swf(std::string_view text, const std::string& name, Diagnostics& diagnostics);

}  // namespace aif
