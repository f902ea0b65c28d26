#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "report/html_waveform.hpp"
#include "result/result.hpp"

namespace aif {

/// The page for analysts: one HTML file with everything inside, in English and Korean. One result gives a report, two
/// or more a comparison with the first as the base. Sections whose data a result lacks are left out. `catalog` says
/// what the sources of numbers are; `waveform` may be empty.
///
/// The page runs only its own two scripts: its Content-Security-Policy names them by hash and allows no connection.
/// The same results give the same bytes.
std::string html_report(const std::vector<Result>& results, const Catalog& catalog, const Waveform& waveform = {});

}  // namespace aif
