#pragma once

#include <cstddef>
#include <vector>

namespace aif {

/// Mean power over equal bins of time.
struct PowerSignal {
  double step_s = 0;  ///< length of a bin
  std::vector<double> watts;

  [[nodiscard]] double duration_s() const { return step_s * static_cast<double>(watts.size()); }
  [[nodiscard]] double energy_j() const {
    double sum = 0;
    for (const double power_w : watts) {
      sum += power_w;
    }
    return sum * step_s;
  }
};

/// A stretch of a signal, by bins: [begin, end).
struct Window {
  std::size_t begin = 0, end = 0;
};

}  // namespace aif
