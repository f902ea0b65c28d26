#pragma once

#include <filesystem>
#include <vector>

#include "scenario/place.hpp"
#include "scenario/scenario.hpp"

namespace aif {

/// Reads the weather and trace files that a scenario names, each once, in the order in which they are named.
/// A name is relative to `folder` and must lead to a file in the folder's tree or that of its parent; at most
/// 64 MiB after decompression. What is wrong is reported at the place that names the file.
std::vector<AttachedFile> read_attached_files(const ScenarioSpec& spec, const Place& root,
                                              const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace aif
