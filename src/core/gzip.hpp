#pragma once

#include <cstddef>
#include <string>

namespace aif {

/// Decompresses gzip data of one or more members. Throws FileError that names `name` if it is damaged or holds
/// more than `limit` bytes.
std::string gunzip(const std::string& data, const std::string& name, std::size_t limit);

}  // namespace aif
