#include "campaign/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "reliability/checkpoints.hpp"
#include "workload/outcome.hpp"

namespace aif {

TrainingRun::TrainingRun(World& world, std::size_t workload, const TrainingSpec& spec, double tokens,
                         std::string model_name)
    : world_(world), workload_(workload), spec_(spec), tokens_(tokens), model_name_(std::move(model_name)) {
  for (PoolState* pool : world_.pools_of(spec.placement)) {
    const auto nodes = static_cast<std::uint32_t>(spec.gpus / pool->system().gpus_per_node);
    if (nodes <= pool->eventual_nodes()) {
      pool_ = pool;
      nodes_ = nodes;
      break;
    }
  }
  AIF_ASSERT(pool_ != nullptr && "job sizes were checked when the scenario was loaded");
  profile_ = step_profile({.model = spec.model.spec.get(),
                           .system = pool_->spec().system.spec.get(),
                           .fabric = &pool_->site().spec().fabric,
                           .gpus = spec.gpus,
                           .parallel = spec.parallel,
                           .sequence = spec.sequence,
                           .batch_tokens = spec.batch_tokens,
                           .precision = spec.precision});
  if (!profile_.fits) {
    throw SimulationError(fmt::format(
        "training \"{}\" needs {} per GPU but {} has {}. Raise tensor, pipeline or expert parallelism, or the "
        "number of GPUs.",
        spec.name, human(profile_.memory_per_gpu), pool_->system().gpu->name, human(*pool_->system().gpu->memory)));
  }
  note_step();
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

double plan_checkpoints(const CheckpointSpec& spec, const PoolState& pool, GangSpec& gang) {
  const ReliabilitySpec& reliability = pool.spec().reliability;
  const Duration mtti = seconds(1.0 / std::max(pool.fault_rate_per_node_s() * gang.nodes, 1e-12));
  const Duration interval = spec.interval.value_or(optimal_checkpoint_interval(spec.blocking, mtti));
  gang.checkpoint_interval_s = interval.si();
  gang.checkpoint_blocking_s = spec.blocking.si();
  gang.restart_s = spec.restart.si();
  gang.detection_s = reliability.detection.si();
  const double ettr = expected_ettr(mtti, spec.restart + reliability.detection, spec.blocking, interval);
  return std::clamp(ettr, 0.05, 1.0);
}

GangSpec TrainingRun::gang() const {
  GangSpec gang;
  gang.workload = workload_;
  gang.nodes = nodes_;
  gang.priority = spec_.placement.priority;
  gang.work_s = tokens_ / profile_.tokens_per_second;
  gang.walltime_s = gang.work_s / plan_checkpoints(spec_.checkpoint, *pool_, gang) * 1.1;
  gang.use = Use::training;
  gang.communication_share = profile_.communication_share;
  gang.memory_share = profile_.memory_share;
  gang.bubble_share = profile_.bubble_share;
  gang.compute_share = profile_.compute_share;
  gang.draw = profile_.draw;
  return gang;
}

void TrainingRun::submit(std::function<void()> on_end) {
  on_end_ = std::move(on_end);
  world_.workloads[workload_].work.jobs_submitted += 1;
  GangSpec spec = gang();
  spec.on_end = [this](GangJob& job) {
    over_ = true;
    world_.workloads[workload_].work.jobs_finished += 1;
    world_.add_job(job);
    enter(1.0, job.kept_gpu_s(), world_.simulation.now_s());
    if (on_end_) {
      on_end_();
    }
  };
  record_ = pool_->submit(std::move(spec));
}

void TrainingRun::cut_short(double now_s) {
  if (over_ || record_ == Recorder::none) {
    return;
  }
  GangJob* job = pool_->find(record_);
  AIF_ASSERT(job != nullptr);
  job->settle(now_s);
  world_.recorder.job(record_).amount = tokens_ * job->progress_s() / job->spec().work_s;
  if (job->state() != GangJob::State::queued) {
    enter(job->progress_s() / job->spec().work_s, job->kept_gpu_s(), -1.0);
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
  world_.recorder.job(record_).amount = tokens;

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
  world_.models.push_back(std::move(record));
  if (finished_s >= 0) {
    work.runs_finished += 1;
    world_.recorder.event(finished_s, EventKind::run_finished, pool_->index(), workload_, record_, tokens);
  }
}

}  // namespace aif
