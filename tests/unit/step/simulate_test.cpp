#include "step/simulate.hpp"

#include <chrono>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif::step {
namespace {

const SoftEqual to_a_millionth{.rel = 1e-6};

PipelineWork even_stages(std::int64_t stages, std::int64_t chunks, std::int64_t micro_batches) {
  PipelineWork work;
  work.stages.forward.assign(static_cast<std::size_t>(stages), 0.010);
  work.stages.backward.assign(static_cast<std::size_t>(stages), 0.020);
  work.chunks = chunks;
  work.micro_batches = micro_batches;
  return work;
}

TEST_CASE("equal stages take (m + (p - 1)/v)(f + b)") {
  CHECK(to_a_millionth(simulate_pipeline(even_stages(1, 1, 7), false).end, 7 * 0.030));
  CHECK(to_a_millionth(simulate_pipeline(even_stages(4, 1, 8), false).end, 11 * 0.030));
  CHECK(to_a_millionth(simulate_pipeline(even_stages(8, 1, 3), false).end, 10 * 0.030));
  CHECK(to_a_millionth(simulate_pipeline(even_stages(4, 2, 8), false).end, 9.5 * 0.030));
  CHECK(to_a_millionth(simulate_pipeline(even_stages(16, 8, 64), false).end, (64 + 15.0 / 8) * 0.030));
}

TEST_CASE("one slow stage holds up the others") {
  PipelineWork work = even_stages(4, 1, 16);
  work.stages.forward[3] = 0.015;  // the output projection on the last stage
  work.stages.backward[3] = 0.030;
  // 16 passes of the slowest stage and one of each other: 16 x 45 ms + 3 x 30 ms.
  CHECK(to_a_millionth(simulate_pipeline(work, false).end, 16 * 0.045 + 3 * 0.030));
}

TEST_CASE("exposed sends lengthen every pass") {
  PipelineWork work = even_stages(4, 1, 8);
  work.stages.send = 0.001;
  // The middle stages send both ways; the first sends no gradients, the last no activations. While the pipeline drains
  // nobody sends activations: a little less than the closed form.
  const double closed = 8 * 0.032 + 0.032 + 2 * 0.031;
  CHECK(simulate_pipeline(work, false).end <= closed);
  CHECK(simulate_pipeline(work, false).end > 0.99 * closed);
  PipelineWork interleaved = even_stages(4, 2, 8);
  interleaved.stages.send = 0.001;
  CHECK(to_a_millionth(simulate_pipeline(interleaved, false).end, 9.5 * 0.034));
}

TEST_CASE("gradients of the last stages are reduced while the first still compute") {
  PipelineWork work = even_stages(4, 1, 8);
  work.link = 1e9;
  work.reduce_bytes = 50e6;  // 50 ms
  // The first stage ends last; of its reduction it hides 0.8 of its last backward pass, 16 ms.
  const SimulatedPipeline played = simulate_pipeline(work, true);
  CHECK(to_a_millionth(played.compute_end, 11 * 0.030));
  CHECK(to_a_millionth(played.end, 11 * 0.030 - 0.016 + 0.050));
  // The last stage is done three backward passes earlier: its reduction ends before the step does.
  double last_stage_end = 0;
  for (const Interval& interval : played.timeline) {
    if (interval.stage == 3 && interval.activity == Activity::reduce) {
      last_stage_end = interval.end;
    }
  }
  CHECK(to_a_millionth(last_stage_end, 11 * 0.030 - 3 * 0.020 - 0.016 + 0.050));
}

TEST_CASE("a ring without contention takes 2 (n - 1)(V / (n B) + l)") {
  CHECK(to_a_millionth(simulate_ring_all_reduce(8, 8e9, 400e9, 5e-6), 14 * (1e9 / 400e9 + 5e-6)));
  CHECK(to_a_millionth(simulate_ring_all_reduce(32, 3.2e9, 50e9, 1e-5), 62 * (1e8 / 50e9 + 1e-5)));
  CHECK(simulate_ring_all_reduce(1, 1e9, 1e9, 1e-5) == 0.0);
}

TEST_CASE("every pass is in the timeline and in the trace") {
  const SimulatedPipeline played = simulate_pipeline(even_stages(2, 1, 3), true);
  CHECK(played.timeline.size() == 2 * 2 * 3 + 2);  // passes, and a wait for reduction per stage
  const std::string trace = chrome_trace(played.timeline);
  CHECK(trace.find("\"name\":\"backward 2\"") != std::string::npos);
  CHECK(trace.find("\"name\":\"stage 1\"") != std::string::npos);
}

}  // namespace
}  // namespace aif::step
