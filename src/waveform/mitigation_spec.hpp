#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "waveform/utility_spec.hpp"

namespace aif {

/// The GPU keeps its draw up when work falls off, and lets it down slowly.
struct SmoothingSpec {
  Sourced<double> floor;         ///< share of rated power held while a job runs
  Sourced<Duration> hold;        ///< how long without work before the floor is let go
  Sourced<PowerRamp> ramp_down;  ///< per GPU, at most
  Sourced<PowerRamp> ramp_up;    ///< per GPU, at most
};

/// Storage that levels: capacitors in racks or a battery of the site.
struct StorageDeviceSpec {
  std::optional<Sourced<Energy>> energy_per_gpu;  ///< either this
  std::optional<Sourced<Power>> power_per_gpu;
  std::optional<Sourced<Energy>> energy;  ///< or this, of the site
  std::optional<Sourced<Power>> power;
  Sourced<double> efficiency;       ///< there and back
  Sourced<Duration> time_constant;  ///< of the mean that it levels to
};

/// One means of mitigation: models/power/mitigations.yaml.
struct MitigationSpec {
  std::string name;
  std::string title;
  std::optional<SmoothingSpec> smoothing;
  std::optional<StorageDeviceSpec> storage;
  std::optional<Sourced<Duration>> stagger;  ///< between the starts and the checkpoints of two jobs
  std::string note;
};

/// Reads a file of mitigations. Throws ScenarioError.
std::vector<MitigationSpec> load_mitigations(const std::filesystem::path& file);
/// Those asked for, in the order given; throws UsageError for an unknown name.
std::vector<MitigationSpec> choose_mitigations(const std::vector<MitigationSpec>& known,
                                               const std::vector<std::string>& names);

}  // namespace aif
