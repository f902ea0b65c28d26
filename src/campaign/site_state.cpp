#include "campaign/site_state.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {
namespace {
constexpr double quarter_s = 900.0;
}  // namespace

SiteState::SiteState(Setup setup)
    : setup_(std::move(setup)),
      model_(*setup_.spec, watts(setup_.nameplate_w), setup_.liquid_share),
      hour_model_(model_.at(OutsideAir{})),
      budget_(*setup_.spec),
      supply_(*setup_.spec, std::move(setup_.solar), std::move(setup_.price)),
      quarter_j_(static_cast<std::size_t>(std::ceil(setup_.duration_s / quarter_s)) + 1, 0.0) {}

void SiteState::change_draw(double now_s, const CapClasses::Draw& before, const CapClasses::Draw& after) {
  settle(now_s);
  classes_.remove(before);
  classes_.add(after);
}

void SiteState::change_idle(double now_s, double more_w) {
  settle(now_s);
  classes_.add_fixed(more_w);
}

void SiteState::change_busy(double now_s, double gpus) {
  settle(now_s);
  busy_gpus_ += gpus;
}

void SiteState::change_over_tree(double now_s, std::int64_t instances) {
  settle(now_s);
  over_tree_ += instances;
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
    choose_caps(now_s);
  } while (govern_again_ && ++rounds < 16);
  governing_ = false;
}

/// The largest IT power within budget and cooling as the governor knows them, with what sun and battery add.
double SiteState::it_limit_w() const {
  const SiteBudget::Limits& limits = budget_.obeyed();
  const double by_power_w = hour_model_.it_limit(watts(limits.power_w + supply_.support_w())).si();
  return std::min(by_power_w, hour_model_.heat_limit(limits.cooling_share).si());
}

double SiteState::excess_w() const { return setup_.constant_w + classes_.locally_capped_w() - it_limit_w(); }

void SiteState::choose_caps(double now_s) {
  settle(now_s);
  const bool local_moved = on_local_caps && on_local_caps();
  bool moved = false;
  const PowerPolicy policy = setup_.spec->power_policy;
  if (policy != PowerPolicy::none) {
    moved = classes_.choose(it_limit_w() - setup_.constant_w);
  }
  refresh(now_s);
  if ((moved || local_moved) && on_cap) {
    on_cap(now_s);
  }
  if (policy == PowerPolicy::pause_flexible && classes_.capped() && on_flexible) {
    on_flexible();
  }
}

void SiteState::refresh(double now_s) {
  // Sums of many contributions may leave a rounding residue below zero when everything is off.
  load_ = hour_model_.load(watts(std::max(0.0, it_w())));
  mean_cap_ = classes_.mean_cap();
  const double before_w = supply_.flow().grid_w;
  const double grid_w = supply_.set(load_.total().si(), budget_, classes_.capped()).grid_w;
  if (on_grid_power) {
    on_grid_power(now_s, before_w, grid_w);
  }
  if (const double lasts_s = supply_.lasts_s(); on_wake && std::isfinite(lasts_s)) {
    on_wake(now_s + lasts_s);
  }
  sum_.peak = std::max(sum_.peak, watts(grid_w));
  row_.peak_w = std::max(row_.peak_w, grid_w);
}

void SiteState::begin_hour(double now_s, std::size_t hour) {
  settle(now_s);
  air_ = setup_.weather.at(hour);
  hour_model_ = model_.at(air_);
  hour_time_ = {setup_.start.instant + hours(static_cast<double>(hour)), setup_.start.offset_s};
  carbon_kg_per_j_ = setup_.carbon->at(hour_time_).si();
  supply_.begin_hour(hour);
  govern(now_s);
}

void SiteState::begin_event(double now_s, std::size_t event) {
  settle(now_s);
  budget_.begin(event, now_s, supply_.flow().grid_w);
  if (budget_.delay_s(event) <= 0) {
    budget_.obey(event);
  }
  govern(now_s);
}

void SiteState::obey_event(double now_s, std::size_t event) {
  settle(now_s);
  budget_.obey(event);
  govern(now_s);
}

void SiteState::end_event(double now_s, std::size_t event) {
  settle(now_s);
  budget_.end(event, now_s);
  govern(now_s);
}

void SiteState::settle(double now_s) {
  AIF_EXPECT(now_s >= settled_s_);
  // Break at quarters of an hour (billing demand) and at the rows of the series.
  while (settled_s_ < now_s) {
    const auto quarter = static_cast<std::size_t>(settled_s_ / quarter_s);
    const double row_end_s = row_.start_s + setup_.series_interval_s;
    const double until_s = std::min({now_s, static_cast<double>(quarter + 1) * quarter_s, row_end_s});
    const double dt_s = until_s - settled_s_;
    quarter_j_[std::min(quarter, quarter_j_.size() - 1)] += supply_.flow().grid_w * dt_s;
    add(dt_s);
    settled_s_ = until_s;
    if (until_s >= row_end_s) {
      close_row();
    }
  }
}

