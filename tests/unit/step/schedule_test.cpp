#include "step/schedule.hpp"

#include <set>
#include <string>
#include <tuple>

#include "doctest/doctest.h"

namespace aif::step {
namespace {

std::string text(const std::vector<Slot>& order) {
  std::string text;
  for (const Slot& slot : order) {
    text +=
        (slot.pass == Pass::forward ? "F" : "B") + std::to_string(slot.micro_batch) + (slot.chunk > 0 ? "'" : "") + " ";
  }
  return text;
}

TEST_CASE("1F1B as drawn in its paper") {
  CHECK(text(stage_order(4, 1, 8, 3)) == "F0 B0 F1 B1 F2 B2 F3 B3 F4 B4 F5 B5 F6 B6 F7 B7 ");
  CHECK(text(stage_order(4, 1, 8, 0)) == "F0 F1 F2 F3 B0 F4 B1 F5 B2 F6 B3 F7 B4 B5 B6 B7 ");
  CHECK(text(stage_order(4, 1, 2, 0)) == "F0 F1 B0 B1 ");  // fewer micro-batches than stages
}

TEST_CASE("interleaved 1F1B as drawn in its paper") {
  // The last of two stages with two chunks: two warm-up passes, then one forward and one backward in turn.
  CHECK(text(stage_order(2, 2, 2, 1)) == "F0 F1 F0' B0' F1' B1' B0 B1 ");
}

TEST_CASE("every pass happens once, and a backward pass after its forward pass") {
  for (const auto& [p, v, m] : {std::tuple{1, 1, 5}, {4, 1, 3}, {4, 3, 8}, {8, 2, 16}}) {
    for (std::int64_t stage = 0; stage < p; ++stage) {
      std::set<std::tuple<bool, std::int64_t, std::int64_t>> seen;
      for (const Slot& slot : stage_order(p, v, m, stage)) {
        if (slot.pass == Pass::backward) {
          CHECK(seen.count({true, slot.chunk, slot.micro_batch}) == 1);
        }
        CHECK(seen.insert({slot.pass == Pass::forward, slot.chunk, slot.micro_batch}).second);
      }
      CHECK(seen.size() == static_cast<std::size_t>(2 * v * m));
    }
  }
}

}  // namespace
}  // namespace aif::step
