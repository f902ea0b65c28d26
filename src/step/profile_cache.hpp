#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "step/profile.hpp"

namespace aif {

/// Step profiles kept on disk from run to run. A file holds one profile as exact numbers under the hash of everything
/// that decides it, so that a run with a warm cache gives the same bytes as one without. Whatever is wrong with a file
/// or with the folder only means that the profile is computed again.
class ProfileCache {
 public:
  explicit ProfileCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::optional<StepProfile> find(const std::string& key) const;
  /// Written to a sibling and renamed. The first call of a process removes the oldest files beyond `most_files`.
  void keep(const std::string& key, const StepProfile& profile) const;

  static constexpr std::size_t most_files = 4096;  ///< of about one kilobyte each

 private:
  [[nodiscard]] std::filesystem::path file_of(const std::string& key) const;

  std::filesystem::path folder_;
};

/// $XDG_CACHE_HOME/aifactory, or ~/.cache/aifactory; nothing if neither variable is set.
std::optional<std::filesystem::path> default_cache_folder();
/// Where step_profile keeps profiles from now on; nowhere before the first call.
void use_profile_cache(std::optional<std::filesystem::path> folder);
const std::optional<ProfileCache>& profile_cache();

/// Tells this program from any other, however small the change: the linker's build id, else the size and the time of
/// its file.
std::string program_identity();

}  // namespace aif
