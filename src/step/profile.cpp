#include "step/profile.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <string>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "step/draw.hpp"
#include "step/identity.hpp"
#include "step/presume.hpp"

/// A step as the campaign sees it: the closed form of combine.hpp on the job of presume.hpp, and its shares.
namespace aif {
namespace {

using namespace step;

StepProfile profile_of(const StepSpec& spec, const Job& job, const Constants& constants) {
  const Components parts = components_of(job);
  const StepTime t = step_time(job, parts, constants);
  StepProfile profile;
  profile.step_time = seconds(t.total);
  profile.tokens_per_second = spec.batch_tokens / t.total;
  profile.bubble_share = t.bubble / t.total;
  profile.communication_share =
      (t.tensor + t.context + t.expert + t.pipeline + t.data_parallel + t.stragglers) / t.total;
  profile.memory_share = (t.memory_bound + t.gaps + t.optimizer + t.host_spill + t.fixed) / t.total;
  profile.compute_share = (t.products + t.recomputation) / t.total;
  profile.flops_per_step =
      flops(spec.batch_tokens * training_flops_per_token(*spec.model, static_cast<double>(spec.sequence)));
  profile.peak = peak_rate(*spec.system->gpu, spec.precision) * static_cast<double>(spec.gpus);
  profile.mfu = profile.flops_per_step / (profile.step_time * profile.peak);
  const GpuPower gpu(*spec.system->gpu, shipped_power_data());
  profile.draw = job_draw(gpu, step_draw(job, parts, t, gpu, peak_rate(*spec.system->gpu, spec.precision).si()).mean);
  const double memory = running_footprint(job).total();
  profile.memory_per_gpu = bytes(memory);
  profile.fits = memory <= job.machine.memory;
  return profile;
}

}  // namespace

FlopRate peak_rate(const GpuSpec& gpu, Precision precision) {
  const std::optional<Sourced<FlopRate>>* special = nullptr;
  switch (precision) {
    case Precision::bf16:
    case Precision::fp16:
      return *gpu.bf16;
    case Precision::fp8:
      special = &gpu.fp8;
      break;
    case Precision::fp4:
      special = &gpu.fp4;
      break;
  }
  if (!special->has_value()) {
    throw SimulationError(gpu.title + " has no " + (precision == Precision::fp8 ? "FP8" : "FP4") +
                          " arithmetic. Choose bf16 or other machines.");
  }
  return ***special;
}

StepProfile step_profile(const StepSpec& spec) {
  AIF_EXPECT(spec.model != nullptr && spec.system != nullptr && spec.fabric != nullptr);
  (void)peak_rate(*spec.system->gpu, spec.precision);
  const Job job = job_from(spec, shipped_calibration());

  static std::mutex mutex;
  static std::map<std::string, StepProfile> known;
  const std::string key = identity(job) + fmt::format("{} {} {} {} {}", spec.batch_tokens,
                                                      peak_rate(*spec.system->gpu, spec.precision).si(),
                                                      training_flops_per_token(*spec.model, 0),
                                                      spec.system->gpu->tdp->si(), spec.system->gpu->idle_power->si());
  const std::lock_guard lock(mutex);
  const auto at = known.find(key);
  if (at != known.end()) {
    return at->second;
  }
  const Constants constants = constants_of(shipped_calibration().global);
  return known.emplace(key, profile_of(spec, with_best_choices(job, constants), constants)).first->second;
}

}  // namespace aif
