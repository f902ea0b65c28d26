#pragma once

#include "core/quantity.hpp"
#include "core/soft_equal.hpp"

namespace aif {

/// Equality up to rounding, with its usual tolerance.
inline constexpr SoftEqual soft_equal{};

inline bool equal(Power a, double w) { return soft_equal(a.si(), w); }

}  // namespace aif
