#pragma once

#include <cstdint>

#include "result/result.hpp"

namespace aif::test {

/// A result with every member filled, lists of random length and texts that need quoting.
Result random_result(std::uint64_t seed);

}  // namespace aif::test
