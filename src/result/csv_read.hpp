#pragma once

#include <string>
#include <string_view>

#include "result/result.hpp"

namespace aif {

// Reads the rows of a result back from the files that result/csv.hpp writes, into a result that came from
// result.json and names its sites, pools and workloads. What was written reads back as the same rows. `name` is for
// messages; throws FileError with name and line if a file is not such a table.

void read_timeseries_csv(std::string_view text, const std::string& name, Result& result);
void read_jobs_csv(std::string_view text, const std::string& name, Result& result);
void read_events_csv(std::string_view text, const std::string& name, Result& result);

}  // namespace aif
