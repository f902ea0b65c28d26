#pragma once

#include <cstdint>

#include "campaign/cap_classes.hpp"
#include "power/node_power.hpp"
#include "scheduling/node_set.hpp"

namespace aif {

class PoolState;

/// What one holder's nodes draw, as the pool, its power tree and the site count it: power is linear in the cap.
class PowerDraw {
 public:
  PowerDraw(PoolState& pool, std::int64_t priority) : pool_(pool), priority_(priority) {}

  /// `nodes` at `node_w(cap)` watts each; the change is passed on.
  template <class NodeWatts>
  void set(const NodeSet& nodes, const NodeWatts& node_w) {
    constexpr double low_cap = 0.5;  // any cap below one gives the slope
    const double full_w = node_w(1.0);
    change_to(nodes, full_w, (full_w - node_w(low_cap)) / (1.0 - low_cap));
  }
  void clear() { change_to(NodeSet(), 0, 0); }
  [[nodiscard]] double watts_at(double cap) const { return draw_.uncapped_w - (1.0 - cap) * draw_.cappable_w; }
  /// The cap its nodes are under: the site's for this priority, or what the power tree allows.
  [[nodiscard]] double cap() const;
  /// Looks its nodes up in the power tree; true if what the tree allows has changed.
  bool look_up_local_cap();
  /// Counts its nodes at the cap they are under now.
  void recount();

 private:
  void change_to(const NodeSet& nodes, double node_w, double node_cappable_w);

  PoolState& pool_;
  std::int64_t priority_;
  NodeSet nodes_;  ///< counted in the power tree
  double node_w_ = 0;
  double node_cappable_w_ = 0;
  CapClasses::Draw draw_;
  double counted_w_ = 0;  ///< in the pool's account
};

}  // namespace aif
