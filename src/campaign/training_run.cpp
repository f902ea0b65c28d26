#include "campaign/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "campaign/joint_job.hpp"
#include "core/contracts.hpp"
#include "core/error.hpp"
#include "reliability/checkpoints.hpp"
#include "step/across_sites.hpp"
#include "step/lost_capacity.hpp"
#include "workload/outcome.hpp"

namespace aif {

TrainingRun::TrainingRun(World& world, std::size_t workload, const TrainingSpec& spec, double tokens,
                         std::string model_name)
    : world_(world), workload_(workload), spec_(spec), tokens_(tokens), model_name_(std::move(model_name)) {
  choose_pools();
  AIF_ASSERT(pool_ != nullptr && "job sizes were checked when the scenario was loaded");
  profile_ = profile_in(*pool_);
  if (spec_.across_sites) {
    join_sites();
  }
  if (!profile_.fits) {
    throw SimulationError(fmt::format(
        "training \"{}\" needs {} per GPU but {} has {}. Raise tensor, pipeline or expert parallelism, or the "
        "number of GPUs.",
        spec.name, human(profile_.memory_per_gpu), pool_->system().gpu->name, human(*pool_->system().gpu->memory)));
  }
  note_step();
}

void TrainingRun::choose_pools() {
  const std::vector<PoolState*> pools = world_.pools_of(spec_.placement);
  const auto sharing = static_cast<std::int64_t>(spec_.across_sites ? pools.size() : 1);
  for (PoolState* pool : pools) {
    const auto nodes = static_cast<std::uint32_t>(spec_.gpus / sharing / pool->system().gpus_per_node);
    if (nodes <= pool->eventual_nodes() && (spec_.across_sites || pool_ == nullptr)) {
      pool_ = pool_ == nullptr ? pool : pool_;
      nodes_ = nodes;
      parts_.push_back({.pool = pool});
    }
  }
}

FabricSpec TrainingRun::fabric_in(PoolState& pool) const {
  return fabric_for(pool.site().spec().fabric, spec_.network);
}

/// The step of the job, or of its part, in one pool.
StepProfile TrainingRun::profile_in(PoolState& pool) const {
  const FabricSpec fabric = fabric_in(pool);
  return step_profile(step_spec_of(spec_, pool.spec(), fabric, static_cast<std::int64_t>(parts_.size())));
}

/// Step of a job across sites while shares of lines are gone [s].
double TrainingRun::step_across(const std::vector<LostLine>& lost) const {
  std::vector<std::string> names;
  for (const Part& part : parts_) {
    names.push_back(part.pool->site().spec().name);
  }
  return step::across_sites(part_step_s_, parameter_count(*spec_.model), static_cast<std::int64_t>(parts_.size()),
                            site_ring(world_.spec().sites, names, lost), *spec_.across_sites)
      .step;
}

/// The slowest part sets the pace, and lines between sites take their time.
void TrainingRun::join_sites() {
  for (Part& part : parts_) {
    const StepProfile other = profile_in(*part.pool);
    profile_.fits = profile_.fits && other.fits;
    if (other.step_time > profile_.step_time) {
      const bool fits = profile_.fits;
      profile_ = other;
      profile_.fits = fits;
    }
  }
  const auto parts = static_cast<double>(parts_.size());
  part_step_s_ = profile_.step_time.si();
  const double step_s = step_across({});
  const double longer = step_s / part_step_s_;
  for (double* share :
       {&profile_.compute_share, &profile_.memory_share, &profile_.communication_share, &profile_.bubble_share}) {
    *share /= longer;
  }
  profile_.communication_share += (step_s - part_step_s_) / step_s;
  profile_.step_time = seconds(step_s);
  profile_.tokens_per_second = spec_.batch_tokens / step_s;
  profile_.flops_per_step *= parts;
  profile_.peak *= parts;
  profile_.mfu /= longer;
}

/// Every run of a workload takes the same steps, so they are written down once.
void TrainingRun::note_step() {
  StepRecord step;
  step.workload = workload_name(world_.spec().workloads[workload_]);
  step.model = spec_.model->name;
  step.site = pool_->site().spec().name;
  step.pool = pool_->spec().name;
  const bool known = std::any_of(world_.steps.begin(), world_.steps.end(), [&](const StepRecord& other) {
    return std::tie(other.workload, other.site, other.pool) == std::tie(step.workload, step.site, step.pool);
  });
  if (known) {
    return;
  }
  step.gpus = spec_.gpus;
  step.step_time = profile_.step_time;
  step.tokens_per_second = profile_.tokens_per_second;
  step.compute_share = profile_.compute_share;
  step.memory_share = profile_.memory_share;
  step.communication_share = profile_.communication_share;
  step.bubble_share = profile_.bubble_share;
  step.mfu = profile_.mfu;
  step.memory_per_gpu = profile_.memory_per_gpu;
  world_.steps.push_back(std::move(step));
}

double plan_checkpoints(const CheckpointSpec& spec, const PoolState& pool, GangSpec& gang, std::size_t parts) {
  const ReliabilitySpec& reliability = pool.spec().reliability;
  const double nodes = static_cast<double>(gang.nodes) * static_cast<double>(parts);
  const Duration mtti = seconds(1.0 / std::max(pool.fault_rate_per_node_s() * nodes, 1e-12));
  const Duration interval = spec.interval.value_or(optimal_checkpoint_interval(spec.blocking, mtti));
  gang.checkpoint_interval_s = interval.si();
  gang.checkpoint_blocking_s = spec.blocking.si();
  gang.restart_s = spec.restart.si();
  gang.detection_s = reliability.detection.si();
  const double ettr = expected_ettr(mtti, spec.restart + reliability.detection, spec.blocking, interval);
  return std::clamp(ettr, 0.05, 1.0);
}

GangSpec TrainingRun::gang(PoolState& pool) const {
  const double extra = spec_.across_sites ? spec_.across_sites->extra_tokens : 0.0;
  GangSpec gang;
  gang.workload = workload_;
  gang.nodes = nodes_;
  gang.priority = spec_.placement.priority;
  gang.work_s = tokens_ * (1 + extra) / profile_.tokens_per_second;
  // One job saves at one interval, wherever its parts are.
  gang.walltime_s = gang.work_s / plan_checkpoints(spec_.checkpoint, *pool_, gang, parts_.size()) * 1.1;
  gang.use = Use::training;
  gang.communication_share = profile_.communication_share;
  gang.memory_share = profile_.memory_share;
  gang.bubble_share = profile_.bubble_share;
  gang.compute_share = profile_.compute_share;
  gang.draw = profile_.draw;
  const FabricSpec fabric = fabric_in(pool);
  gang.anywhere = fabric.placement == FabricPlacement::spread || fabric.placement == FabricPlacement::fragmented;
  if (std::any_of(world_.spec().sites.begin(), world_.spec().sites.end(), network_can_fail)) {
    gang.slowdown = slowdown_in(pool, fabric);
  }
  return gang;
}

/// What failures in the network cost the job, or its part in a pool: of trunks above its nodes, and of lines.
std::function<double(const std::vector<LostCapacity>&)> TrainingRun::slowdown_in(PoolState& pool,
                                                                                 const FabricSpec& fabric) const {
  const auto by_trunks = std::make_shared<step::LossSlowdown>(
      step_spec_of(spec_, pool.spec(), fabric, static_cast<std::int64_t>(parts_.size())));
  return [this, by_trunks](const std::vector<LostCapacity>& lost) {
    const double slower = (*by_trunks)(lost);
    return spec_.across_sites ? slower * std::max(1.0, step_across(world_.lost_lines()) / profile_.step_time.si())
                              : slower;
  };
}

void TrainingRun::submit(std::function<void()> on_end) {
  on_end_ = std::move(on_end);
  world_.workloads[workload_].work.jobs_submitted += static_cast<double>(parts_.size());
  const auto joint = parts_.size() > 1 ? std::make_shared<JointJob>(parts_.size()) : nullptr;
  for (Part& part : parts_) {
    GangSpec spec = gang(*part.pool);
    spec.joint = joint;
    spec.on_end = [this, &part](GangJob& job) { part_ended(part, job); };
    part.record = part.pool->submit(std::move(spec));
  }
}

/// The run is over when its last part is.
void TrainingRun::part_ended(Part& part, GangJob& job) {
  part.over = true;
  part.kept_gpu_s = job.kept_gpu_s();
  world_.workloads[workload_].work.jobs_finished += 1;
  world_.add_job(job);
  world_.recorder.job(part.record).amount = tokens_ / static_cast<double>(parts_.size());
  double kept_gpu_s = 0;
  for (const Part& one : parts_) {
    if (!one.over) {
      return;
    }
    kept_gpu_s += one.kept_gpu_s;
  }
  enter(1.0, kept_gpu_s, world_.simulation.now_s());
  if (on_end_) {
    on_end_();
  }
}

void TrainingRun::cut_short(double now_s) {
  double share = 0, kept_gpu_s = 0;
  bool begun = false, going = false;
  for (Part& part : parts_) {
    if (part.record == Recorder::none) {
      return;
    }
    if (part.over) {
      share += 1.0 / static_cast<double>(parts_.size());
      kept_gpu_s += part.kept_gpu_s;
      begun = true;
      continue;
    }
    going = true;
    GangJob* job = part.pool->find(part.record);
    AIF_ASSERT(job != nullptr);
    job->settle(now_s);
    const double done = job->progress_s() / job->spec().work_s / static_cast<double>(parts_.size());
    world_.recorder.job(part.record).amount = tokens_ * done;
    if (job->state() != GangJob::State::queued) {
      share += done;
      kept_gpu_s += job->kept_gpu_s();
      begun = true;
    }
  }
  if (going && begun) {
    enter(share, kept_gpu_s, -1.0);
  }
}

/// Books the share of the run that is done.
void TrainingRun::enter(double share, double kept_gpu_s, double finished_s) {
  const double tokens = tokens_ * share;
  const AiModelSpec& model = *spec_.model;
  WorkTotals& work = world_.workloads[workload_].work;
  work.tokens_trained += tokens;
  work.training_flops += flops(tokens * training_flops_per_token(model, static_cast<double>(spec_.sequence)));
  work.peak_flops += profile_.peak * seconds(kept_gpu_s / static_cast<double>(spec_.gpus));
  work.data_in += bytes(tokens * spec_.data_bytes_per_token);

  ModelRecord record;
  record.name = model_name_;
  record.operator_name = workload_operator(world_.spec().workloads[workload_]);
  record.architecture_model = model.name;
  record.params = parameter_count(model);
  record.active_params = active_parameter_count(model);
  record.tokens = tokens;
  record.finished_s = finished_s;
  const Estimate loss =
      pretraining_loss(record.active_params, tokens, spec_.unique_tokens > 0 ? spec_.unique_tokens : tokens);
  record.loss = loss.value;
  record.loss_low = loss.low;
  record.loss_high = loss.high;
  record.workload = workload_name(world_.spec().workloads[workload_]);
  for (const auto& part : parts_) {
    const JobRecord& job = world_.recorder.job(part.record);
    record.gpu_time += seconds(job.gpu_time_s);
    record.energy += joules(job.energy_j);
  }
  world_.models.push_back(std::move(record));
  if (finished_s >= 0) {
    work.runs_finished += 1;
    world_.recorder.event(finished_s, EventKind::run_finished, pool_->index(), workload_, parts_.front().record,
                          tokens);
  }
}

}  // namespace aif
