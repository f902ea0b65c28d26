#pragma once

#include <vector>

#include "report/asset.hpp"

namespace aif {

/// Every file built in, in the order of CMakeLists.txt. Written by cmake/EmbedFiles.cmake.
const std::vector<Asset>& embedded_assets();

}  // namespace aif
