#include "scenario/attached_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/files.hpp"
#include "core/gzip.hpp"
#include "core/hash.hpp"

namespace aif {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t attached_file_bytes = std::size_t{64} << 20;

/// Whether `path` is `folder` or below it; both canonical.
bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [end, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

/// Path of the file that `name` leads to; throws FileError if it leaves the trees it may lie in.
fs::path locate(const std::string& name, const fs::path& folder) {
  if (name.empty()) {
    throw FileError("the file name is empty");
  }
  if (fs::path(name).is_absolute()) {
    throw FileError(fmt::format("\"{}\" is an absolute path; files are named relative to the scenario", name));
  }
  const fs::path base = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder);
  // The parent of a top folder would be the whole file system.
  const fs::path allowed = base.parent_path() == base.root_path() ? base : base.parent_path();
  const fs::path target = fs::weakly_canonical(base / name);
  if (!is_within(target, allowed)) {
    throw FileError(fmt::format("\"{}\" leads out of the scenario's folder and its parent", name));
  }
  return folder / name;
}

std::string read_attached(const std::string& name, const fs::path& folder) {
  const std::string data = read_text_file(locate(name, folder), attached_file_bytes);
  const bool compressed = name.size() > 3 && name.compare(name.size() - 3, 3, ".gz") == 0;
  return compressed ? gunzip(data, name, attached_file_bytes) : data;
}

class Attachments {
 public:
  Attachments(const fs::path& folder, Diagnostics& diagnostics) : folder_(folder), diagnostics_(diagnostics) {}

  void add(const std::string& name, const Place& place) {
    for (const AttachedFile& file : files_) {
      if (file.name == name) {
        return;
      }
    }
    try {
      std::string content = read_attached(name, folder_);
      std::string hash = sha256_hex(content);
      files_.push_back({name, std::move(content), std::move(hash)});
    } catch (const FileError& problem) {
      diagnostics_.error(code::not_readable, place.where(), place.path(), problem.what());
    } catch (const fs::filesystem_error& problem) {
      diagnostics_.error(code::not_readable, place.where(), place.path(), problem.code().message());
    }
  }

  std::vector<AttachedFile> take() { return std::move(files_); }

 private:
  const fs::path& folder_;
  Diagnostics& diagnostics_;
  std::vector<AttachedFile> files_;
};

}  // namespace

std::vector<AttachedFile> read_attached_files(const ScenarioSpec& spec, const Place& root, const fs::path& folder,
                                              Diagnostics& diagnostics) {
  Attachments attachments(folder, diagnostics);
  const auto sites = places_of(
      spec.sites, root.elements("sites"), [](const SiteSpec& s) { return s.name; }, root.at("sites"));
  for (std::size_t i = 0; i < spec.sites.size(); ++i) {
    if (spec.sites[i].weather_file) {
      attachments.add(*spec.sites[i].weather_file, sites[i].at("weather_file"));
    }
  }
  const auto workloads = places_of(spec.workloads, root.elements("workloads"), workload_name, root.at("workloads"));
  for (std::size_t i = 0; i < spec.workloads.size(); ++i) {
    if (const auto* trace = std::get_if<TraceSpec>(&spec.workloads[i])) {
      attachments.add(trace->file, workloads[i].at("file"));
    }
  }
  return attachments.take();
}

}  // namespace aif
