#pragma once

#include "power/clock.hpp"
#include "power/gpu_power.hpp"

namespace aif {

/// What a node is doing, as far as its power goes.
enum class Phase { off, idle, busy, memory_bound, communicating, waiting, checkpointing, restarting };

/// What the GPUs of a job draw, over those that compute all the time.
struct JobDraw {
  double dynamic = 1;   ///< d: beyond idle
  double cappable = 1;  ///< k: what a cap acts on
};
/// From a mean over a job's step.
JobDraw job_draw(const GpuPower& gpu, const PassPower& mean);

/// Power of one node at its AC input by phase, and under a cap on its GPUs.
///
/// What it computes  mean power of a node over a phase of its work, and what a power cap takes off it
/// Equation     D = P_train - P_idle                                                                          (1)
///              G = min(n P_gpu,idle / eta + s D,  D / (1 - c_min))                                           (2)
///              busy     P = P_idle + i (D (1 - s + s d) - (1 - c) k G)                                       (3)
///              a phase  P = P_idle + i D (1 - s + s d),  d = (P_gpu - P_gpu,idle) / (P_gpu,comp - P_gpu,idle) (4)
///              checkpoint, restart  P = P_idle + max(0, r n TDP - n P_gpu,idle) / eta                        (5)
/// Symbols      P_train, P_idle [W] of the node at its AC input, computing and powered but idle; n GPUs per node;
///              P_gpu,idle, TDP, P_gpu,comp [W] of a GPU: idle, rated, computing (gpu_power.hpp); eta efficiency of the
///              power supplies; i intensity: 1 for training, 0 for idle; c cap: allowed over uncapped GPU draw; c_min
///              the least cap used; G [W] what the GPUs draw in training, at the AC input; s: below; d, k what a job's
///              GPUs draw beyond idle, and what of their draw a cap acts on, over those of computing
/// Valid for    means over seconds and longer
/// Not modelled spread between GPUs (spread.hpp); fans that follow the temperature
/// Source       P_train of shipped systems: node_parts.hpp; phases: gpu_power.hpp; caps: clock.hpp
/// Checked by   tests/unit/power/node_power_test.cpp
class NodePower {
 public:
  explicit NodePower(const SystemSpec& system, const PowerData& data = shipped_power_data());
  [[nodiscard]] Power idle() const { return idle_; }
  /// A busy node at `intensity` (1: training) with its GPUs at `cap`, the fraction of the uncapped GPU draw they are
  /// allowed, in [0.4, 1]. Linear in both. `draw`: what the job's GPUs draw.
  [[nodiscard]] Power busy(double intensity, double cap = 1.0, const JobDraw& draw = {}) const;
  [[nodiscard]] Power in(Phase phase, double intensity = 1.0, double cap = 1.0) const;
  [[nodiscard]] Power nameplate() const { return nameplate_; }
  /// The node while each of its GPUs draws `gpu`, equation (4).
  [[nodiscard]] Power with_gpus_at(Power gpu) const;
  [[nodiscard]] const GpuPower& gpu() const { return gpu_; }
  /// The largest cap, in [0.4, 1], at which a busy node draws at most `budget`; 0.4 if none does.
  [[nodiscard]] double cap_for(Power budget, double intensity) const;

 private:
  [[nodiscard]] double dynamic_share(Power gpu) const;  ///< d

  GpuPower gpu_;
  Power idle_;
  Power training_;
  Power nameplate_;
  Power gpu_draw_;  ///< of training, what the GPUs draw: what a cap is a fraction of
  Power saving_;    ///< a node that saves or restores
};

/// s: share of a node's dynamic power (training less idle) that its GPUs draw; the rest is fans, processors, memory
/// and network adapters. Estimate, range 0.8 to 1: immersed nodes without fans are at the upper end.
inline constexpr double gpu_share_of_dynamic_power = 0.9;

}  // namespace aif
