#include "campaign/site_state.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "power/node_power.hpp"

namespace aif {
namespace {
constexpr double quarter_s = 900.0;
}

SiteState::SiteState(Setup setup)
    : setup_(std::move(setup)),
      model_(*setup_.spec, watts(setup_.nameplate_w), setup_.liquid_share),
      hour_model_(model_.at(OutsideAir{})),
      quarter_j_(static_cast<std::size_t>(std::ceil(setup_.duration_s / quarter_s)) + 1, 0.0) {}

double SiteState::it_w() const { return setup_.constant_w + uncapped_w_ - (1.0 - cap_) * cappable_w_; }

void SiteState::change_power(double now_s, double uncapped_w, double cappable_w) {
  settle(now_s);
  uncapped_w_ += uncapped_w;
  cappable_w_ += cappable_w;
}

void SiteState::change_busy(double now_s, double gpus) {
  settle(now_s);
  busy_gpus_ += gpus;
}

void SiteState::govern(double now_s) {
  if (governing_) {
    govern_again_ = true;  // a holder answered a new cap with a new load
    return;
  }
  governing_ = true;
  // Loads answer caps and caps answer loads; the few rounds are bounded so that rounding cannot keep them busy.
  int rounds = 0;
  do {
    govern_again_ = false;
    choose_cap(now_s);
  } while (govern_again_ && ++rounds < 16);
  governing_ = false;
}

void SiteState::choose_cap(double now_s) {
  settle(now_s);
  double cap = 1.0;
  if (setup_.spec->power_policy == PowerPolicy::uniform_cap && cappable_w_ > 0) {
    const double limit_w = hour_model_.it_limit(setup_.spec->feed).si();
    const double uncapped_w = setup_.constant_w + uncapped_w_;
    if (uncapped_w > limit_w) {
      const double exact = 1.0 - (uncapped_w - limit_w) / cappable_w_;
      cap = std::max(least_cap, std::floor(exact / cap_step) * cap_step);
    }
  }
  const bool moved = cap != cap_;
  cap_ = cap;
  refresh(now_s);
  if (moved && on_cap) {
    on_cap(now_s, cap_);
  }
}

void SiteState::refresh(double now_s) {
  // Sums of many contributions may leave a rounding residue below zero when everything is off.
  load_ = hour_model_.load(watts(std::max(0.0, it_w())));
  const double facility_w = load_.total().si();
  if (on_facility_power) {
    on_facility_power(now_s, facility_w_, facility_w);
  }
  facility_w_ = facility_w;
  sum_.peak = std::max(sum_.peak, watts(facility_w));
  row_peak_w_ = std::max(row_peak_w_, facility_w);
}

void SiteState::begin_hour(double now_s, std::size_t hour) {
  settle(now_s);
  air_ = setup_.weather.at(hour);
  hour_model_ = model_.at(air_);
  hour_time_ = {setup_.start.instant + hours(static_cast<double>(hour)), setup_.start.offset_s};
  carbon_kg_per_j_ = setup_.carbon->at(hour_time_).si();
  govern(now_s);
}

void SiteState::settle(double now_s) {
  AIF_EXPECT(now_s >= settled_s_);
  // Break at quarters of an hour (billing demand) and at the rows of the series.
  while (settled_s_ < now_s) {
    const auto quarter = static_cast<std::size_t>(settled_s_ / quarter_s);
    const double row_end_s = row_start_s_ + setup_.series_interval_s;
    const double until_s = std::min({now_s, static_cast<double>(quarter + 1) * quarter_s, row_end_s});
    const Duration dt = seconds(until_s - settled_s_);
    const Energy facility = watts(facility_w_) * dt;
    sum_.it += load_.it * dt;
    sum_.facility += facility;
    sum_.losses += load_.losses * dt;
    sum_.cooling += load_.cooling * dt;
    sum_.house += load_.house * dt;
    sum_.water += load_.water * dt;
    const double carbon_kg = facility.si() * carbon_kg_per_j_;
    sum_.carbon += kilograms(carbon_kg);
    if (cap_ < 1.0) {
      sum_.capped += dt;
    }
    // A hair above the feed is rounding, not an excess.
    if (facility_w_ > setup_.spec->feed.si() * (1.0 + 1e-9)) {
      sum_.over_budget += dt;
    }
    quarter_j_[std::min(quarter, quarter_j_.size() - 1)] += facility.si();
    row_it_j_ += (load_.it * dt).si();
    row_facility_j_ += facility.si();
    row_busy_s_ += busy_gpus_ * dt.si();
    row_cap_s_ += cap_ * dt.si();
    row_dry_s_ += air_.dry_bulb_c * dt.si();
    row_wet_s_ += air_.wet_bulb_c * dt.si();
    row_carbon_kg_ += carbon_kg;
    settled_s_ = until_s;
    if (until_s >= row_end_s) {
      close_row();
    }
  }
}

void SiteState::close_row() {
  const double length_s = settled_s_ - row_start_s_;
  if (length_s <= 0) {
    return;
  }
  auto push = [](std::vector<float>& column, double value) { column.push_back(static_cast<float>(value)); };
  push(series_.it_w, row_it_j_ / length_s);
  push(series_.facility_w, row_facility_j_ / length_s);
  push(series_.peak_w, row_peak_w_);
  push(series_.dry_bulb_c, row_dry_s_ / length_s);
  push(series_.wet_bulb_c, row_wet_s_ / length_s);
  push(series_.carbon_kg_per_kwh, row_facility_j_ > 0 ? row_carbon_kg_ / row_facility_j_ * 3.6e6 : 0.0);
  push(series_.busy_gpus, row_busy_s_ / length_s);
  push(series_.cap, row_cap_s_ / length_s);
  row_start_s_ = settled_s_;
  row_it_j_ = row_facility_j_ = row_busy_s_ = row_cap_s_ = row_dry_s_ = row_wet_s_ = row_carbon_kg_ = 0;
  row_peak_w_ = facility_w_;
}

UtilityTotals SiteState::totals(double duration_s) const {
  UtilityTotals totals = sum_;
  totals.mean = duration_s > 0 ? totals.facility / seconds(duration_s) : watts(0);
  return totals;
}

SiteSeries SiteState::take_series(double now_s) {
  settle(now_s);
  close_row();
  return std::move(series_);
}

}  // namespace aif
