#pragma once

#include <functional>
#include <string>
#include <vector>

#include "document/distribution.hpp"

namespace aif {

/// A number that was read from a distribution.
struct UncertainNumber {
  std::string path;   ///< as --set takes it: "sites[ulsan].feed"; of a catalog estimate "gpu b300: idle_power"
  std::string place;  ///< the same by position, "sites[2].feed": where it stands in the resolved document
  Distribution distribution;
  Dimension dimension;
  double value = 0;       ///< that was taken [SI]
  bool estimate = false;  ///< the range of a catalog estimate, not a distribution of the scenario
};

/// How a reading turns distributions into numbers, and which it met.
struct UncertainReading {
  /// Probability in (0, 1) at which the distribution at a path is taken; null: its median.
  std::function<double(const std::string& path)> draw;
  /// Also take every catalog number marked `estimate: true` from the triangle over its range with its value as the
  /// most likely one. An entry that is used twice has one value.
  bool estimates = false;
  std::vector<UncertainNumber> found;  ///< each path once, in the order of reading
};

/// Puts the distributions of `found` back into the resolved document, in place of the numbers taken from them.
void write_distributions(Node& document, const std::vector<UncertainNumber>& found);

}  // namespace aif
