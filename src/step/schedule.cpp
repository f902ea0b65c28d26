#include "step/schedule.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif::step {

std::vector<Slot> stage_order(std::int64_t stages, std::int64_t chunks, std::int64_t micro_batches,
                              std::int64_t stage) {
  AIF_EXPECT(stages >= 1 && chunks >= 1 && micro_batches >= 1 && stage >= 0 && stage < stages);
  AIF_EXPECT(chunks == 1 || micro_batches % stages == 0);
  const std::int64_t total = micro_batches * chunks;
  // Micro-batches advance in groups of as many as there are stages: each group visits chunk after chunk.
  const std::int64_t group = chunks == 1 ? micro_batches : stages;
  auto slot = [&](std::int64_t k, bool forward) {
    const std::int64_t in_round = k % (group * chunks);
    const std::int64_t chunk = in_round / group;
    return Slot{forward ? Pass::forward : Pass::backward, forward ? chunk : chunks - 1 - chunk,
                k / (group * chunks) * group + in_round % group};
  };
  const std::int64_t behind = stages - 1 - stage;
  const std::int64_t warm_up = std::min(total, chunks == 1 ? behind : 2 * behind + (chunks - 1) * stages);
  std::vector<Slot> order;
  order.reserve(static_cast<std::size_t>(2 * total));
  for (std::int64_t k = 0; k < warm_up; ++k) {
    order.push_back(slot(k, true));
  }
  for (std::int64_t k = warm_up; k < total; ++k) {
    order.push_back(slot(k, true));
    order.push_back(slot(k - warm_up, false));
  }
  for (std::int64_t k = total - warm_up; k < total; ++k) {
    order.push_back(slot(k, false));
  }
  return order;
}

std::vector<Slot> zero_bubble_order(std::int64_t stages, std::int64_t micro_batches, std::int64_t stage) {
  AIF_EXPECT(stages >= 1 && micro_batches >= 1 && stage >= 0 && stage < stages);
  const std::int64_t warm_up = std::min(micro_batches, stages - 1 - stage);
  std::vector<Slot> order;
  order.reserve(static_cast<std::size_t>(3 * micro_batches));
  std::int64_t weights = 0;  // weight passes done
  for (std::int64_t k = 0; k < warm_up; ++k) {
    order.push_back({Pass::forward, 0, k});
  }
  for (std::int64_t k = 0; k < micro_batches; ++k) {
    const bool steady = k + warm_up < micro_batches;
    if (steady) {
      order.push_back({Pass::forward, 0, k + warm_up});
    }
    order.push_back({Pass::backward_input, 0, k});
    // Later stages wait longer at the end, so they keep more weight passes for it; in the draining phase every gap
    // between backward passes takes one.
    if (steady ? weights <= k - stage : weights <= k) {
      order.push_back({Pass::backward_weight, 0, weights++});
    }
  }
  while (weights < micro_batches) {
    order.push_back({Pass::backward_weight, 0, weights++});
  }
  return order;
}

std::vector<Slot> order_of(PipelineSchedule schedule, std::int64_t stages, std::int64_t chunks,
                           std::int64_t micro_batches, std::int64_t stage) {
  switch (schedule) {
    case PipelineSchedule::zero_bubble:
      return zero_bubble_order(stages, micro_batches, stage);
    case PipelineSchedule::dualpipe:
      return dualpipe_order(stages, micro_batches, stage);
    case PipelineSchedule::one_forward_one_backward:
    case PipelineSchedule::interleaved:
      break;
  }
  return stage_order(stages, chunks, micro_batches, stage);
}

}  // namespace aif::step
