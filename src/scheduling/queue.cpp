#include "scheduling/queue.hpp"

#include <algorithm>
#include <limits>

#include "core/contracts.hpp"

namespace aif {

void JobQueue::submit(const QueuedJob& job) {
  // Jobs of one priority nearly always arrive in order, so look from the back.
  auto place = waiting_.end();
  while (place != waiting_.begin() && std::prev(place)->priority < job.priority) {
    --place;
  }
  waiting_.insert(place, job);
}

void JobQueue::remove(std::uint32_t job) {
  std::erase_if(waiting_, [job](const QueuedJob& waiting) { return waiting.job == job; });
}

void JobQueue::started(std::uint32_t job, std::uint32_t nodes, double end_s) {
  if (auto it = running_.find(job); it != running_.end()) {
    planned_.erase(it->second.planned);
    running_.erase(it);
  }
  running_.emplace(job, Running{nodes, planned_.emplace(end_s, nodes)});
}

void JobQueue::ended(std::uint32_t job) {
  auto it = running_.find(job);
  AIF_EXPECT(it != running_.end());
  planned_.erase(it->second.planned);
  running_.erase(it);
}

JobQueue::Reservation JobQueue::reserve(double now_s, std::uint32_t free, std::uint32_t wanted) const {
  std::uint64_t available = free;
  for (auto it = planned_.begin(); it != planned_.end(); ++it) {
    available += it->second;
    if (available >= wanted) {
      // Everything that is planned to end at the same moment counts as free then.
      const double start = it->first;
      for (auto same = std::next(it); same != planned_.end() && same->first == start; ++same) {
        available += same->second;
      }
      return {std::max(start, now_s), static_cast<std::uint32_t>(available - wanted)};
    }
  }
  // Larger than what runs and is free: it waits for nodes under repair or delivery, and blocks nobody.
  return {std::numeric_limits<double>::infinity(), free};
}

bool JobQueue::take(std::size_t index, QueuedJob& out) {
  out = waiting_[index];
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(index));
  return true;
}

bool JobQueue::next(double now_s, std::uint32_t free, QueuedJob& out) {
  if (waiting_.empty() || free == 0) {
    return false;
  }
  if (waiting_.front().nodes <= free) {
    return take(0, out);
  }
  if (spec_.policy == QueuePolicy::fcfs) {
    return false;
  }
  const Reservation head = reserve(now_s, free, waiting_.front().nodes);
  const std::size_t depth = std::min<std::size_t>(waiting_.size(), static_cast<std::size_t>(spec_.backfill_depth) + 1);
  for (std::size_t i = 1; i < depth; ++i) {
    const QueuedJob& job = waiting_[i];
    if (job.nodes > free) {
      continue;
    }
    const bool ends_before = now_s + job.walltime_s <= head.start_s;
    const bool beside = spec_.policy == QueuePolicy::easy_backfill_beside && job.nodes <= head.extra;
    if (ends_before || beside) {
      return take(i, out);
    }
  }
  return false;
}

}  // namespace aif
