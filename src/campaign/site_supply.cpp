#include "campaign/site_supply.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aif {

SiteSupply::SiteSupply(const SiteSpec& site, std::vector<float> solar, std::vector<float> price)
    : site_(site), solar_yield_(std::move(solar)), price_(std::move(price)) {
  if (site.battery) {
    battery_.emplace(*site.battery);
  }
}

/// The governor may use all of the battery by policy, and always to bridge the time until its caps are in force.
bool SiteSupply::governed(const SiteBudget& budget) const {
  return site_.power_policy == PowerPolicy::battery_first || budget.caught_out();
}

double SiteSupply::support_w() const {
  const bool first = site_.power_policy == PowerPolicy::battery_first;
  return solar_now_w_ + (battery_ ? battery_->support_w(first, plan_) : 0.0);
}

const SiteSupply::Flow& SiteSupply::set(double facility_w, const SiteBudget& budget, bool slowed) {
  const double net_w = facility_w - solar_now_w_;
  flow_.battery_w = 0;
  if (battery_) {
    flow_.battery_w =
        battery_->power_w({net_w, budget.actual().power_w, governed(budget), slowed || budget.caught_out(), plan_});
  }
  const double demand_w = facility_w + std::max(0.0, -flow_.battery_w);
  flow_.solar_w = std::min(solar_now_w_, demand_w);
  flow_.spilled_w = solar_now_w_ - flow_.solar_w;
  flow_.grid_w = std::max(0.0, demand_w - flow_.solar_w - std::max(0.0, flow_.battery_w));
  return flow_;
}

void SiteSupply::begin_hour(std::size_t hour) {
  if (!solar_yield_.empty()) {
    solar_now_w_ = site_.solar->peak.si() * static_cast<double>(solar_yield_[std::min(hour, solar_yield_.size() - 1)]);
  }
  if (battery_ && site_.battery->use == BatteryUse::arbitrage) {
    plan_ = plan(hour);
  }
}

/// Of the 24 hours of the run's day that `hour` lies in: the dearest ones that the content can serve, and as many of
/// the cheapest as refill it; none if the spread does not pay for the losses.
int SiteSupply::plan(std::size_t hour) const {
  const std::size_t first = hour / 24 * 24;
  const std::size_t last = std::min(first + 24, price_.size());
  if (hour >= last) {
    return 0;
  }
  const double mine = static_cast<double>(price_[hour]);
  double cheapest = mine;
  double dearest = mine;
  std::size_t dearer = 0;
  std::size_t cheaper = 0;
  for (std::size_t h = first; h < last; ++h) {
    const double price = static_cast<double>(price_[h]);
    cheapest = std::min(cheapest, price);
    dearest = std::max(dearest, price);
    // Among equal hours the earlier go first.
    dearer += price > mine || (price == mine && h < hour) ? 1U : 0U;
    cheaper += price < mine || (price == mine && h < hour) ? 1U : 0U;
  }
  const BatterySpec& battery = *site_.battery;
  if (dearest * battery.efficiency <= cheapest) {
    return 0;
  }
  const double usable_h = battery.energy.si() * (1.0 - battery.reserve) / battery.power.si() / 3600.0;
  const double one_way = std::sqrt(battery.efficiency);
  if (static_cast<double>(dearer) < std::ceil(usable_h * one_way)) {
    return mine > cheapest ? 1 : 0;
  }
  return static_cast<double>(cheaper) < std::ceil(usable_h / one_way) && mine < dearest ? -1 : 0;
}

void SiteSupply::run(double dt_s) {
  if (battery_ && flow_.battery_w != 0) {
    battery_->run(flow_.battery_w, dt_s);
  }
}

double SiteSupply::lasts_s() const {
  return battery_ ? battery_->lasts_s(flow_.battery_w) : std::numeric_limits<double>::infinity();
}

}  // namespace aif
