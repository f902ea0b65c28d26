#pragma once

#include <algorithm>
#include <cmath>

namespace aif {

/// Equality up to rounding: |a - b| <= max(rel * max(|a|, |b|), abs). Symmetric; NaN equals nothing;
/// infinities equal themselves. The absolute tolerance is zero unless given, so small numbers are compared
/// as strictly as large ones.
struct SoftEqual {
  double rel = 1e-12;
  double abs = 0.0;

  bool operator()(double a, double b) const {
    if (std::isnan(a) || std::isnan(b)) {
      return false;
    }
    if (std::isinf(a) || std::isinf(b)) {
      return a == b;
    }
    return std::abs(a - b) <= std::max(rel * std::max(std::abs(a), std::abs(b)), abs);
  }
};

}  // namespace aif
