#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "scenario/site.hpp"

namespace aif {

/// A gang job as the scheduler sees it.
struct QueuedJob {
  std::uint32_t job = 0;  ///< the caller's number
  std::uint32_t nodes = 0;
  std::int64_t priority = 0;  ///< higher first
  double walltime_s = 0;      ///< requested; decides reservations, not the real end
};

/// A queue of gang jobs on one pool: first come first served within a priority, optionally with EASY
/// backfilling [lifka-1995]: the first job that does not fit gets a reservation at the earliest moment the
/// requested times of the running jobs allow; later jobs may start if they do not delay it, that is
/// - `easy_backfill`: if they end before the reservation by their requested time, as in Batsim's easy_bf_fast;
/// - `easy_backfill_beside`: also if they fit in the nodes that the reservation leaves over.
class JobQueue {
 public:
  explicit JobQueue(SchedulerSpec spec) : spec_(spec) {}
  JobQueue(const JobQueue&) = delete;  // running_ points into planned_
  JobQueue(JobQueue&&) = default;

  void submit(const QueuedJob& job);
  void remove(std::uint32_t job);
  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  [[nodiscard]] std::uint32_t head_nodes() const { return waiting_.empty() ? 0 : waiting_.front().nodes; }

  /// A job began (or was prolonged): its nodes come back at `end_s` at the latest as far as planning goes.
  void started(std::uint32_t job, std::uint32_t nodes, double end_s);
  void ended(std::uint32_t job);

  /// The next job to start now with `free` nodes at hand, taken off the queue; false if there is none.
  bool next(double now_s, std::uint32_t free, QueuedJob& out);

 private:
  struct Running {
    std::uint32_t nodes = 0;
    std::multimap<double, std::uint32_t>::iterator planned;
  };
  /// When the head can start at the latest by plan, and how many nodes are then left over.
  struct Reservation {
    double start_s = 0;
    std::uint32_t extra = 0;
  };
  [[nodiscard]] Reservation reserve(double now_s, std::uint32_t free, std::uint32_t wanted) const;
  bool take(std::size_t index, QueuedJob& out);

  SchedulerSpec spec_;
  std::deque<QueuedJob> waiting_;                 ///< by priority, then submission
  std::multimap<double, std::uint32_t> planned_;  ///< requested end -> nodes
  std::map<std::uint32_t, Running> running_;
};

}  // namespace aif
