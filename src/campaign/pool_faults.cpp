#include <algorithm>
#include <cmath>

#include "campaign/pool_state.hpp"

/// The part of a pool that deals with nodes that break: faults, replacements, repairs.
namespace aif {

void PoolState::draw_fault() {
  next_fault_.cancel();
  const double up = installed_ - down_.size();
  const double gap_s = failures_.next_gap_s(up);
  if (std::isfinite(gap_s)) {
    next_fault_ = simulation().at(simulation().now_s() + gap_s, [this] { fault(); });
  }
}

void PoolState::fault() {
  const double now_s = simulation().now_s();
  settle(now_s);
  ++faults_;
  // Any node that is up is as likely as any other: walk over the places it may be in.
  auto pick = static_cast<std::uint32_t>(failures_.pick(installed_ - down_.size()));
  auto breaks = [&](NodeSet& nodes) {
    const std::uint32_t node = nodes.nth(pick);
    nodes.remove(node);
    down_.add({node, 1});
    recorder().event(now_s, EventKind::fault, index(), Recorder::none, Recorder::none, node);
    simulation().at(now_s + failures_.repair_s(), [this, node] { repaired(node); });
  };
  auto passes = [&](const NodeSet& nodes) {
    if (pick < nodes.size()) {
      return false;
    }
    pick -= nodes.size();
    return true;
  };
  if (!passes(free_)) {
    breaks(free_);
  } else {
    for (GangJob* job : running_) {
      if (!passes(job->nodes)) {
        job->settle(now_s);
        breaks(job->nodes);
        job->lost_node(now_s);
        dispatch();
        draw_fault();
        return;
      }
    }
    for (ElasticHolder* holder : elastic_) {
      if (!passes(holder->nodes)) {
        holder->settle(now_s);
        breaks(holder->nodes);
        site().change_busy(now_s, -gpus_per_node_);
        holder->lost_node(now_s);
        break;
      }
    }
  }
  dispatch();
  draw_fault();
}

void PoolState::repaired(std::uint32_t node) {
  const double now_s = simulation().now_s();
  settle(now_s);
  down_.remove(node);
  free_.add({node, 1});
  recorder().event(now_s, EventKind::repair, index(), Recorder::none, Recorder::none, node);
  dispatch();
}

bool PoolState::replacement(Holder& holder) {
  if (free_.empty()) {
    reclaim(1);
  }
  if (free_.empty()) {
    return false;
  }
  holder.nodes.add(free_.take(1));
  return true;
}

void PoolState::wait_for_node(GangJob& job) {
  if (std::find(waiting_for_node_.begin(), waiting_for_node_.end(), &job) == waiting_for_node_.end()) {
    waiting_for_node_.push_back(&job);
  }
}

void PoolState::serve_waiting_for_node() {
  while (!waiting_for_node_.empty() && !free_.empty()) {
    GangJob& job = *waiting_for_node_.front();
    job.settle(simulation().now_s());
    job.nodes.add(free_.take(1));
    if (job.missing_nodes() == 0) {
      waiting_for_node_.erase(waiting_for_node_.begin());
      job.node_replaced(simulation().now_s());
    }
  }
}

}  // namespace aif