/// Counts `dt_s` seconds as things are now.
void SiteState::add(double dt_s) {
  const Duration dt = seconds(dt_s);
  const SiteSupply::Flow flow = supply_.flow();
  const Power facility = load_.total();
  sum_.it += load_.it * dt;
  sum_.facility += facility * dt;
  sum_.losses += load_.losses * dt;
  sum_.cooling += load_.cooling * dt;
  sum_.house += load_.house * dt;
  sum_.water += load_.water * dt;
  sum_.ups_losses += load_.ups_losses * dt;
  sum_.transformer_losses += load_.transformer_losses * dt;
  sum_.air_heat += load_.air_heat * dt;
  sum_.liquid_heat += load_.liquid_heat * dt;
  sum_.liquid_cooling += load_.liquid_cooling * dt;
  sum_.air_cooling += (load_.cooling - load_.liquid_cooling) * dt;
  const double carbon_kg = flow.grid_w * dt_s * carbon_kg_per_j_;
  sum_.carbon += kilograms(carbon_kg);
  sum_.grid += joules(flow.grid_w * dt_s);
  if (!supply_.passive()) {
    sum_.solar += joules(flow.solar_w * dt_s);
    sum_.solar_spilled += joules(flow.spilled_w * dt_s);
    (flow.battery_w > 0 ? sum_.battery_out : sum_.battery_in) += joules(std::abs(flow.battery_w) * dt_s);
    supply_.run(dt_s);
  }
  if (mean_cap_ < 1.0) {
    sum_.capped += dt;
  }
  const SiteBudget::Limits& limits = budget_.actual();
  if (flow.grid_w > limits.power_w * (1.0 + SiteBudget::rounding)) {
    sum_.over_budget += dt;
    sum_.over_budget_energy += joules((flow.grid_w - limits.power_w) * dt_s);
  }
  if (load_.heat() > hour_model_.heat_capacity() * limits.cooling_share * (1.0 + SiteBudget::rounding)) {
    sum_.over_heat += dt;
  }
  if (over_tree_ > 0) {
    sum_.over_tree += dt;
  }
  if (!setup_.spec->power_events.empty()) {
    budget_.settle(settled_s_, dt_s, flow.grid_w);
  }
  row_.it_j += (load_.it * dt).si();
  row_.facility_j += (facility * dt).si();
  row_.busy_s += busy_gpus_ * dt_s;
  row_.cap_s += mean_cap_ * dt_s;
  row_.dry_s += air_.dry_bulb_c * dt_s;
  row_.wet_s += air_.wet_bulb_c * dt_s;
  row_.carbon_kg += carbon_kg;
  row_.cooling_j += (load_.cooling * dt).si();
  row_.losses_j += (load_.losses * dt).si();
  row_.water_m3 += (load_.water * dt).si();
  row_.grid_j += flow.grid_w * dt_s;
  row_.solar_j += flow.solar_w * dt_s;
  row_.battery_j += flow.battery_w * dt_s;
}

void SiteState::close_row() {
  const double length_s = settled_s_ - row_.start_s;
  if (length_s <= 0) {
    return;
  }
  auto push = [](std::vector<float>& column, double value) { column.push_back(static_cast<float>(value)); };
  push(series_.it_w, row_.it_j / length_s);
  push(series_.facility_w, row_.facility_j / length_s);
  push(series_.peak_w, row_.peak_w);
  push(series_.dry_bulb_c, row_.dry_s / length_s);
  push(series_.wet_bulb_c, row_.wet_s / length_s);
  push(series_.carbon_kg_per_kwh, row_.grid_j > 0 ? row_.carbon_kg / row_.grid_j * 3.6e6 : 0.0);
  push(series_.busy_gpus, row_.busy_s / length_s);
  push(series_.cap, row_.cap_s / length_s);
  push(series_.cooling_w, row_.cooling_j / length_s);
  push(series_.losses_w, row_.losses_j / length_s);
  push(series_.water_m3_s, row_.water_m3 / length_s);
  push(series_.grid_w, row_.grid_j / length_s);
  push(series_.solar_w, row_.solar_j / length_s);
  push(series_.battery_w, row_.battery_j / length_s);
  push(series_.stored_j, supply_.stored_j());
  row_ = Row{.start_s = settled_s_, .peak_w = supply_.flow().grid_w};
}

UtilityTotals SiteState::totals(double duration_s) const {
  UtilityTotals totals = sum_;
  totals.mean = duration_s > 0 ? totals.facility / seconds(duration_s) : watts(0);
  totals.battery_stored = joules(supply_.gained_j());
  totals.calls = budget_.calls().made;
  totals.calls_met = budget_.calls().met;
  totals.called_off = joules(budget_.calls().called_off_j);
  return totals;
}

SiteSeries SiteState::take_series(double now_s) {
  settle(now_s);
  close_row();
  return std::move(series_);
}

}  // namespace aif
