#pragma once

#include "facility/weather.hpp"
#include "scenario/scenario.hpp"

/// Weather files of a scenario, read before anything is simulated.
///
/// What it computes  the hours of outside air that a scenario needs of the files which its sites name
/// Equation     none
/// Symbols      none
/// Valid for    files of one year, EPW or CSV: weather.hpp
/// Not modelled files of several years
/// Source       none
/// Checked by   tests/unit/facility/weather_file_test.cpp, tests/program/energy.sh
namespace aif {

/// The hours of a site's weather file that a scenario needs. The site names one.
Weather weather_from_file(const ResolvedScenario& scenario, const SiteSpec& site, Diagnostics& diagnostics);

/// All findings about the weather files that the sites name.
void check_weather_files(const ResolvedScenario& scenario, Diagnostics& diagnostics);

}  // namespace aif
