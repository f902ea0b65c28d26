#pragma once

#include "power/gpu_power.hpp"
#include "step/combine.hpp"

namespace aif::step {

/// What a GPU draws in the parts of a step.
///
/// What it computes  mean board power over passes, over what lies outside them, and over the step
/// Equation     passes   GpuPower::pass of products, memory-bound kernels, gaps and exposed traffic             (1)
///              u        F / (N R (t_products + t_recomputation))                                               (2)
///              step     (sum of time and power of passes, waiting, reduction, optimizer, host) / T             (3)
/// Symbols      u utilisation of tensor cores while products run; F FLOPs of a step with recomputation; N GPUs; R dense
///              peak at the precision [FLOP/s]; T step time [s]
/// Valid for    jobs that step_time prices; no cap
/// Not modelled stages that differ, attention apart from products
/// Source       power/gpu_power.hpp
/// Checked by   tests/unit/step/draw_test.cpp; metered runs: tests/validation/campaigns.yaml
struct StepDraw {
  PassPower pass;       ///< forward and backward passes, sends between stages included
  Power waiting;        ///< bubble and stragglers
  Power communicating;  ///< exposed reduction of gradients
  Power memory_bound;   ///< optimizer, host memory
  Power between;        ///< what every step takes besides
  PassPower mean;       ///< over the step
};
StepDraw step_draw(const Job& job, const Components& parts, const StepTime& time, const GpuPower& gpu,
                   double peak_per_gpu);

}  // namespace aif::step
