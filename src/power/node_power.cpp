#include "power/node_power.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif {

JobDraw job_draw(const GpuPower& gpu, const PassPower& mean) {
  const Power span = gpu.computing() - gpu.idle();
  return span > Power{} ? JobDraw{(mean.mean - gpu.idle()) / span, mean.cappable / gpu.computing()} : JobDraw{};
}

NodePower::NodePower(const SystemSpec& system, const PowerData& data)
    : gpu_(*system.gpu, data),
      idle_(*system.idle_power),
      training_(*system.training_power),
      nameplate_(*system.max_power) {
  AIF_EXPECT(training_ >= idle_ && *system.psu_efficiency > 0);
  const GpuSpec& gpu = *system.gpu;
  const double per_gpu = static_cast<double>(system.gpus_per_node) / *system.psu_efficiency;
  const Power gpus_idle = *gpu.idle_power * per_gpu;
  const Power dynamic = training_ - idle_;
  // The second bound keeps a node under the least cap from drawing less than an idle one.
  gpu_draw_ = std::min(gpus_idle + gpu_share_of_dynamic_power * dynamic, dynamic / (1.0 - least_cap));
  saving_ = idle_ + std::max(Power{}, (gpu_.saving() - *gpu.idle_power) * per_gpu);
}

double NodePower::dynamic_share(Power gpu) const { return job_draw(gpu_, {gpu, Power{}}).dynamic; }

Power NodePower::with_gpus_at(Power gpu) const {
  constexpr double s = gpu_share_of_dynamic_power;
  return idle_ + (training_ - idle_) * (1.0 - s + s * dynamic_share(gpu));
}

Power NodePower::busy(double intensity, double cap, const JobDraw& draw) const {
  AIF_EXPECT(intensity >= 0);
  AIF_EXPECT(cap >= least_cap && cap <= 1.0);
  constexpr double s = gpu_share_of_dynamic_power;
  const Power uncapped = (training_ - idle_) * (1.0 - s + s * draw.dynamic);
  return idle_ + intensity * (uncapped - (1.0 - cap) * draw.cappable * gpu_draw_);
}

Power NodePower::in(Phase phase, double intensity, double cap) const {
  const auto phase_at = [&](Power gpu) { return idle_ + intensity * (with_gpus_at(gpu) - idle_); };
  switch (phase) {
    case Phase::off:
      return Power{};
    case Phase::idle:
      return idle_;
    case Phase::busy:
      return busy(intensity, cap);
    case Phase::memory_bound: {
      const Power gpu = gpu_.memory_bound();
      return busy(intensity, cap, job_draw(gpu_, {gpu, memory_draw_slope * gpu}));
    }
    case Phase::communicating:
      return phase_at(gpu_.communicating());
    case Phase::waiting:
      return phase_at(gpu_.waiting());
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

}  // namespace aif
