#include "campaign/site_budget.hpp"

#include <algorithm>
#include <limits>

namespace aif {

SiteBudget::SiteBudget(const SiteSpec& site) : site_(site), events_(site.power_events.size()) { refresh(); }

void SiteBudget::refresh() {
  actual_ = {std::min(site_.feed, site_.contract.value_or(site_.feed)).si(), 1.0};
  obeyed_ = actual_;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const State& state = events_[i];
    if (!state.active) {
      continue;
    }
    const double cooling = site_.power_events[i].cooling.value_or(1.0);
    actual_.power_w = std::min(actual_.power_w, state.limit_w);
    actual_.cooling_share = std::min(actual_.cooling_share, cooling);
    if (state.obeyed) {
      obeyed_.power_w = std::min(obeyed_.power_w, state.limit_w);
      obeyed_.cooling_share = std::min(obeyed_.cooling_share, cooling);
    }
  }
}

double SiteBudget::delay_s(std::size_t index) const {
  return std::max(0.0, (site_.governor.reaction - site_.power_events[index].notice).si());
}

void SiteBudget::begin(std::size_t index, double now_s, double drawn_w) {
  const PowerEventSpec& spec = site_.power_events[index];
  State& state = events_[index];
  state.active = true;
  state.start_s = now_s;
  state.before_w = drawn_w;
  state.limit_w = std::numeric_limits<double>::infinity();
  if (spec.limit) {
    state.limit_w = spec.limit->si();
  } else if (spec.reduction) {
    state.limit_w = (1.0 - *spec.reduction) * drawn_w;
  }
  calls_.made += spec.kind == PowerEventKind::demand_response ? 1 : 0;
  refresh();
}

void SiteBudget::obey(std::size_t index) {
  if (events_[index].active) {
    events_[index].obeyed = true;
    refresh();
  }
}

void SiteBudget::end(std::size_t index, double) {
  State& state = events_[index];
  if (site_.power_events[index].kind == PowerEventKind::demand_response && state.kept) {
    calls_.met += 1;
  }
  state.active = false;
  refresh();
}

void SiteBudget::settle(double from_s, double dt_s, double drawn_w) {
  for (std::size_t i = 0; i < events_.size(); ++i) {
    State& state = events_[i];
    if (!state.active || site_.power_events[i].kind != PowerEventKind::demand_response) {
      continue;
    }
    calls_.called_off_j += std::max(0.0, state.before_w - drawn_w) * dt_s;
    const double answered_s = state.start_s + site_.power_events[i].within.si();
    if (drawn_w > state.limit_w * (1.0 + rounding) && from_s + dt_s > answered_s) {
      state.kept = false;
    }
  }
}

}  // namespace aif
