#include "campaign/pool_state.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {
namespace {

std::uint32_t nodes_at_last(const PoolSpec& pool) {
  return static_cast<std::uint32_t>(final_gpus(pool) / pool.system->gpus_per_node);
}

}  // namespace

PoolState::PoolState(Setup setup)
    : setup_(std::move(setup)),
      node_power_(*setup_.spec->system),
      gpus_per_node_(static_cast<double>(setup_.spec->system->gpus_per_node)),
      eventual_(nodes_at_last(*setup_.spec)),
      tree_(setup_.spec->power_tree.value_or(PowerTreeSpec{}), eventual_, node_power_.idle(),
            setup_.spec->system->nodes_per_domain),
      queue_(setup_.spec->scheduler),
      failures_(setup_.spec->reliability, setup_.spec->system->gpus_per_node,
                RandomStream(setup_.seed, "reliability." + setup_.full_name)) {}

void PoolState::start() {
  settled_s_ = simulation().now_s();
  deliver(static_cast<std::uint32_t>(setup_.spec->gpus / setup_.spec->system->gpus_per_node));
}

void PoolState::deliver(std::uint32_t nodes) {
  const double now_s = simulation().now_s();
  settle(now_s);
  free_.add({installed_, nodes});
  installed_ += nodes;
  recorder().event(now_s, EventKind::delivery, index(), Recorder::none, Recorder::none, nodes);
  draw_fault();
  dispatch();
}

std::uint32_t PoolState::submit(GangSpec spec) {
  const double now_s = simulation().now_s();
  AIF_EXPECT(spec.nodes > 0 && spec.nodes <= eventual_);
  const auto gpus = static_cast<std::uint32_t>(spec.nodes * gpus_per_node_);
  const std::uint32_t record = recorder().new_job(spec.workload, index(), gpus, now_s);
  const QueuedJob queued{record, spec.nodes, spec.priority, spec.walltime_s};
  jobs_.emplace(record, std::make_unique<GangJob>(std::move(spec), *this, record));
  settle(now_s);  // with the queue as it was
  queue_.submit(queued);
  dispatch();
  return record;
}

GangJob* PoolState::find(std::uint32_t record) {
  auto it = jobs_.find(record);
  return it == jobs_.end() ? nullptr : it->second.get();
}

void PoolState::ended(GangJob& job) {
  const double now_s = simulation().now_s();
  auto it = jobs_.find(job.record());
  AIF_EXPECT(it != jobs_.end());
  const std::unique_ptr<GangJob> last_hold = std::move(it->second);
  jobs_.erase(it);
  settle(now_s);
  if (std::erase(running_, &job) > 0) {
    queue_.ended(job.record());
    free_.add(job.nodes);
    job.nodes = NodeSet();
    set_paces();
  } else {
    queue_.remove(job.record());
  }
  std::erase(waiting_for_node_, &job);
  dispatch();
  if (job.spec().on_end) {
    job.spec().on_end(job);
  }
}

void PoolState::add(ElasticHolder& holder) { elastic_.push_back(&holder); }

std::uint32_t PoolState::dispatchable() const {
  // Broken nodes eat up the spares first.
  const auto target = static_cast<std::uint32_t>(std::ceil(setup_.spec->reliability.spare_fraction * installed_));
  const std::uint32_t held_back = target > down_.size() ? target - down_.size() : 0;
  return free_.size() > held_back ? free_.size() - held_back : 0;
}

std::uint32_t PoolState::reclaimable(double now_s) const {
  std::uint32_t sum = 0;
  for (const ElasticHolder* holder : elastic_) {
    if (holder->reclaimable(now_s)) {
      sum += holder->nodes.size();
    }
  }
  return sum;
}

void PoolState::give(ElasticHolder& holder, std::uint32_t nodes) {
  if (nodes == 0) {
    return;
  }
  const double now_s = simulation().now_s();
  holder.settle(now_s);
  holder.nodes.add(free_.take(nodes));
  site().change_busy(now_s, nodes * gpus_per_node_);
  holder.resized(now_s);
}

