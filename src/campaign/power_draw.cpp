#include "campaign/power_draw.hpp"

#include <algorithm>

#include "campaign/pool_state.hpp"

namespace aif {

double PowerDraw::cap() const { return std::min(draw_.local_cap, pool_.site().cap(priority_)); }

void PowerDraw::change_to(const NodeSet& nodes, double node_w, double node_cappable_w) {
  const CapClasses::Draw before = draw_;
  draw_.uncapped_w = nodes.size() * node_w;
  draw_.cappable_w = nodes.size() * node_cappable_w;
  draw_.priority = pool_.site().class_of(priority_);
  if (pool_.tree().limits_anything()) {
    const double idle_w = pool_.node_power().idle().si();
    pool_.change_tree(nodes_, -(node_w_ - idle_w), -node_cappable_w_);
    pool_.change_tree(nodes, node_w - idle_w, node_cappable_w);
    nodes_ = nodes;
    node_w_ = node_w;
    node_cappable_w_ = node_cappable_w;
  }
  // Counted before it is told: the governor may answer at once with a new cap.
  const double before_w = counted_w_;
  counted_w_ = watts_at(cap());
  pool_.change_power(before, draw_, counted_w_ - before_w);
}

bool PowerDraw::look_up_local_cap() {
  double least = 1.0;
  for (const NodeSet::Interval& part : nodes_.intervals()) {
    least = std::min(least, pool_.tree().cap(part.first, part.count));
  }
  const double local = least < 1.0 ? step_down(least) : 1.0;
  if (local == draw_.local_cap) {
    return false;
  }
  const CapClasses::Draw before = draw_;
  draw_.local_cap = local;
  pool_.change_classes(before, draw_);
  return true;
}

void PowerDraw::recount() {
  const double before_w = counted_w_;
  counted_w_ = watts_at(cap());
  pool_.change_counted(counted_w_ - before_w);
}

}  // namespace aif
