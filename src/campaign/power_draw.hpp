#pragma once

#include "power/node_power.hpp"

namespace aif {

class PoolState;

/// What one holder's nodes draw, as the pool and the site count it: power is linear in the cap.
class PowerDraw {
 public:
  explicit PowerDraw(PoolState& pool) : pool_(pool) {}

  /// `nodes` nodes at `node_w(cap)` watts each; the change is passed on to the pool.
  template <class NodeWatts>
  void set(double nodes, const NodeWatts& node_w) {
    constexpr double low_cap = 0.5;  // any cap below one gives the slope
    const double full_w = node_w(1.0);
    change_to(nodes * full_w, nodes * (full_w - node_w(low_cap)) / (1.0 - low_cap));
  }
  void clear() { change_to(0, 0); }
  [[nodiscard]] double watts_at(double cap) const { return uncapped_w_ - (1.0 - cap) * cappable_w_; }

 private:
  void change_to(double uncapped_w, double cappable_w);

  PoolState& pool_;
  double uncapped_w_ = 0;
  double cappable_w_ = 0;
};

}  // namespace aif
