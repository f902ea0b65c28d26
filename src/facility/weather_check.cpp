#include "facility/weather_check.hpp"

#include <cmath>
#include <set>

#include "core/contracts.hpp"

namespace aif {

Weather weather_from_file(const ResolvedScenario& scenario, const SiteSpec& site, Diagnostics& diagnostics) {
  AIF_EXPECT(site.weather_file.has_value());
  const AttachedFile* file = scenario.file(*site.weather_file);
  AIF_ASSERT(file != nullptr);
  const auto hour_count = static_cast<std::size_t>(std::ceil(scenario.spec.duration.in(hours))) + 1;
  return read_weather(file->content, file->name, scenario.spec.start, hour_count, diagnostics);
}

void check_weather_files(const ResolvedScenario& scenario, Diagnostics& diagnostics) {
  std::set<std::string> seen;
  for (const SiteSpec& site : scenario.spec.sites) {
    if (site.weather_file && seen.insert(*site.weather_file).second) {
      weather_from_file(scenario, site, diagnostics);
    }
  }
}

}  // namespace aif
