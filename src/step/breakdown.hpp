#pragma once

#include <string>
#include <vector>

#include "step/combine.hpp"
#include "step/traffic.hpp"

namespace aif::step {

/// One line of a table: a share of a whole.
struct NamedShare {
  std::string name;
  double value = 0;
};

/// Everything that is told about one step.
/// What it computes  rates and energy of a step from its times
/// Equation     MFU = F / (T N P),  HFU = (F + R) / (T N P),  R = F/3 recomputed share                        (1)
///              energy = nodes P(mean draw of a GPU over the step) T                                         (2)
/// Symbols      F model FLOPs of a step: 6 per parameter and token plus causal attention, no recomputation; T step
///              time; N GPUs; P dense peak at the precision; in (2) P [W] of a node (power/node_power.hpp) whose GPUs
///              draw as draw.hpp says
/// Valid for    full power, no cap
/// Not modelled swings of power within a phase; spread between GPUs
/// Source       conventions of [narayanan-2021] and [palm]
/// Checked by   tests/unit/step/combine_test.cpp
struct Breakdown {
  Job job;
  StepTime time;
  Footprint footprint;
  StepTraffic traffic;
  double model_flops = 0;     ///< per step
  double hardware_flops = 0;  ///< with recomputation
  double peak = 0;            ///< of all GPUs at the precision [FLOP/s]
  double mfu = 0, hfu = 0;
  double tokens_per_gpu_second = 0;
  double energy = 0;  ///< of all nodes at the AC input [J]; 0 without a system
  bool fits = true;
  std::vector<std::string> defaults;  ///< operators not priced by a fit to this GPU, with what was done instead

  [[nodiscard]] std::vector<NamedShare> times() const;
  [[nodiscard]] std::vector<NamedShare> memory() const;
};

/// `system` may be null: then there is no energy. `peak_per_gpu` at the precision [FLOP/s].
Breakdown breakdown_of(const Job& job, const Constants& constants, double peak_per_gpu, const SystemSpec* system);

/// Model FLOPs of a step from the shape, in the convention above.
double model_flops(const Job& job);

}  // namespace aif::step
