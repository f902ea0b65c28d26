#include "facility/battery.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contracts.hpp"

namespace aif {
namespace {
/// Content from which an emptied battery helps the governor again, of its capacity.
constexpr double rested = 0.1;
}  // namespace

Battery::Battery(const BatterySpec& spec)
    : spec_(spec),
      capacity_j_(spec.energy.si()),
      reserve_j_(spec.energy.si() * spec.reserve),
      one_way_(std::sqrt(spec.efficiency)),
      stored_j_(capacity_j_) {
  AIF_EXPECT(capacity_j_ > 0 && spec.power.si() > 0 && spec.efficiency > 0 && spec.efficiency <= 1);
}

double Battery::support_w(bool governed, int plan) const {
  if (governed && !exhausted_) {
    return spec_.power.si();
  }
  const bool by_plan = spec_.use == BatteryUse::peak_shaving || (spec_.use == BatteryUse::arbitrage && plan > 0);
  return by_plan && above_reserve() ? spec_.power.si() : 0.0;
}

double Battery::power_w(const Moment& moment) const {
  const double rated_w = spec_.power.si();
  double out_w = 0;
  if (moment.governed && !exhausted_) {
    out_w = std::max(out_w, moment.net_w - moment.budget_w);
  }
  double target_w = moment.budget_w;
  if (spec_.use == BatteryUse::peak_shaving) {
    target_w = std::min(target_w, spec_.shave_above.value_or(spec_.power).si());
  }
  if (above_reserve()) {
    if (spec_.use == BatteryUse::peak_shaving) {
      out_w = std::max(out_w, moment.net_w - target_w);
    } else if (spec_.use == BatteryUse::arbitrage && moment.plan > 0) {
      out_w = std::max(out_w, rated_w);
    }
  }
  if (out_w > 0) {
    return std::clamp(out_w, 0.0, std::max(0.0, std::min(rated_w, moment.net_w)));
  }
  const bool fills = spec_.use != BatteryUse::arbitrage || moment.plan < 0 || below_reserve();
  // Own sun that would be spilled is always stored.
  const double room_w = std::max(fills && !moment.slowed ? target_w - moment.net_w : 0.0, -moment.net_w);
  return full() ? 0.0 : -std::clamp(room_w, 0.0, rated_w);
}

void Battery::run(double power_w, double dt_s) {
  stored_j_ += (power_w > 0 ? -power_w / one_way_ : -power_w * one_way_) * dt_s;
  // The caller stops at the ends; what is beyond them is rounding.
  AIF_EXPECT(stored_j_ >= -1e-6 * capacity_j_ && stored_j_ <= (1.0 + 1e-6) * capacity_j_);
  if (stored_j_ <= 1e-9 * capacity_j_) {
    exhausted_ = true;
  } else if (stored_j_ >= rested * capacity_j_) {
    exhausted_ = false;
  }
}

double Battery::lasts_s(double power_w) const {
  if (power_w > 0) {
    const double until_j = above_reserve() ? reserve_j_ : 0.0;
    return std::max(0.0, stored_j_ - until_j) * one_way_ / power_w;
  }
  if (power_w < 0) {
    const double until_j = below_reserve() ? reserve_j_ : capacity_j_;
    return std::max(0.0, until_j - stored_j_) / (-power_w * one_way_);
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace aif
