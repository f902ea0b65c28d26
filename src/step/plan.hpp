#pragma once

#include <string>
#include <vector>

#include "step/breakdown.hpp"
#include "step/neighbours.hpp"

namespace aif::step {

/// What layouts are searched for.
struct PlanRequest {
  Job job;                     ///< model, machine, software, GPUs, sequence, precision; batch in the layout
  std::size_t wanted = 10;     ///< layouts to return
  std::size_t simulated = 10;  ///< of the best by closed form, played in SimGrid
};

struct PlannedLayout {
  Job job;
  StepTime time;
  double memory = 0;     ///< of a GPU [B]
  double simulated = 0;  ///< step time as played [s]; 0 if it was not
  std::string why;       ///< what it spends its time on
  std::vector<Neighbour> neighbours;
};

struct Plan {
  std::vector<PlannedLayout> best;  ///< fastest first
  std::size_t considered = 0;       ///< that divide
  std::size_t feasible = 0;         ///< that fit in memory
  double least_memory = 0;          ///< of the layouts that do not fit, if none does [B]
  std::string least_memory_layout;
};

/// Searches tensor (to the fast domain), pipeline, context (with long sequences), expert and data parallel degrees,
/// chunks, micro-batches, sharding, with the recomputation that memory asks for. Closed form first, simulation for the
/// best; the order is by simulated time.
Plan plan_layouts(const PlanRequest& request, const Constants& constants);

/// Up to `wanted` layouts of the same job that fit, as short names, for error messages.
std::vector<std::string> layouts_that_fit(const Job& job, const Constants& constants, std::size_t wanted);

}  // namespace aif::step
