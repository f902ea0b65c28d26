#include "step/pipeline_form.hpp"

#include <set>
#include <tuple>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "step/schedule.hpp"
#include "step/simulate.hpp"

namespace aif::step {
namespace {

const SoftEqual close{.rel = 1e-6};

PipelineWork equal_stages(PipelineSchedule schedule, std::int64_t stages, std::int64_t micro_batches, double forward,
                          double backward, double weight) {
  PipelineWork work;
  work.schedule = schedule;
  work.micro_batches = micro_batches;
  const auto n = static_cast<std::size_t>(stages);
  work.stages.forward.assign(n, forward);
  work.stages.backward.assign(n, backward);
  work.stages.weight.assign(n, weight);
  return work;
}

double played(const PipelineWork& work) { return simulate_pipeline(work, false).end; }

double closed(const PipelineWork& work) {
  return pipeline_form(work.schedule, work.stages, static_cast<double>(work.micro_batches), work.stages.send).total;
}

TEST_CASE("ZB-H1 has the bubble of its paper") {
  for (const auto& [p, m] : {std::pair<std::int64_t, std::int64_t>{2, 4}, {4, 8}, {8, 40}, {16, 64}}) {
    for (const auto& [f, b, w] : {std::tuple{1.0, 2.0, 1.0}, {1.0, 2.0, 0.8}, {1.0, 3.0, 1.0}}) {
      const PipelineWork work = equal_stages(PipelineSchedule::zero_bubble, p, m, f, b, w);
      const double bubble = static_cast<double>(p - 1) * (f + b - 2 * w);
      CHECK(close(played(work), static_cast<double>(m) * (f + b) + bubble));
      CHECK(close(played(work), closed(work)));
    }
  }
}

TEST_CASE("DualPipe has the bubble of its report") {
  for (const auto& [p, m] : {std::pair<std::int64_t, std::int64_t>{2, 4}, {4, 8}, {8, 16}, {8, 40}, {16, 64}}) {
    // Where the gradient of inputs takes as long as the forward pass, exactly.
    const PipelineWork work = equal_stages(PipelineSchedule::dualpipe, p, m, 1, 2.2, 1.2);
    const double bubble = (static_cast<double>(p) / 2 - 1) * (1 + 2.2 + 2.2 - 3 * 1.2);
    CHECK(close(played(work), static_cast<double>(m) * 3.2 + bubble));
    CHECK(close(played(work), closed(work)));
    // Elsewhere within the difference of the two.
    for (const auto& [f, b, w] : {std::tuple{1.0, 2.0, 0.8}, {1.0, 3.0, 1.0}, {1.0, 2.2, 0.6}}) {
      const PipelineWork other = equal_stages(PipelineSchedule::dualpipe, p, m, f, b, w);
      CHECK(std::abs(played(other) - closed(other)) <= b - w - f + 1e-9);
    }
  }
}

TEST_CASE("putting weight gradients off shortens the bubble") {
  const auto time = [](PipelineSchedule schedule) { return played(equal_stages(schedule, 8, 32, 1, 2, 1)); };
  const double plain = time(PipelineSchedule::one_forward_one_backward);
  CHECK(close(plain, 32 * 3 + 7 * 3));
  CHECK(time(PipelineSchedule::zero_bubble) < plain);
  CHECK(time(PipelineSchedule::dualpipe) < time(PipelineSchedule::zero_bubble));
}

TEST_CASE("every pass of DualPipe and ZB-H1 happens once") {
  for (const auto schedule : {PipelineSchedule::zero_bubble, PipelineSchedule::dualpipe}) {
    for (const auto& [p, m] : {std::pair<std::int64_t, std::int64_t>{2, 4}, {4, 10}, {8, 16}, {16, 40}}) {
      for (std::int64_t rank = 0; rank < p; ++rank) {
        std::set<std::tuple<int, std::int64_t, std::int64_t>> forward, input, weight;
        for (const Slot& slot : order_of(schedule, p, 1, m, rank)) {
          const bool pair = slot.pass == Pass::both;
          if (slot.has_forward()) {
            CHECK(forward.insert({0, slot.chunk, slot.micro_batch}).second);
          }
          const std::tuple back{0, pair ? slot.back_chunk : slot.chunk,
                                pair ? slot.back_micro_batch : slot.micro_batch};
          if (slot.has_backward()) {
            CHECK(forward.contains(back));
            CHECK(input.insert(back).second);
          }
          if (slot.pass != Pass::forward && slot.pass != Pass::backward_input) {
            CHECK(input.contains(back));
            CHECK(weight.insert(back).second);
          }
        }
        CHECK(forward.size() == static_cast<std::size_t>(m));
        CHECK(input == forward);
        CHECK(weight == forward);
      }
    }
  }
}

TEST_CASE("stated chunks of an interleaved pipeline") {
  Layout layout;
  layout.pp = 2;
  layout.vpp = 2;
  CHECK(chunk_shares(layout).empty());
  layout.stage_layers = {1, 3, 3, 1};  // stage 0 has 1 and 3, stage 1 has 3 and 1
  CHECK(chunk_shares(layout) == std::vector<double>{0.25, 0.75, 0.75, 0.25});
  PipelineWork work = equal_stages(PipelineSchedule::interleaved, 2, 4, 4, 8, 4);
  work.chunks = 2;
  const double even = played(work);
  work.stages.chunk_share = chunk_shares(layout);
  const double uneven = played(work);
  CHECK(uneven >= even);  // the same work on every stage, less well dealt
  work.stages.chunk_share = {0.5, 0.5, 0.5, 0.5};
  CHECK(played(work) == even);
}

}  // namespace
}  // namespace aif::step
