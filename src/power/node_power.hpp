#pragma once

#include "catalog/hardware.hpp"

namespace aif {

/// What a node is doing, as far as its power goes.
enum class Phase { off, idle, busy, communicating, checkpointing, restarting };

/// Power of one node at its AC input by phase, and under a cap on its GPUs.
///
/// What it computes  mean power of a node over a phase of its work, and what a power cap takes off it
/// Equation     D = P_train - P_idle                                                   (1)
///              G = min(n P_gpu,idle / eta + s D,  D / (1 - c_min))                    (2)
///              busy           P = P_idle + i (D - (1 - c) G)                          (3)
///              communicating  P = min(busy, P_idle + max(0, k G - n P_gpu,idle/eta))  (4)
///              checkpoint, restart  P = P_idle + max(0, r n TDP - n P_gpu,idle) / eta (5)
///              speed of compute under a cap   v(c) = 1 - 0.71 (1 - c)^1.65            (6)
///              speed of a step   1 / (f / v(c) + 1 - f)                               (7)
/// Symbols      P_train, P_idle [W] of the node at its AC input, mean over compute-bound training and powered but
///              idle; n GPUs per node; P_gpu,idle, TDP [W] of a GPU; eta efficiency of the power supplies;
///              i intensity: 1 for compute-bound training, 0 for idle; c cap: allowed over uncapped GPU draw;
///              c_min the least cap used; G [W] what the GPUs draw in training, at the AC input; s, k, r: below;
///              f compute-bound share of a step's time
/// Valid for    means over seconds and longer; 0.5 <= c <= 1 for (6), 0.4 to 0.5 extrapolated
/// Not modelled swings within a step; spread between GPUs; fans that follow the temperature; saving on memory-
///              or communication-bound time by caps that do not bind there
/// Source       (3), (5): phases of training on A100 and H100 [acme-trace, olmo-power, polca]; (6): fit to a
///              compute-bound code on A100 at six caps [gpu-power-frequency], rms error 0.4 %, a lower bound of
///              the mean of six training jobs on V100 [zeus]
/// Checked by   tests/unit/power/node_power_test.cpp
class NodePower {
 public:
  explicit NodePower(const SystemSpec& system);
  [[nodiscard]] Power idle() const { return idle_; }
  /// A busy node at `intensity` (1: compute-bound training) with its GPUs at `cap`, the fraction of the
  /// uncapped GPU draw they are allowed, in [0.4, 1]. Linear in both.
  [[nodiscard]] Power busy(double intensity, double cap = 1.0) const;
  [[nodiscard]] Power in(Phase phase, double intensity = 1.0, double cap = 1.0) const;
  [[nodiscard]] Power nameplate() const { return nameplate_; }
  /// The largest cap, in [0.4, 1], at which a busy node draws at most `budget`; 0.4 if none does.
  [[nodiscard]] double cap_for(Power budget, double intensity) const;

 private:
  Power idle_;
  Power training_;
  Power nameplate_;
  Power gpu_draw_;       ///< of training, what the GPUs draw: what a cap is a fraction of
  Power communicating_;  ///< a node that waits for the network, if nothing bounds it lower
  Power saving_;         ///< a node that saves or restores
};

/// Relative speed of compute under a cap c in [0.4, 1]: 1 - 0.71 (1 - c)^1.65, equation (6).
double compute_speed(double cap);
/// Relative speed of a step with the compute-bound share `compute` in [0, 1], equation (7).
double step_speed(double cap, double compute);

/// Smallest cap the model is used at.
inline constexpr double least_cap = 0.4;

/// s: share of a node's dynamic power (training less idle) that its GPUs draw; the rest is fans, processors, memory
/// and network adapters. Estimate, range 0.8 to 1: immersed nodes without fans are at the upper end.
inline constexpr double gpu_share_of_dynamic_power = 0.9;
/// k: draw of a GPU that waits in a collective over its draw in training. Estimate, range 0.2 to 0.75: the troughs
/// of three models in [polca].
inline constexpr double communication_draw = 0.5;
/// r: draw of a GPU during checkpoints and restarts over its rated power. [olmo-power]: about 100 W of 700 W.
inline constexpr double checkpoint_draw = 0.15;

}  // namespace aif
