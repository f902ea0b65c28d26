#pragma once

#include <cstdint>

namespace aif {

/// A count as a number to calculate with; exact up to 2^53.
constexpr double real(std::int64_t number) { return static_cast<double>(number); }

}  // namespace aif
