#pragma once

#include "catalog/hardware.hpp"

namespace aif {

/// What a node is doing, as far as its power goes.
enum class Phase { off, idle, busy, communicating, checkpointing, restarting };

/// Power of one node at its AC input by phase, and under a cap on its GPUs.
class NodePower {
 public:
  explicit NodePower(const SystemSpec& system);
  [[nodiscard]] Power idle() const { return idle_; }
  /// A busy node at `intensity` (1: compute-bound training) with its GPUs at `cap`, the fraction of the
  /// uncapped GPU draw they are allowed, in [0.4, 1].
  [[nodiscard]] Power busy(double intensity, double cap = 1.0) const;
  [[nodiscard]] Power in(Phase phase, double intensity = 1.0, double cap = 1.0) const;
  [[nodiscard]] Power nameplate() const { return nameplate_; }
  /// The cap, in [0.4, 1], at which a busy node draws at most `budget`.
  [[nodiscard]] double cap_for(Power budget, double intensity) const;

 private:
  Power idle_;
  Power training_;
  Power nameplate_;
  Power gpu_dynamic_;  ///< part of training - idle that the cap acts on
};

/// Relative speed of compute under a cap c: 1 - 0.71 (1 - c)^1.65 (see the block in node_power.cpp).
double compute_speed(double cap);
/// Relative speed of a step with the compute-bound share `compute` in [0, 1].
double step_speed(double cap, double compute);

/// Smallest cap the model is used at.
inline constexpr double least_cap = 0.4;

}  // namespace aif
