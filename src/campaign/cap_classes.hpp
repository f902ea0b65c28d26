#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <vector>

#include "power/node_power.hpp"

namespace aif {

/// Caps move in steps of this, as power limits are set in whole watts; always rounded down.
inline constexpr double cap_step = 0.005;

/// Rounds a cap down to a step.
double step_down(double cap);

/// The machines of a site as its governor sees them, and the caps that fit a budget.
///
/// What it computes  for every class of machines the largest cap at which all together stay within a budget
/// Equation     P(C) = U - sum over classes p and local caps v of (1 - min(C_p, v)) K_(p,v)               (1)
///              one class: C is the largest step with P(C) <= budget                                      (2)
///              more: classes in order; one is slowed only when those before it are at the least cap       (3)
/// Symbols      U [W] uncapped draw; K_(p,v) [W] what a cap of zero would take off holders of class p whose part of the
///              power tree allows them the cap v; C_p cap of class p
/// Valid for    any number of holders: (1) is piecewise linear in C with one piece per step, so the work does not
///              depend on how many holders there are
/// Checked by   tests/unit/campaign/cap_classes_test.cpp
class CapClasses {
 public:
  /// What one holder draws: watts without caps, what a cap acts on, its class and its local cap (a step).
  struct Draw {
    double uncapped_w = 0;
    double cappable_w = 0;
    int priority = 0;
    double local_cap = 1;
  };
  void add(const Draw& draw) { change(draw, +1.0); }
  void remove(const Draw& draw) { change(draw, -1.0); }
  /// Power that no cap acts on.
  void add_fixed(double power_w) { uncapped_w_ += power_w; }

  /// Chooses caps for `budget_w`; true if one moved.
  bool choose(double budget_w);

  [[nodiscard]] double cap(int priority) const;
  [[nodiscard]] double uncapped_w() const { return uncapped_w_; }
  /// Under the local caps alone.
  [[nodiscard]] double locally_capped_w() const { return uncapped_w_ - local_cut_w_; }
  /// Under all caps.
  [[nodiscard]] double drawn_w() const;
  [[nodiscard]] bool capped() const { return capped_; }
  /// One cap that would take off as much; 1 if nothing is taken off.
  [[nodiscard]] double mean_cap() const;

 private:
  static constexpr int steps = 200;  ///< one over cap_step
  static constexpr int least_step = 80;
  struct Class {
    double cap = 1;
    double cappable_w = 0;
    std::array<double, steps + 1> at_step{};  ///< [W] by local cap
    int lowest = steps;                       ///< local caps below have nothing
    /// What a cap of its own takes off beyond the local caps.
    [[nodiscard]] double cut(double at_cap) const;
    /// The largest cap, a step, that takes off at least `cut_w`; the least one if none does.
    [[nodiscard]] double cap_for(double cut_w) const;
  };
  void change(const Draw& draw, double sign);

  std::map<int, Class> classes_;  ///< by priority, the first slowed first
  double uncapped_w_ = 0;
  double cappable_w_ = 0;
  double local_cut_w_ = 0;
  bool capped_ = false;
};

}  // namespace aif
