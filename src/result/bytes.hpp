#pragma once

#include <string>
#include <string_view>

#include "result/result.hpp"

namespace aif {

/// The result as bytes of this machine, exact to the last bit: how the process that simulates hands it to the
/// one that reports. Not a file format.
std::string serialize(const Result& result);

/// The reverse. Every length is checked against the bytes that are there before anything is allocated; throws
/// Error if the bytes are not a whole result of the same program.
Result deserialize(std::string_view data);

}  // namespace aif
