#include "campaign/gang_job.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/joint_job.hpp"
#include "campaign/pool_state.hpp"
#include "core/contracts.hpp"

namespace aif {

GangJob::GangJob(GangSpec spec, PoolState& pool, std::uint32_t record)
    : spec_(std::move(spec)),
      pool_(pool),
      draw_(pool, spec_.priority),
      record_(record),
      gpus_(spec_.nodes * pool.gpus_per_node()) {}

void GangJob::begin(double now_s) {
  AIF_EXPECT(state_ == State::queued);
  cap_ = draw_.cap();
  capped_speed_ = step_speed(cap_, spec_.compute_share);
  speed_ = own_speed();
  settled_s_ = now_s;
  pool_.site().change_busy(now_s, gpus_);
  JobRecord& row = pool_.recorder().job(record_);
  row.start_s = now_s;
  row.status = JobStatus::running;
  pool_.recorder().event(now_s, EventKind::job_start, pool_.index(), spec_.workload, record_, spec_.nodes);
  if (spec_.joint) {
    enter(now_s, State::waiting_node);
    spec_.joint->arrived(*this, now_s);
  } else {
    restart(now_s, spec_.restart_s);
  }
}

void GangJob::enter(double now_s, State state) {
  settle(now_s);
  state_ = state;
  alarm_.cancel();
  update_power();
}

void GangJob::restart(double now_s, double delay_s) {
  if (delay_s <= 0) {
    run(now_s);
    return;
  }
  enter(now_s, State::restarting);
  alarm_ = pool_.simulation().at(now_s + delay_s, [this] { run(pool_.simulation().now_s()); });
}

void GangJob::run(double now_s) {
  enter(now_s, State::running);
  cycle_s_ = 0;
  arm_end(now_s);
}

/// Wall seconds, checkpoints included, from the current point of the cycle until `compute_s` more wall seconds
/// of computing are done.
double GangJob::wall_to_compute(double compute_s) const {
  const double interval = spec_.checkpoint_interval_s;
  if (interval <= 0) {
    return compute_s;
  }
  const double cycle = interval + spec_.checkpoint_blocking_s;
  double wall = 0;
  if (cycle_s_ >= interval) {
    wall = cycle - cycle_s_;  // in the middle of a checkpoint
  } else if (compute_s <= interval - cycle_s_) {
    return compute_s;
  } else {
    wall = cycle - cycle_s_;
    compute_s -= interval - cycle_s_;
  }
  const double full_cycles = std::max(0.0, std::ceil(compute_s / interval) - 1.0);
  return wall + full_cycles * cycle + (compute_s - full_cycles * interval);
}

void GangJob::arm_end(double now_s) {
  const double remaining_s = std::max(0.0, spec_.work_s - progress_s_);
  alarm_.cancel();
  alarm_ = pool_.simulation().at(now_s + wall_to_compute(remaining_s / speed_),
                                 [this] { finish(pool_.simulation().now_s()); });
}

void GangJob::finish(double now_s) {
  settle(now_s);
  // The alarm was set for this very moment: what is left is rounding.
  AIF_ASSERT(std::abs(spec_.work_s - progress_s_) <= 1e-6 * std::max(1.0, spec_.work_s));
  progress_s_ = spec_.work_s;
  stop(now_s, JobStatus::finished);
}

void GangJob::stop(double now_s, JobStatus status) {
  if (state_ == State::ended) {
    return;
  }
  const bool was_queued = state_ == State::queued;
  if (!was_queued) {
    settle(now_s);
  }
  state_ = State::ended;
  alarm_.cancel();
  JobRecord& row = pool_.recorder().job(record_);
  row.end_s = now_s;
  row.status = status;
  if (!was_queued) {
    update_power();
    pool_.site().change_busy(now_s, -gpus_);
    pool_.recorder().event(now_s, EventKind::job_end, pool_.index(), spec_.workload, record_, spec_.nodes);
  }
  if (spec_.joint && !was_queued) {
    spec_.joint->left(*this);
  }
  pool_.ended(*this);  // destroys this job
}

void GangJob::cap_changed(double now_s, double cap) {
  settle(now_s);
  cap_ = cap;
  capped_speed_ = step_speed(cap_, spec_.compute_share);
  set_speed(now_s);
}

void GangJob::slow(double now_s, double by_others, double by_failures) {
  if (by_others == by_others_ && by_failures == by_failures_) {
    return;
  }
  settle(now_s);
  by_others_ = by_others;
  by_failures_ = by_failures;
  set_speed(now_s);
}

void GangJob::set_speed(double now_s) {
  if (spec_.joint) {
    spec_.joint->set_pace(now_s);
  } else {
    go_at(now_s, own_speed());
  }
}

void GangJob::go_at(double now_s, double speed) {
  settle(now_s);
  speed_ = speed;
  if (state_ == State::running) {
    arm_end(now_s);
  }
}

/// Steps since the last checkpoint are gone; a job that never saves begins again.
void GangJob::roll_back() {
  if (state_ != State::running) {
    return;
  }
  const double lost_wall_s = spec_.checkpoint_interval_s > 0 ? unsaved_wall_s_ : kept_gpu_s_ / gpus_;
  const double lost_gpu_s = lost_wall_s * gpus_;
  pool_.count(spec_.use, -lost_gpu_s);
  pool_.count(Use::rollback, lost_gpu_s);
  kept_gpu_s_ -= lost_gpu_s;
  progress_s_ -= spec_.checkpoint_interval_s > 0 ? unsaved_s_ : progress_s_;
  unsaved_s_ = unsaved_wall_s_ = 0;
}

void GangJob::lost_node(double now_s) {
  settle(now_s);
  roll_back();
  ++pool_.recorder().job(record_).interruptions;
  pool_.recorder().event(now_s, EventKind::job_interrupt, pool_.index(), spec_.workload, record_, spec_.nodes);
  if (spec_.joint) {
    enter(now_s, State::waiting_node);
    spec_.joint->interrupted(*this, now_s);
  }
  if (pool_.replacement(*this)) {
    node_replaced(now_s);
  } else {
    enter(now_s, State::waiting_node);
    pool_.wait_for_node(*this);
  }
}

void GangJob::node_replaced(double now_s) {
  if (nodes.size() != spec_.nodes) {
    return;
  }
  if (spec_.joint) {
    spec_.joint->complete(now_s);
  } else {
    go_on(now_s, true);
  }
}

void GangJob::wait_for_others(double now_s) {
  settle(now_s);
  roll_back();
  enter(now_s, State::waiting_node);
}

void GangJob::go_on(double now_s, bool again) { restart(now_s, spec_.restart_s + (again ? spec_.detection_s : 0)); }

void GangJob::update_power() {
  const NodePower& power = pool_.node_power();
  if (state_ == State::running) {
    const double cycle_s = spec_.checkpoint_interval_s + spec_.checkpoint_blocking_s;
    const double saving = spec_.checkpoint_interval_s > 0 ? spec_.checkpoint_blocking_s / cycle_s : 0.0;
    draw_.set(nodes, [&](double cap) {
      return (1.0 - saving) * power.busy(spec_.intensity, cap, spec_.draw).si() +
             saving * power.in(Phase::checkpointing, spec_.intensity, cap).si();
    });
  } else if (state_ == State::restarting || state_ == State::waiting_node) {
    draw_.set(nodes, [&](double) { return power.in(Phase::restarting).si(); });
  } else {
    draw_.clear();
  }
}

void GangJob::settle(double now_s) {
  const double dt = now_s - settled_s_;
  if (dt <= 0 || state_ == State::queued || state_ == State::ended) {
    settled_s_ = std::max(settled_s_, now_s);
    return;
  }
  JobRecord& row = pool_.recorder().job(record_);
  const double held_gpus = nodes.size() * pool_.gpus_per_node();
  row.gpu_time_s += held_gpus * dt;
  row.energy_j += draw_.watts_at(cap_) * dt;
  if (state_ == State::running) {
    settle_running(now_s, dt);
  } else {
    pool_.count(Use::restart, held_gpus * dt);
  }
  settled_s_ = now_s;
}

void GangJob::settle_running(double, double dt) {
  const double interval = spec_.checkpoint_interval_s;
  double computed_s = dt;
  if (interval > 0) {
    const double cycle = interval + spec_.checkpoint_blocking_s;
    auto computing_until = [&](double wall_s) {
      const double cycles = std::floor(wall_s / cycle);
      return cycles * interval + std::min(wall_s - cycles * cycle, interval);
    };
    const double reached_s = cycle_s_ + dt;
    computed_s = computing_until(reached_s) - computing_until(cycle_s_);
    const double cycles = std::floor(reached_s / cycle);
    cycle_s_ = reached_s - cycles * cycle;
    if (cycles > 0) {
      unsaved_wall_s_ = std::min(cycle_s_, interval);
      unsaved_s_ = unsaved_wall_s_ * speed_;
    } else {
      unsaved_wall_s_ += computed_s;
      unsaved_s_ += computed_s * speed_;
    }
    pool_.count(Use::checkpoint, (dt - computed_s) * gpus_);
  }
  progress_s_ += computed_s * speed_;
  kept_gpu_s_ += computed_s * gpus_;
  pool_.count(spec_.use, computed_s * gpus_);
  account(computed_s * gpus_);
}

/// Time that was not spent on matrix work, by what it waited for.
void GangJob::account(double gpu_s) {
  pool_.count(Bound::power, gpu_s * (1.0 - capped_speed_));
  pool_.count(Bound::fabric, gpu_s * (capped_speed_ - speed_ + speed_ * spec_.communication_share));
  pool_.count_failed_network(gpu_s * (1.0 - 1.0 / by_failures_));
  pool_.count(Bound::memory, gpu_s * speed_ * spec_.memory_share);
  pool_.count(Bound::pipeline, gpu_s * speed_ * spec_.bubble_share);
}

}  // namespace aif
