#pragma once

#include <vector>

#include "step/draw.hpp"
#include "step/simulate.hpp"

namespace aif::step {

/// A stretch of constant draw; the first one of a timeline begins at 0.
struct DrawPiece {
  double end = 0;  ///< [s]
  double gpu_w = 0;
};

/// GPUs that do the same at the same time: one pipeline stage of all replicas.
struct ReplicaClass {
  double gpus = 0;
  std::vector<DrawPiece> pieces;  ///< of one step; ends at its end
};

/// Power of a job's GPUs through one step.
///
/// What it computes  draw of each class of replicas between the beginning and the end of a step
/// Equation     the schedule as played: passes, waiting between them; then, for all stages alike, host memory, exposed
///              reduction, optimizer, waiting for stragglers, what every step takes besides           (1)
/// Symbols      draw in each: draw.hpp; stretches as in SimulatedStep, whose total is the end
/// Valid for    jobs whose replicas are in step; the shape within a pass is its mean
/// Not modelled where in the step stragglers are waited for; kernels within a pass (milliseconds)
/// Source       step/simulate.hpp, power/gpu_power.hpp
/// Checked by   tests/unit/step/draw_test.cpp; metered dip: tests/validation/campaigns.yaml
std::vector<ReplicaClass> power_timeline(const Job& job, const SimulatedStep& step, const StepDraw& draw);

}  // namespace aif::step
