#include "step/profile.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "step/draw.hpp"
#include "step/identity.hpp"
#include "step/presume.hpp"
#include "step/profile_cache.hpp"
#include "step/trunks.hpp"

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
  const std::vector<TrunkTraffic> traffic = trunk_traffic(job);
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    profile.trunks.push_back(
        {traffic[i].name, bytes(traffic[i].bytes), bytes_per_second(job.machine.trunks[i].ring_rate)});
  }
  profile.flows_exposed = seconds(t.data_parallel + t.expert + t.pipeline);
  profile.flows_hidden = seconds(std::max(0.0, t.data_parallel_raw - t.data_parallel));
  const GpuPower gpu(*spec.system->gpu, shipped_power_data());
  profile.draw = job_draw(gpu, step_draw(job, parts, t, gpu, peak_rate(*spec.system->gpu, spec.precision).si()).mean);
  const double memory = running_footprint(job).total();
  profile.memory_per_gpu = bytes(memory);
  profile.fits = memory <= job.machine.memory;
  return profile;
}

/// What a GPU's power model answers to each kind of load: two models that differ anywhere differ here.
std::string power_identity(const GpuPower& gpu) {
  std::string key;
  for (const KernelLoad& load :
       {KernelLoad{.product_16 = 0.3}, KernelLoad{.product_8 = 0.3}, KernelLoad{.product_4 = 0.3},
        KernelLoad{.attention = 0.3}, KernelLoad{.memory = 0.3}, KernelLoad{.memory = 1}}) {
    key += fmt::format("{} ", gpu.running(load).si());
  }
  for (const Power phase : {gpu.idle(), gpu.computing(), gpu.between_kernels(), gpu.communicating(), gpu.waiting()}) {
    key += fmt::format("{} ", phase.si());
  }
  return key;
}

/// Everything that decides a profile: the program, the numbers of calibration and power, the job, and what is left to
/// choose.
std::string key_of(const StepSpec& spec, const Job& job, const Constants& constants) {
  static_assert(std::is_trivially_copyable_v<Constants> && sizeof(Constants) % sizeof(double) == 0);
  std::string key = program_identity() + identity(job);
  key.append(reinterpret_cast<const char*>(&constants), sizeof constants);
  key += power_identity(GpuPower(*spec.system->gpu, shipped_power_data()));
  return key + fmt::format("{} {} {} {} {}", spec.batch_tokens, peak_rate(*spec.system->gpu, spec.precision).si(),
                           training_flops_per_token(*spec.model, static_cast<double>(spec.sequence)),
                           spec.parallel.micro_batch.has_value(), spec.parallel.sharding.has_value());
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
                          " arithmetic. Choose " + (gpu.fp8 ? "fp8, bf16" : "bf16") + " or other machines.");
  }
  return ***special;
}

StepSpec step_spec_of(const TrainingSpec& training, const PoolSpec& pool, const FabricSpec& fabric,
                      std::int64_t parts) {
  return {.model = training.model.spec.get(),
          .system = pool.system.spec.get(),
          .fabric = &fabric,
          .gpus = training.gpus / parts,
          .parallel = training.parallel,
          .sequence = training.sequence,
          .batch_tokens = training.batch_tokens / static_cast<double>(parts),
          .precision = training.precision,
          .site_gpus = fabric.shared_trunks ? final_gpus(pool) : 0};
}

StepProfile step_profile(const StepSpec& spec) {
  AIF_EXPECT(spec.model != nullptr && spec.system != nullptr && spec.fabric != nullptr);
  (void)peak_rate(*spec.system->gpu, spec.precision);
  const Job job = job_from(spec, shipped_calibration());

  const Constants constants = constants_of(shipped_calibration().global);

  static std::mutex mutex;
  static std::map<std::string, StepProfile> known;
  const std::string key = key_of(spec, job, constants);
  const std::lock_guard lock(mutex);
  const auto at = known.find(key);
  if (at != known.end()) {
    return at->second;
  }
  std::optional<StepProfile> kept = profile_cache() ? profile_cache()->find(key) : std::nullopt;
  if (!kept) {
    kept = profile_of(spec, with_best_choices(job, constants, spec.parallel), constants);
    if (profile_cache()) {
      profile_cache()->keep(key, *kept);
    }
  }
  return known.emplace(key, *kept).first->second;
}

}  // namespace aif
