#include "power/node_power.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

namespace {

// Coefficients of equation (6).
constexpr double cap_loss = 0.71;
constexpr double cap_exponent = 1.65;

void expect_cap(double cap) { AIF_EXPECT(cap >= least_cap && cap <= 1.0); }

}  // namespace

NodePower::NodePower(const SystemSpec& system)
    : idle_(*system.idle_power), training_(*system.training_power), nameplate_(*system.max_power) {
  AIF_EXPECT(system.gpu);
  AIF_EXPECT(training_ >= idle_ && *system.psu_efficiency > 0);
  const GpuSpec& gpu = *system.gpu;
  const double per_gpu = static_cast<double>(system.gpus_per_node) / *system.psu_efficiency;
  const Power gpus_idle = *gpu.idle_power * per_gpu;
  const Power dynamic = training_ - idle_;
  // The second bound keeps a node under the least cap from drawing less than an idle one.
  gpu_draw_ = std::min(gpus_idle + gpu_share_of_dynamic_power * dynamic, dynamic / (1.0 - least_cap));
  communicating_ = idle_ + std::max(Power{}, communication_draw * gpu_draw_ - gpus_idle);
  saving_ = idle_ + std::max(Power{}, (checkpoint_draw * *gpu.tdp - *gpu.idle_power) * per_gpu);
}

Power NodePower::busy(double intensity, double cap) const {
  AIF_EXPECT(intensity >= 0);
  expect_cap(cap);
  return idle_ + intensity * (training_ - idle_ - (1.0 - cap) * gpu_draw_);
}

Power NodePower::in(Phase phase, double intensity, double cap) const {
  switch (phase) {
    case Phase::off:
      return Power{};
    case Phase::idle:
      return idle_;
    case Phase::busy:
      return busy(intensity, cap);
    case Phase::communicating:
      return std::min(busy(intensity, cap), communicating_);
    case Phase::checkpointing:
    case Phase::restarting:
      return saving_;
  }
  AIF_ASSERT(false && "all phases are handled");
  return Power{};
}

double NodePower::cap_for(Power budget, double intensity) const {
  const Power excess = busy(intensity) - budget;
  if (excess <= Power{}) {
    return 1.0;
  }
  const Power cappable = intensity * gpu_draw_;
  return cappable > Power{} ? std::max(least_cap, 1.0 - excess / cappable) : least_cap;
}

double compute_speed(double cap) {
  expect_cap(cap);
  return 1.0 - cap_loss * std::pow(1.0 - cap, cap_exponent);
}

double step_speed(double cap, double compute) {
  AIF_EXPECT(compute >= 0 && compute <= 1);
  return 1.0 / (compute / compute_speed(cap) + (1.0 - compute));
}

}  // namespace aif
