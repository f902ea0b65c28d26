#pragma once

#include <filesystem>

namespace aif {

/// Throws FileError before hours are spent on a result that could not be written: the directory exists and may
/// not be replaced, or there is no permission.
void check_output_directory(const std::filesystem::path& directory, bool replace);

}  // namespace aif
