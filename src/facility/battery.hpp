#pragma once

#include "core/quantity.hpp"
#include "scenario/energy_spec.hpp"

namespace aif {

/// A battery on site: what it does at a moment, and its content over time.
///
/// What it computes  power and content of a battery behind the site's connection
/// Equation     dE/dt = sqrt(eta) P_in - P_out / sqrt(eta)                                               (1)
///              governed      P_out = clamp(net - budget, 0, P)                                          (2)
///              peak shaving  P_out = clamp(net - target, 0, P);  P_in = clamp(target - net, 0, P)       (3)
///              arbitrage     P_out = P in dear hours, P_in = P in cheap ones                            (4)
///              P_out <= net;  P_in <= budget - net;  no charging while work is slowed
/// Symbols      E [J] content, 0 to the usable energy; eta efficiency AC to AC, there and back; P [W] rated power; net
///              [W] facility less own sun
/// Valid for    constant powers between calls; the caller comes back when lasts() is over
/// Not modelled ageing, temperature, self-discharge, idle consumption, ramps
/// Source       efficiency: estimate, range 0.82 to 0.92 for lithium-ion with converters
/// Checked by   tests/unit/facility/battery_test.cpp
class Battery {
 public:
  explicit Battery(const BatterySpec& spec);

  struct Moment {
    double net_w = 0;       ///< facility less own sun
    double budget_w = 0;    ///< what may be drawn
    bool governed = false;  ///< the governor may use all of the content
    bool slowed = false;    ///< work is under a cap: no charging
    int plan = 0;           ///< arbitrage: +1 discharge, -1 charge
  };
  /// Power now: positive out of the battery.
  [[nodiscard]] double power_w(const Moment& moment) const;
  /// How much it can add to the budget now for the governor.
  [[nodiscard]] double support_w(bool governed, int plan) const;
  /// Runs at `power_w` for `dt_s` seconds.
  void run(double power_w, double dt_s);
  /// Seconds until it is full, at its reserve or empty at this power; infinite if it never will be.
  [[nodiscard]] double lasts_s(double power_w) const;

  [[nodiscard]] double stored_j() const { return stored_j_; }
  [[nodiscard]] double capacity_j() const { return capacity_j_; }
  [[nodiscard]] const BatterySpec& spec() const { return spec_; }

 private:
  [[nodiscard]] bool full() const { return stored_j_ >= capacity_j_ * (1.0 - 1e-9); }
  [[nodiscard]] bool below_reserve() const { return stored_j_ < reserve_j_ - capacity_j_ * 1e-9; }
  [[nodiscard]] bool above_reserve() const { return stored_j_ > reserve_j_ + capacity_j_ * 1e-9; }

  BatterySpec spec_;
  double capacity_j_;
  double reserve_j_;
  double one_way_;  ///< square root of the efficiency
  double stored_j_;
  /// Emptied by the governor: rests until a tenth is in, so that it does not chatter.
  bool exhausted_ = false;
};

}  // namespace aif
