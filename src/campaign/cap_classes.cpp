#include "campaign/cap_classes.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

double step_down(double cap) {
  // A cap that is a step already stays itself in spite of rounding.
  return std::clamp(std::floor(cap / cap_step + 1e-9) * cap_step, least_cap, 1.0);
}

double CapClasses::Class::cut(double at_cap) const {
  if (lowest == steps) {
    return (1.0 - at_cap) * at_step[steps];
  }
  double sum = 0;
  for (int step = lowest; step <= steps; ++step) {
    const double local = step * cap_step;
    sum += std::max(0.0, local - at_cap) * at_step[static_cast<std::size_t>(step)];
  }
  return sum;
}

double CapClasses::Class::cap_for(double cut_w) const {
  if (cut_w <= 0) {
    return 1.0;
  }
  // Downwards from no cap: between two local caps the cut grows in proportion to what is not yet slowed further.
  double active_w = 0;
  double done_w = 0;
  for (int step = steps; step > least_step; --step) {
    active_w += at_step[static_cast<std::size_t>(step)];
    const double next = lowest == steps ? least_cap : (step - 1) * cap_step;
    const double here_w = active_w * (step * cap_step - next);
    if (active_w > 0 && done_w + here_w >= cut_w) {
      const double exact = step * cap_step - (cut_w - done_w) / active_w;
      return std::max(least_cap, std::floor(exact / cap_step) * cap_step);
    }
    if (lowest == steps) {
      break;
    }
    done_w += here_w;
  }
  return least_cap;
}

void CapClasses::change(const Draw& draw, double sign) {
  AIF_EXPECT(draw.local_cap >= least_cap - 1e-12 && draw.local_cap <= 1.0);
  const int step = static_cast<int>(std::lround(draw.local_cap / cap_step));
  Class& one = classes_[draw.priority];
  one.at_step[static_cast<std::size_t>(step)] += sign * draw.cappable_w;
  one.cappable_w += sign * draw.cappable_w;
  one.lowest = std::min(one.lowest, step);
  uncapped_w_ += sign * draw.uncapped_w;
  cappable_w_ += sign * draw.cappable_w;
  if (step < steps) {
    local_cut_w_ += sign * draw.cappable_w * (1.0 - step * cap_step);
  }
}

bool CapClasses::choose(double budget_w) {
  double excess_w = locally_capped_w() - budget_w;
  bool moved = false;
  capped_ = false;
  for (auto& [priority, one] : classes_) {
    const double cap = excess_w > 0 && one.cappable_w > 0 ? one.cap_for(excess_w) : 1.0;
    moved = moved || cap != one.cap;
    one.cap = cap;
    if (cap < 1.0) {
      capped_ = true;
      excess_w -= one.cut(cap);
    }
  }
  return moved;
}

double CapClasses::cap(int priority) const {
  const auto found = classes_.find(priority);
  return found == classes_.end() ? 1.0 : found->second.cap;
}

double CapClasses::drawn_w() const {
  double drawn_w = locally_capped_w();
  if (capped_) {
    for (const auto& [priority, one] : classes_) {
      if (one.cap < 1.0) {
        drawn_w -= one.cut(one.cap);
      }
    }
  }
  return drawn_w;
}

double CapClasses::mean_cap() const {
  const bool local = local_cut_w_ > 1e-3;  // less is the rounding of sums
  if (!capped_ && !local) {
    return 1.0;
  }
  if (classes_.size() == 1 && !local) {
    return classes_.begin()->second.cap;
  }
  return cappable_w_ > 0 ? std::clamp(1.0 - (uncapped_w_ - drawn_w()) / cappable_w_, 0.0, 1.0) : 1.0;
}

}  // namespace aif
