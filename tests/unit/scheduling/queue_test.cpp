#include "scheduling/queue.hpp"

#include <vector>

#include "doctest/doctest.h"

using namespace aif;

namespace {

/// Starts everything that may start now; their numbers in order.
std::vector<std::uint32_t> start_all(JobQueue& queue, double now_s, std::uint32_t& free) {
  std::vector<std::uint32_t> started;
  QueuedJob job;
  while (queue.next(now_s, free, job)) {
    free -= job.nodes;
    queue.started(job.job, job.nodes, now_s + job.walltime_s);
    started.push_back(job.job);
  }
  return started;
}

SchedulerSpec with(QueuePolicy policy) {
  SchedulerSpec spec;
  spec.policy = policy;
  return spec;
}

}  // namespace

TEST_CASE("first come first served: a large head blocks small jobs") {
  JobQueue queue(with(QueuePolicy::fcfs));
  std::uint32_t free = 10;
  queue.submit({1, 8, 50, 100});
  queue.submit({2, 8, 50, 100});
  queue.submit({3, 1, 50, 10});
  CHECK(start_all(queue, 0, free) == std::vector<std::uint32_t>{1});
  CHECK(queue.size() == 2);
}

TEST_CASE("EASY: a short job may pass, a long one may not delay the head") {
  // 10 nodes. Job 1 holds 8 until 100. The head (8 nodes) is reserved at 100, when 10 are free and 2 are left over.
  auto queue_with_head = [](QueuePolicy policy, std::uint32_t head_nodes, std::uint32_t& free) {
    JobQueue queue(with(policy));
    queue.submit({1, 8, 50, 100});
    CHECK(start_all(queue, 0, free).size() == 1);
    queue.submit({2, head_nodes, 50, 100});
    return queue;
  };
  for (QueuePolicy policy : {QueuePolicy::easy_backfill, QueuePolicy::easy_backfill_beside}) {
    std::uint32_t free = 10;
    JobQueue queue = queue_with_head(policy, 8, free);
    queue.submit({3, 2, 50, 100});  // ends just at the reservation
    CHECK(start_all(queue, 0, free) == std::vector<std::uint32_t>{3});
  }
  SUBCASE("ends later but fits beside the head") {
    std::uint32_t free = 10;
    JobQueue beside = queue_with_head(QueuePolicy::easy_backfill_beside, 8, free);
    beside.submit({3, 2, 50, 1000});
    CHECK(start_all(beside, 0, free) == std::vector<std::uint32_t>{3});
    free = 10;
    JobQueue before = queue_with_head(QueuePolicy::easy_backfill, 8, free);
    before.submit({3, 2, 50, 1000});
    CHECK(start_all(before, 0, free).empty());
  }
  SUBCASE("ends later and would delay the head") {
    std::uint32_t free = 10;
    JobQueue queue = queue_with_head(QueuePolicy::easy_backfill_beside, 9, free);  // leaves one over
    queue.submit({5, 2, 50, 1000});
    CHECK(start_all(queue, 0, free).empty());
  }
}

TEST_CASE("a higher priority goes first, equals keep their order") {
  JobQueue queue(with(QueuePolicy::fcfs));
  std::uint32_t free = 3;
  queue.submit({1, 1, 10, 1});
  queue.submit({2, 1, 90, 1});
  queue.submit({3, 1, 90, 1});
  CHECK(start_all(queue, 0, free) == std::vector<std::uint32_t>{2, 3, 1});
}

TEST_CASE("a job larger than the machine blocks nobody under EASY") {
  JobQueue queue(with(QueuePolicy::easy_backfill));
  std::uint32_t free = 4;
  queue.submit({1, 40, 50, 100});
  queue.submit({2, 4, 50, 1e6});
  CHECK(start_all(queue, 0, free) == std::vector<std::uint32_t>{2});
}