void PoolState::take(ElasticHolder& holder, std::uint32_t nodes) {
  if (nodes == 0) {
    return;
  }
  const double now_s = simulation().now_s();
  holder.settle(now_s);
  free_.add(holder.nodes.take(nodes));
  site().change_busy(now_s, -(nodes * gpus_per_node_));
  holder.resized(now_s);
}

void PoolState::reclaim(std::uint32_t nodes) {
  const double now_s = simulation().now_s();
  while (nodes > 0) {
    ElasticHolder* last = nullptr;
    for (ElasticHolder* holder : elastic_) {
      if (!holder->nodes.empty() && holder->reclaimable(now_s) &&
          (last == nullptr || holder->rank(now_s) > last->rank(now_s))) {
        last = holder;
      }
    }
    if (last == nullptr) {
      return;
    }
    const std::uint32_t part = std::min(nodes, last->nodes.size());
    take(*last, part);
    nodes -= part;
  }
}

void PoolState::dispatch() {
  if (dispatching_) {
    dispatch_again_ = true;  // something changed while nodes were being handed out
    return;
  }
  dispatching_ = true;
  const double now_s = simulation().now_s();
  settle(now_s);
  do {
    dispatch_again_ = false;
    serve_waiting_for_node();
    serve_fleets();
    serve_queue();
    serve_bags();
  } while (dispatch_again_);
  update_idle_power();
  dispatching_ = false;
  site().govern(now_s);
}

void PoolState::serve_fleets() {
  const double now_s = simulation().now_s();
  for (ElasticHolder* holder : elastic_) {
    if (!holder->before_queue()) {
      continue;
    }
    const std::uint32_t wanted = holder->wanted(now_s);
    const std::uint32_t held = holder->nodes.size();
    if (held > wanted) {
      take(*holder, held - wanted);
    } else if (held < wanted) {
      if (wanted - held > dispatchable()) {
        reclaim(wanted - held - dispatchable());
      }
      give(*holder, std::min(wanted - held, dispatchable()));
    }
  }
}

void PoolState::serve_queue() {
  const double now_s = simulation().now_s();
  QueuedJob next;
  while (queue_.next(now_s, dispatchable() + reclaimable(now_s), next)) {
    if (next.nodes > dispatchable()) {
      reclaim(next.nodes - dispatchable());
    }
    GangJob& job = *jobs_.at(next.job);
    job.nodes.add(free_.take(next.nodes));
    running_.push_back(&job);
    queue_.started(next.job, next.nodes, now_s + next.walltime_s);
    job.begin(now_s);
    set_paces();
  }
}

void PoolState::serve_bags() {
  const double now_s = simulation().now_s();
  std::vector<ElasticHolder*> bags;
  for (ElasticHolder* holder : elastic_) {
    if (!holder->before_queue()) {
      bags.push_back(holder);
    }
  }
  std::stable_sort(bags.begin(), bags.end(),
                   [now_s](const ElasticHolder* a, const ElasticHolder* b) { return a->rank(now_s) < b->rank(now_s); });
  for (ElasticHolder* holder : bags) {
    const std::uint32_t wanted = holder->wanted(now_s);
    const std::uint32_t held = holder->nodes.size();
    if (held > wanted) {
      take(*holder, held - wanted);
    } else {
      give(*holder, std::min(wanted - held, dispatchable()));
    }
  }
}

void PoolState::claim_starved(double now_s, std::uint32_t nodes) {
  settle(now_s);
  starved_claims_ += nodes;
  recorder().event(now_s, EventKind::starved, index(), Recorder::none, Recorder::none, nodes);
}

void PoolState::release_starved(double now_s, std::uint32_t nodes) {
  settle(now_s);
  AIF_EXPECT(starved_claims_ >= nodes);
  starved_claims_ -= nodes;
  recorder().event(now_s, EventKind::fed, index(), Recorder::none, Recorder::none, nodes);
}

