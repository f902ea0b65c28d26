#pragma once

#include "catalog/ai_model.hpp"
#include "catalog/hardware.hpp"
#include "power/node_power.hpp"
#include "scenario/site.hpp"
#include "scenario/workload.hpp"

namespace aif {

/// What one training step is asked to be.
struct StepSpec {
  const AiModelSpec* model = nullptr;
  const SystemSpec* system = nullptr;
  const FabricSpec* fabric = nullptr;
  std::int64_t gpus = 0;
  ParallelSpec parallel;
  std::int64_t sequence = 0;  ///< [tokens]
  double batch_tokens = 0;    ///< global [tokens]
  Precision precision = Precision::bf16;
};

/// How fast a job steps, where the time goes, and what it takes in memory. Shares add up to one.
struct StepProfile {
  Duration step_time;
  double tokens_per_second = 0;    ///< of the whole job
  double compute_share = 1;        ///< of step time: matrix work at the achieved rate
  double memory_share = 0;         ///< bound by memory bandwidth: element-wise work, optimizer
  double communication_share = 0;  ///< exposed TP, CP, EP, PP and DP traffic
  double bubble_share = 0;         ///< pipeline fill and drain
  JobDraw draw;                    ///< of the GPUs over the step, without a cap
  double mfu = 0;                  ///< model FLOPs (no recomputation) over dense peak of the precision
  FlopCount flops_per_step;        ///< model FLOPs of the job
  FlopRate peak;                   ///< dense peak of the job's GPUs at the precision
  DataSize memory_per_gpu;         ///< weights, gradients, optimizer, activations: estimate
  bool fits = true;                ///< in the GPU's memory
};

/// Pure: same spec, same profile. Throws SimulationError if the layout cannot be laid out.
StepProfile step_profile(const StepSpec& spec);

/// Dense peak of one GPU at a precision; throws SimulationError if the hardware lacks it.
FlopRate peak_rate(const GpuSpec& gpu, Precision precision);

}  // namespace aif
