#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "document/sourced.hpp"

namespace aif {

using PowerRamp = decltype(Power{} / Duration{});

/// What a utility asks of a large load: models/utility-specs/NAME.yaml, or a file of the user.
struct UtilitySpec {
  std::string name;
  std::string title;
  Sourced<PowerRamp> ramp_up, ramp_down;  ///< at most
  Sourced<Duration> ramp_window;          ///< over which ramps are taken
  Sourced<double> dynamic_range;          ///< of steady training, over its peak
  Sourced<Frequency> band_low, band_high;
  Sourced<double> band_energy;  ///< in the band, over the fluctuation energy of the load
  std::string note;
};

/// A name among the shipped ones, or a path to a .yaml file. Throws UsageError for an unknown name.
UtilitySpec load_utility_spec(const std::string& name_or_file, const std::filesystem::path& models);
std::vector<std::string> utility_spec_names(const std::filesystem::path& models);

}  // namespace aif
