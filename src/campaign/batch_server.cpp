#include "campaign/batch_server.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/pool_state.hpp"
#include "core/contracts.hpp"

namespace aif {

BatchServer::BatchServer(BatchServerSpec spec, PoolState& pool)
    : spec_(std::move(spec)), pool_(pool), draw_(pool, spec_.priority) {}

std::size_t BatchServer::pool_index() const { return pool_.index(); }

void BatchServer::submit(Bag bag) {
  const double now_s = pool_.simulation().now_s();
  AIF_EXPECT(bag.work_gpu_s > 0 && bag.max_gpus > 0);
  settle(now_s);
  Waiting waiting;
  waiting.record = pool_.recorder().new_job(spec_.workload, pool_.index(), 0, now_s);
  pool_.recorder().job(waiting.record).amount = bag.amount;
  waiting.left_gpu_s = bag.work_gpu_s;
  backlog_gpu_s_ += bag.work_gpu_s;
  max_gpus_sum_ += bag.max_gpus;
  waiting.bag = std::move(bag);
  bags_.push_back(std::move(waiting));
  working_hour_ = good_hour(now_s);
  rearm(now_s);
  pool_.dispatch();
}

std::size_t BatchServer::late_at(double now_s) const {
  return static_cast<std::size_t>(
      std::count_if(bags_.begin(), bags_.end(), [now_s](const Waiting& w) { return w.bag.deadline_s < now_s; }));
}

std::uint32_t BatchServer::wanted(double now_s) const {
  if (bags_.empty() || (!working_hour_ && !at_risk(now_s))) {
    return 0;
  }
  const double nodes_wanted = std::ceil(max_gpus_sum_ / pool_.gpus_per_node());
  const double limit = spec_.max_nodes > 0 ? spec_.max_nodes : pool_.installed();
  const double allowed = allowed_;
  return static_cast<std::uint32_t>(std::min({nodes_wanted, limit, allowed}));
}

bool BatchServer::reclaimable(double now_s) const {
  if (!spec_.deferrable) {
    return false;
  }
  return !at_risk(now_s);
}

/// Even at the width held now the first bag would be late.
bool BatchServer::at_risk(double now_s) const {
  if (bags_.empty()) {
    return false;
  }
  const Waiting& head = bags_.front();
  const double gpus = std::max(1.0, nodes.size() * pool_.gpus_per_node() * speed_);
  return now_s + head.left_gpu_s / gpus >= head.bag.deadline_s;
}

/// Whether this hour is among the best ones until the first bag's deadline, as many as the work at hand needs at
/// its full width, and a third more in case it gets less.
bool BatchServer::good_hour(double now_s) const {
  if (!spec_.hour_value || bags_.empty() || !spec_.deferrable) {
    return true;
  }
  const Waiting& head = bags_.front();
  const double width = std::min(
      static_cast<double>(pool_.installed()),
      spec_.max_nodes > 0 ? static_cast<double>(spec_.max_nodes) : std::ceil(max_gpus_sum_ / pool_.gpus_per_node()));
  const double needed_h = 1.0 + backlog_gpu_s_ / std::max(1.0, width * pool_.gpus_per_node()) / 3600.0 * 4.0 / 3.0;
  const std::vector<float>& values = *spec_.hour_value;
  const auto now = static_cast<std::size_t>(now_s / 3600.0);
  constexpr double farthest_h = 14 * 24;
  const double ahead_h = std::min(farthest_h, (head.bag.deadline_s - now_s) / 3600.0);
  if (ahead_h <= needed_h || now >= values.size()) {
    return true;
  }
  const std::size_t last = std::min(values.size(), now + static_cast<std::size_t>(ahead_h));
  // Equal hours count as worse if they come later.
  const auto better = std::count_if(values.begin() + static_cast<std::ptrdiff_t>(now) + 1,
                                    values.begin() + static_cast<std::ptrdiff_t>(std::max(last, now + 1)),
                                    [&](float value) { return value < values[now]; });
  return static_cast<double>(better) < needed_h;
}

void BatchServer::begin_hour(double now_s) { working_hour_ = good_hour(now_s); }

double BatchServer::watts_per_node() const {
  return (pool_.node_power().busy(spec_.intensity, cap_) - pool_.node_power().idle()).si();
}

std::uint32_t BatchServer::withhold(double now_s, std::uint32_t count) {
  if (!spec_.deferrable || at_risk(now_s)) {
    return 0;
  }
  settle(now_s);
  const std::uint32_t taken = std::min(count, nodes.size());
  allowed_ = nodes.size() - taken;
  withheld_ += taken;
  return taken;
}

std::uint32_t BatchServer::restore(double now_s, std::uint32_t count) {
  settle(now_s);
  const std::uint32_t given = std::min(count, withheld_);
  withheld_ -= given;
  allowed_ = withheld_ == 0 ? unlimited : allowed_ + given;
  return given;
}

double BatchServer::rank(double now_s) const {
  const double slack_s = bags_.empty() ? 1e12 : bags_.front().bag.deadline_s - now_s;
  // Priority first (0..100), the earlier deadline within it.
  return -static_cast<double>(spec_.priority) * 1e12 + slack_s;
}

void BatchServer::settle(double now_s) {
  const double dt = now_s - settled_s_;
  settled_s_ = now_s;
  if (dt > 0 && withheld_ > 0 && !bags_.empty()) {
    const double withheld_gpu_s = withheld_ * pool_.gpus_per_node() * dt;
    withheld_gpu_s_ += withheld_gpu_s;
    pool_.count(Bound::power, withheld_gpu_s);
  }
  if (dt <= 0 || nodes.empty()) {
    return;
  }
  const double gpu_s = nodes.size() * pool_.gpus_per_node() * dt;
  const double power_w = draw_.watts_at(cap_);
  gpu_time_s_ += gpu_s;
  energy_j_ += power_w * dt;
  pool_.count(spec_.use, gpu_s);
  pool_.count(Bound::power, gpu_s * (1.0 - speed_));
  if (!bags_.empty()) {
    Waiting& head = bags_.front();
    const double done = std::min(head.left_gpu_s, gpu_s * speed_);
    head.left_gpu_s -= done;
    backlog_gpu_s_ -= done;
    JobRecord& row = pool_.recorder().job(head.record);
    row.gpu_time_s += gpu_s;
    row.energy_j += power_w * dt;
    row.gpus = std::max(row.gpus, static_cast<std::uint32_t>(nodes.size() * pool_.gpus_per_node()));
  }
}

void BatchServer::rearm(double now_s) {
  alarm_.cancel();
  if (bags_.empty() || nodes.empty()) {
    return;
  }
  JobRecord& row = pool_.recorder().job(bags_.front().record);
  if (row.start_s < 0) {
    row.start_s = now_s;
    row.status = JobStatus::running;
  }
  const double rate = nodes.size() * pool_.gpus_per_node() * speed_;
  alarm_ = pool_.simulation().at(now_s + bags_.front().left_gpu_s / rate, [this] { head_done(); });
}

void BatchServer::head_done() {
  const double now_s = pool_.simulation().now_s();
  settle(now_s);
  Waiting done = std::move(bags_.front());
  bags_.pop_front();
  backlog_gpu_s_ = bags_.empty() ? 0.0 : backlog_gpu_s_ - done.left_gpu_s;  // the rest is rounding
  max_gpus_sum_ -= done.bag.max_gpus;
  JobRecord& row = pool_.recorder().job(done.record);
  row.end_s = now_s;
  row.status = JobStatus::finished;
  pool_.recorder().event(now_s, EventKind::job_end, pool_.index(), spec_.workload, done.record, row.gpus);
  rearm(now_s);
  pool_.dispatch();
  if (done.bag.on_done) {
    done.bag.on_done(now_s > done.bag.deadline_s);
  }
}

void BatchServer::cap_changed(double now_s, double cap) {
  settle(now_s);
  cap_ = cap;
  speed_ = step_speed(cap, spec_.compute_share);
  rearm(now_s);
}

// Tasks are short beside bags: what the node had begun is not accounted as lost.
void BatchServer::lost_node(double now_s) { resized(now_s); }

void BatchServer::resized(double now_s) {
  cap_ = draw_.cap();
  speed_ = step_speed(cap_, spec_.compute_share);
  update_power();
  rearm(now_s);
}

void BatchServer::update_power() {
  const NodePower& power = pool_.node_power();
  draw_.set(nodes, [&](double cap) { return power.busy(spec_.intensity, cap).si(); });
}

}  // namespace aif
