#pragma once

#include "facility/weather.hpp"
#include "scenario/scenario.hpp"

/// Weather files of a scenario: read for a site, and checked before anything is simulated.
namespace aif {

/// The hours of a site's weather file that a scenario needs. The site names one.
Weather weather_from_file(const ResolvedScenario& scenario, const SiteSpec& site, Diagnostics& diagnostics);

/// All findings about the weather files that the sites name.
void check_weather_files(const ResolvedScenario& scenario, Diagnostics& diagnostics);

}  // namespace aif
