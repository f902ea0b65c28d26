#include <algorithm>

#include "campaign/pool_state.hpp"
#include "campaign/site_fabric.hpp"
#include "campaign/trunk_table.hpp"

/// The part of a pool that deals with the network: what running jobs lose to each other and to failures.
namespace aif {

void PoolState::set_paces() {
  const bool shared = setup_.trunks != nullptr && setup_.trunks->concerns(full_name());
  if (!shared && fabric_ == nullptr) {
    return;
  }
  const double now_s = simulation().now_s();
  std::vector<std::size_t> running;
  for (const GangJob* job : running_) {
    running.push_back(job->spec().workload);
  }
  std::sort(running.begin(), running.end());
  const std::vector<std::size_t> events = fabric_ != nullptr ? fabric_->events_on() : std::vector<std::size_t>();
  for (GangJob* job : std::vector<GangJob*>(running_)) {
    const GangSpec& spec = job->spec();
    const double by_others = shared ? setup_.trunks->slowdown(full_name(), spec.workload, running, events) : 1.0;
    const double by_failures = fabric_ != nullptr && spec.slowdown
                                   ? spec.slowdown(fabric_->lost(setup_.part, job->nodes, spec.anywhere))
                                   : 1.0;
    job->slow(now_s, by_others, by_failures);
  }
}

}  // namespace aif
