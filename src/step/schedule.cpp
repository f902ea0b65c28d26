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
    return Slot{forward, forward ? chunk : chunks - 1 - chunk, k / (group * chunks) * group + in_round % group};
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

}  // namespace aif::step