void PoolState::change_power(const CapClasses::Draw& before, const CapClasses::Draw& after, double counted_w) {
  const double now_s = simulation().now_s();
  settle(now_s);
  drawn_w_ += counted_w;
  site().change_draw(now_s, before, after);
  if (!dispatching_) {
    site().govern(now_s);
  }
}

void PoolState::change_classes(const CapClasses::Draw& before, const CapClasses::Draw& after) {
  site().change_draw(simulation().now_s(), before, after);
}

void PoolState::change_counted(double counted_w) {
  settle(simulation().now_s());
  drawn_w_ += counted_w;
}

void PoolState::change_tree(const NodeSet& nodes, double above_idle_w, double cappable_w) {
  const std::uint32_t over = tree_.over();
  for (const NodeSet::Interval& part : nodes.intervals()) {
    tree_moved_ = tree_.change(part.first, part.count, above_idle_w, cappable_w) || tree_moved_;
  }
  if (tree_.over() != over) {
    site().change_over_tree(simulation().now_s(), static_cast<std::int64_t>(tree_.over()) - over);
  }
}

bool PoolState::look_up_local_caps() {
  if (!tree_moved_) {
    return false;
  }
  tree_moved_ = false;
  bool moved = false;
  for (GangJob* job : running_) {
    moved = job->draw().look_up_local_cap() || moved;
  }
  for (ElasticHolder* holder : elastic_) {
    moved = holder->draw().look_up_local_cap() || moved;
  }
  return moved;
}

void PoolState::update_idle_power() {
  const double idle_nodes = free_.size();
  const double change_w = (idle_nodes - idle_nodes_) * node_power_.idle().si();
  idle_nodes_ = idle_nodes;
  if (change_w != 0) {
    settle(simulation().now_s());
    drawn_w_ += change_w;
    site().change_idle(simulation().now_s(), change_w);
  }
}

void PoolState::caps_changed(double now_s) {
  settle(now_s);
  auto tell = [now_s](Holder& holder) {
    const double cap = holder.draw().cap();
    holder.draw().recount();
    if (cap != holder.cap()) {
      holder.cap_changed(now_s, cap);
    }
  };
  for (GangJob* job : running_) {
    tell(*job);
  }
  for (ElasticHolder* holder : elastic_) {
    tell(*holder);
  }
}

void PoolState::settle(double now_s) {
  const double dt = now_s - settled_s_;
  if (dt <= 0) {
    return;
  }
  energy_j_ += drawn_w_ * dt;
  const double idle = dispatchable();
  const double starved = std::min<double>(idle, starved_claims_);
  const double gpu_s = gpus_per_node_ * dt;
  count(Use::down, down_.size() * gpu_s);
  count(Use::spare, (free_.size() - idle) * gpu_s);
  count(Use::starved, starved * gpu_s);
  count(queue_.empty() ? Use::demand_idle : Use::queue_idle, (idle - starved) * gpu_s);
  settled_s_ = now_s;
}

void PoolState::settle_all(double now_s) {
  settle(now_s);
  for (GangJob* job : running_) {
    job->settle(now_s);
  }
  for (ElasticHolder* holder : elastic_) {
    holder->settle(now_s);
  }
}

void PoolState::count(Use use, double gpu_seconds) { uses_[static_cast<std::size_t>(use)] += seconds(gpu_seconds); }
void PoolState::count(Bound bound, double gpu_seconds) {
  bounds_[static_cast<std::size_t>(bound)] += seconds(gpu_seconds);
}

PoolResult PoolState::result() const {
  PoolResult result;
  result.site = setup_.site->spec().name;
  result.name = setup_.spec->name;
  result.system = setup_.spec->system->name;
  result.gpus = static_cast<std::int64_t>(installed_) * setup_.spec->system->gpus_per_node;
  result.uses = uses_;
  result.bounds = bounds_;
  result.energy = joules(energy_j_);
  result.faults = faults_;
  return result;
}

}  // namespace aif
