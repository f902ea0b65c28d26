#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

namespace aif {

/// Reads a regular file of at most `limit` bytes. Throws FileError with a sentence that names the path:
/// missing, a directory, not a regular file, too large (the size is said), not permitted.
std::string read_text_file(const std::filesystem::path& path, std::size_t limit);

/// Writes `files` (relative name -> content) into a new directory that appears as a whole or not at all:
/// everything goes to a hidden sibling first and is renamed. An existing directory is refused unless
/// `replace`, and then replaced as a whole only if this program wrote it (it holds `result.json`).
void write_directory(const std::filesystem::path& directory, const std::map<std::string, std::string>& files,
                     bool replace);

/// Writes one file atomically (temporary sibling, then rename).
void write_text_file(const std::filesystem::path& path, const std::string& content);

}  // namespace aif
