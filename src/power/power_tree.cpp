#include "power/power_tree.hpp"

#include <algorithm>

#include "core/contracts.hpp"
#include "power/node_power.hpp"

namespace aif {
namespace {
/// Nodes of a rack where each is an NVLink domain of its own.
constexpr std::int64_t usual_rack = 4;
}  // namespace

PowerTree::PowerTree(const PowerTreeSpec& spec, std::uint32_t nodes, Power idle, std::int64_t domain)
    : nodes_(nodes), idle_w_(idle.si()) {
  const std::int64_t per_rack = spec.nodes_per_rack > 0 ? spec.nodes_per_rack : domain > 1 ? domain : usual_rack;
  const std::array<std::int64_t, level_count> groups{1, per_rack, per_rack * spec.racks_per_pdu,
                                                     per_rack * spec.racks_per_pdu * spec.pdus_per_switchboard};
  const std::array<std::optional<Power>, level_count> limits{spec.node, spec.rack, spec.pdu, spec.switchboard};
  for (std::size_t i = 0; i < level_count; ++i) {
    // A group never needs to be larger than the pool.
    levels_[i].group = static_cast<std::uint32_t>(std::clamp<std::int64_t>(groups[i], 1, std::max(nodes, 1U)));
    if (limits[i]) {
      levels_[i].limit_w = limits[i]->si();
      levels_[i].instances.resize((nodes + levels_[i].group - 1) / levels_[i].group);
    }
  }
}

bool PowerTree::limits_anything() const {
  return std::any_of(levels_.begin(), levels_.end(), [](const LevelState& level) { return level.limit_w > 0; });
}

bool PowerTree::change(std::uint32_t first, std::uint32_t count, double above_idle_w, double cappable_w) {
  AIF_EXPECT(first + count <= nodes_);
  bool moved = false;
  for (LevelState& level : levels_) {
    if (level.limit_w <= 0 || count == 0) {
      continue;
    }
    const std::uint32_t last = first + count - 1;
    for (std::uint32_t i = first / level.group; i <= last / level.group; ++i) {
      const std::uint32_t begin = std::max(first, i * level.group);
      const std::uint32_t end = std::min(last + 1, (i + 1) * level.group);
      Instance& instance = level.instances[i];
      instance.above_idle_w += above_idle_w * (end - begin);
      instance.cappable_w += cappable_w * (end - begin);
      moved = refresh(level, i) || moved;
    }
  }
  return moved;
}

bool PowerTree::refresh(LevelState& level, std::uint32_t index) {
  Instance& instance = level.instances[index];
  const std::uint32_t nodes = std::min(level.group, nodes_ - index * level.group);
  const double uncapped_w = nodes * idle_w_ + instance.above_idle_w;
  // A hair above the limit is rounding of sums, not an excess.
  const double excess_w = uncapped_w - level.limit_w * (1.0 + 1e-9);
  double cap = 1.0;
  bool over = false;
  if (excess_w > 0) {
    const double exact = instance.cappable_w > 0 ? 1.0 - excess_w / instance.cappable_w : 0.0;
    cap = std::max(least_cap, exact);
    over = exact < least_cap;
  }
  if (over != instance.over) {
    instance.over = over;
    over_ += over ? 1U : -1U;
  }
  // Even an unmoved cap below one matters to holders that came or went.
  const bool matters = cap < 1.0 || instance.cap < 1.0;
  instance.cap = cap;
  return matters;
}

double PowerTree::cap(std::uint32_t first, std::uint32_t count) const {
  double least = 1.0;
  for (const LevelState& level : levels_) {
    if (level.limit_w <= 0 || count == 0) {
      continue;
    }
    for (std::uint32_t i = first / level.group; i <= (first + count - 1) / level.group; ++i) {
      least = std::min(least, level.instances[i].cap);
    }
  }
  return least;
}

}  // namespace aif
