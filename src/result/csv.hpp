#pragma once

#include <string>

#include "result/result.hpp"

namespace aif {

// The rows of a result. Columns are those of result/columns.hpp; numbers are the shortest decimals that read back
// as the same number.

std::string timeseries_csv(const Result& result);
std::string jobs_csv(const Result& result);
std::string events_csv(const Result& result);

}  // namespace aif
