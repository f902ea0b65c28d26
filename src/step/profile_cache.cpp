#include "step/profile_cache.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "core/hash.hpp"

namespace aif {
namespace {

constexpr const char* first_line = "aifactory-step-profile/v2\n";

/// The numbers of a profile in a fixed order.
template <class Profile, class Use>
void each_number(Profile& profile, Use use) {
  use(profile.tokens_per_second);
  use(profile.compute_share);
  use(profile.memory_share);
  use(profile.communication_share);
  use(profile.bubble_share);
  use(profile.mfu);
  use(profile.draw.dynamic);
  use(profile.draw.cappable);
}

std::string text_of(const StepProfile& profile) {
  std::string text;
  auto put = [&text](double number) { text += fmt::format("{:a}\n", number); };
  put(profile.step_time.si());
  each_number(profile, put);
  put(profile.flops_per_step.si());
  put(profile.peak.si());
  put(profile.memory_per_gpu.si());
  put(profile.fits ? 1 : 0);
  put(profile.flows_exposed.si());
  put(profile.flows_hidden.si());
  for (const TrunkUse& trunk : profile.trunks) {
    put(trunk.sent.si());
    put(trunk.rate.si());
    text += trunk.name + '\n';
  }
  return text;
}

std::optional<StepProfile> profile_from(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  bool good = true;
  auto next = [&] {
    if (!std::getline(lines, line)) {
      good = false;
      return 0.0;
    }
    char* end = nullptr;
    const double number = std::strtod(line.c_str(), &end);
    good = good && end != line.c_str() && *end == '\0';
    return number;
  };
  StepProfile profile;
  profile.step_time = seconds(next());
  each_number(profile, [&next](double& number) { number = next(); });
  profile.flops_per_step = flops(next());
  profile.peak = flops_per_second(next());
  profile.memory_per_gpu = bytes(next());
  profile.fits = next() != 0;
  profile.flows_exposed = seconds(next());
  profile.flows_hidden = seconds(next());
  while (good && lines.peek() != std::istringstream::traits_type::eof()) {
    TrunkUse trunk;
    trunk.sent = bytes(next());
    trunk.rate = bytes_per_second(next());
    good = good && std::getline(lines, trunk.name).good();
    profile.trunks.push_back(std::move(trunk));
  }
  return good ? std::optional(profile) : std::nullopt;
}

/// Removes the oldest profiles until half of what is allowed is left.
void prune(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> files;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::filesystem::path& path = at->path();
    if (path.extension() == ".profile") {
      files.emplace_back(at->last_write_time(error), path);
    }
  }
  if (files.size() <= ProfileCache::most_files) {
    return;
  }
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i + ProfileCache::most_files / 2 < files.size(); ++i) {
    std::filesystem::remove(files[i].second, error);
  }
}

/// The linker's build id of the program, from the first object that is loaded.
int note_build_id(dl_phdr_info* info, std::size_t, void* out) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_NOTE) {
      continue;
    }
    const char* at = reinterpret_cast<const char*>(info->dlpi_addr + header.p_vaddr);
    const char* end = at + header.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(at);
      const char* name = at + sizeof *note;
      const char* content = name + (std::size_t{note->n_namesz} + 3) / 4 * 4;
      if (note->n_type == NT_GNU_BUILD_ID) {
        for (std::size_t k = 0; k < note->n_descsz; ++k) {
          *static_cast<std::string*>(out) += fmt::format("{:02x}", static_cast<unsigned char>(content[k]));
        }
        return 1;
      }
      at = content + (std::size_t{note->n_descsz} + 3) / 4 * 4;
    }
  }
  return 1;  // only the program itself
}

std::optional<ProfileCache>& the_cache() {
  static std::optional<ProfileCache> cache;
  return cache;
}

}  // namespace

std::filesystem::path ProfileCache::file_of(const std::string& key) const {
  return folder_ / "step" / (sha256_hex(key) + ".profile");
}

std::optional<StepProfile> ProfileCache::find(const std::string& key) const {
  std::ifstream file(file_of(key), std::ios::binary);
  constexpr std::size_t longest = 4096;
  std::string text(longest, '\0');
  file.read(text.data(), static_cast<std::streamsize>(longest));
  text.resize(static_cast<std::size_t>(file.gcount()));
  // First line, numbers, and their hash as the last line: a file that was cut or written by something else is ignored.
  const std::string start = first_line;
  constexpr std::size_t hash_length = 65;
  if (!text.starts_with(start) || text.size() < start.size() + hash_length) {
    return std::nullopt;
  }
  const std::string numbers = text.substr(start.size(), text.size() - start.size() - hash_length);
  if (text.substr(text.size() - hash_length) != sha256_hex(key + numbers) + "\n") {
    return std::nullopt;
  }
  return profile_from(numbers);
}

void ProfileCache::keep(const std::string& key, const StepProfile& profile) const {
  std::error_code error;
  const std::filesystem::path target = file_of(key);
  std::filesystem::create_directories(target.parent_path(), error);
  static const bool pruned = (prune(target.parent_path()), true);
  (void)pruned;
  const std::filesystem::path part = target.string() + fmt::format(".{}", getpid());
  const std::string numbers = text_of(profile);
  {
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file << first_line << numbers << sha256_hex(key + numbers) << '\n';
    if (!file.flush()) {
      file.close();
      std::filesystem::remove(part, error);
      return;
    }
  }
  std::filesystem::rename(part, target, error);
  if (error) {
    std::filesystem::remove(part, error);
  }
}

std::optional<std::filesystem::path> default_cache_folder() {
  constexpr std::array<std::pair<const char*, const char*>, 2> variables{{{"XDG_CACHE_HOME", ""}, {"HOME", ".cache"}}};
  for (const auto& [variable, below] : variables) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value == '/') {
      return std::filesystem::path(value) / below / "aifactory";
    }
  }
  return std::nullopt;
}

void use_profile_cache(std::optional<std::filesystem::path> folder) {
  the_cache() = folder ? std::optional<ProfileCache>(std::in_place, *std::move(folder)) : std::nullopt;
}

const std::optional<ProfileCache>& profile_cache() { return the_cache(); }

std::string program_identity() {
  static const std::string identity = [] {
    std::string id;
    dl_iterate_phdr(&note_build_id, &id);
    struct stat file {};
    if (id.empty() && stat("/proc/self/exe", &file) == 0) {
      id = fmt::format("{} {}.{}", file.st_size, file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
    }
    return id;
  }();
  return identity;
}

}  // namespace aif
