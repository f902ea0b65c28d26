#pragma once

#include <string>
#include <vector>

#include "catalog/ai_model.hpp"
#include "catalog/hardware.hpp"
#include "fabric/lost_trunks.hpp"
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
  std::int64_t site_gpus = 0;        ///< over whose trunks a spread job lies, alone; 0: it fills them
  std::vector<LostCapacity> lost{};  ///< beyond what the fabric says has failed
};

/// A training workload in a pool, or its part in one of `parts`. `fabric` is the site's as the job finds it, and must
/// outlive the answer.
StepSpec step_spec_of(const TrainingSpec& training, const PoolSpec& pool, const FabricSpec& fabric,
                      std::int64_t parts = 1);

/// A trunk that a job's traffic crosses.
struct TrunkUse {
  std::string name;
  DataSize sent;  ///< per GPU of the job and step, out of a group below the trunk
  DataRate rate;  ///< of the trunk, per GPU below it
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
  std::vector<TrunkUse> trunks;    ///< that limit the job's traffic, from the leaves up
  Duration flows_exposed;          ///< of the step: waits for traffic between nodes
  Duration flows_hidden;           ///< computing under which such traffic runs
};

/// Pure: same spec, same profile. Throws SimulationError if the layout cannot be laid out.
StepProfile step_profile(const StepSpec& spec);

/// Dense peak of one GPU at a precision; throws SimulationError if the hardware lacks it.
FlopRate peak_rate(const GpuSpec& gpu, Precision precision);

}  // namespace aif
