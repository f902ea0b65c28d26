#pragma once

#include <optional>
#include <string>
#include <vector>

#include "step/combine.hpp"

namespace aif::step {

/// A layout one step away from another, and what that would lose or gain.
struct Neighbour {
  std::string change;            ///< "tp 16, pp 8"
  std::optional<double> time;    ///< of its step by closed form [s]; absent if it cannot run
  double slower = 0;             ///< relative to the layout it is a neighbour of
  std::string cost;              ///< the part of the step that grows the most, if it is slower
  std::optional<double> excess;  ///< memory that is missing [B], if it does not fit
};

/// Doubled and halved tensor (against pipeline), pipeline (against data parallel), expert degrees and micro-batches,
/// one chunk more and less, and the other sharding; those that divide. Nearest in time first, those that do not fit
/// last.
std::vector<Neighbour> neighbours_of(const Job& job, const StepTime& time, const Constants& constants);

/// "tp 16, pp 8: 3.1 % slower, tensor traffic; micro-batch 2: 4.2 GB too large"
std::string neighbours_text(const std::vector<Neighbour>& neighbours, std::size_t most);

/// Named parts of a step that a layout pays for beside compute.
std::vector<std::pair<std::string, double>> costs_of(const StepTime& time);

}  // namespace aif::step
