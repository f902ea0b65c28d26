#include "campaign/site_fabric.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace aif {
namespace {

constexpr std::size_t of_links = 0, of_switches = 1;

bool takes_trunks(const NetworkEventSpec& event) { return event.kind != NetworkEventKind::line_down; }

EventKind kind_of_event(const NetworkEventSpec& event, bool down) {
  switch (event.kind) {
    case NetworkEventKind::link_down:
      return down ? EventKind::link_down : EventKind::link_up;
    case NetworkEventKind::switch_down:
      return down ? EventKind::switch_down : EventKind::switch_up;
    case NetworkEventKind::line_down:
      break;
  }
  return down ? EventKind::line_down : EventKind::line_up;
}

}  // namespace

SiteFabric::SiteFabric(Setup setup)
    : setup_(setup), parts_(fabric_parts(*setup.spec)), stream_(setup.seed, "fabric." + setup.spec->name) {
  for (const NetworkEventSpec& event : setup_.spec->network_events) {
    if (takes_trunks(event)) {
      (void)losses_of(event, parts_, setup_.spec->name);  // says at once what cannot fail
    }
  }
}

void SiteFabric::start(Instant scenario_start, double duration_s) {
  Simulation& simulation = *setup_.simulation;
  for (std::size_t e = 0; e < setup_.spec->network_events.size(); ++e) {
    const NetworkEventSpec& event = setup_.spec->network_events[e];
    const double begin_s = (event.start.instant - scenario_start).si();
    if (begin_s < 0 || begin_s >= duration_s) {
      continue;
    }
    simulation.at(begin_s, [this, e] { begin(e); });
    simulation.at(begin_s + event.duration.si(), [this, e] { end(e); });
  }
  draw_failure(of_links);
  draw_failure(of_switches);
}

void SiteFabric::begin(std::size_t e) {
  const NetworkEventSpec& event = setup_.spec->network_events[e];
  double value = 0;
  if (takes_trunks(event)) {
    const EventLosses taken = losses_of(event, parts_, setup_.spec->name);
    for (const TrunkLoss& loss : taken.losses) {
      losses_.push_back(loss);
      down_.push_back({.event = e});
    }
    value = taken.count;
    failures_[event.kind == NetworkEventKind::switch_down ? of_switches : of_links] += value;
  } else {
    value = event.share.value_or(0);
    lines_.push_back({setup_.spec->name, event.to.value_or(""), value});
    lines_events_.push_back(e);
    failures_[of_links] += 1;
  }
  setup_.recorder->site_event(setup_.simulation->now_s(), kind_of_event(event, true), setup_.index, value);
  changed();
}

void SiteFabric::end(std::size_t e) {
  const NetworkEventSpec& event = setup_.spec->network_events[e];
  const double value =
      takes_trunks(event) ? losses_of(event, parts_, setup_.spec->name).count : event.share.value_or(0);
  for (std::size_t i = down_.size(); i-- > 0;) {
    if (down_[i].event == e) {
      losses_.erase(losses_.begin() + static_cast<std::ptrdiff_t>(i));
      down_.erase(down_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  for (std::size_t i = lines_.size(); i-- > 0;) {
    if (lines_events_[i] == e) {
      lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
      lines_events_.erase(lines_events_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  setup_.recorder->site_event(setup_.simulation->now_s(), kind_of_event(event, false), setup_.index, value);
  changed();
}

double SiteFabric::count_of(const FabricPart& part, const FabricTier& tier, std::size_t kind) {
  return kind == of_links ? part.groups(tier) * tier.links : part.spans(tier) * tier.switches;
}

double SiteFabric::count_of_all(std::size_t kind) const {
  double all = 0;
  for (const FabricPart& part : parts_) {
    for (const FabricTier& tier : part.tiers) {
      all += count_of(part, tier, kind);
    }
  }
  return all;
}

void SiteFabric::draw_failure(std::size_t kind) {
  if (!setup_.spec->fabric.faults) {
    return;
  }
  const FabricFaultsSpec& faults = *setup_.spec->fabric.faults;
  const double share = kind == of_links ? faults.links_per_month : faults.switches_per_month;
  const double rate = count_of_all(kind) * share / days(30).si();
  if (rate > 0) {
    setup_.simulation->at(setup_.simulation->now_s() + stream_.exponential(1 / rate), [this, kind] { fail(kind); });
  }
}

SiteFabric::Place SiteFabric::place_of(double pick, std::size_t kind) const {
  Place place;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    for (const FabricTier& tier : parts_[p].tiers) {
      const double count = count_of(parts_[p], tier, kind);
      if (count > 0) {
        place = {p, &tier};
      }
      if (pick < count) {
        return place;
      }
      pick -= count;
    }
  }
  return place;  // rounding: the last
}

void SiteFabric::fail(std::size_t kind) {
  const double now_s = setup_.simulation->now_s();
  const Place place = place_of(stream_.uniform() * count_of_all(kind), kind);
  const FabricPart& part = parts_[place.part];
  const FabricTier& tier = *place.tier;
  const double which = std::floor(stream_.uniform() * (kind == of_links ? part.groups(tier) : part.spans(tier)));
  TrunkLoss loss =
      kind == of_links ? loss_of_link(part, place.part, tier, which) : loss_of_switch(part, place.part, tier, which);
  if ((kind == of_links ? tier.links : tier.switches) < 2) {
    loss.share = largest_loss;
  }
  losses_.push_back(std::move(loss));
  down_.push_back({.number = next_number_++});
  failures_[kind] += 1;
  setup_.recorder->site_event(now_s, kind == of_links ? EventKind::link_down : EventKind::switch_down, setup_.index, 1);
  const FabricFaultsSpec& faults = *setup_.spec->fabric.faults;
  const double repair_s = stream_.lognormal(faults.repair_median.si(), faults.repair_sigma);
  setup_.simulation->at(now_s + repair_s, [this, kind, number = down_.back().number] {
    const auto at = std::find_if(down_.begin(), down_.end(),
                                 [&](const Down& d) { return d.event == SIZE_MAX && d.number == number; });
    losses_.erase(losses_.begin() + (at - down_.begin()));
    down_.erase(at);
    setup_.recorder->site_event(setup_.simulation->now_s(),
                                kind == of_links ? EventKind::link_up : EventKind::switch_up, setup_.index, 1);
    changed();
  });
  draw_failure(kind);
  changed();
}

void SiteFabric::changed() {
  const double now_s = setup_.simulation->now_s();
  degraded_s_ = degraded_s(now_s);
  degraded_since_s_ = losses_.empty() && lines_.empty() ? -1 : now_s;
  if (on_change) {
    on_change();
  }
}

double SiteFabric::degraded_s(double now_s) const {
  return degraded_s_ + (degraded_since_s_ >= 0 ? now_s - degraded_since_s_ : 0.0);
}

std::vector<LostCapacity> SiteFabric::lost(std::size_t part, const NodeSet& nodes, bool anywhere) const {
  if (losses_.empty()) {
    return {};
  }
  std::vector<GpuRange> ranges;
  if (anywhere) {
    ranges.push_back({0, parts_[part].gpus});
  } else {
    for (const NodeSet::Interval& interval : nodes.intervals()) {
      ranges.push_back({interval.first * parts_[part].node_gpus, interval.end() * parts_[part].node_gpus});
    }
  }
  return lost_above(losses_, part, ranges);
}

std::vector<std::size_t> SiteFabric::events_on() const {
  std::set<std::size_t> on;
  for (const Down& one : down_) {
    if (one.event != SIZE_MAX) {
      on.insert(one.event);
    }
  }
  return {on.begin(), on.end()};
}

bool network_can_fail(const SiteSpec& site) { return !site.network_events.empty() || site.fabric.faults.has_value(); }

std::vector<std::vector<std::size_t>> network_event_sets(const SiteSpec& site) {
  std::set<std::vector<std::size_t>> sets;
  for (const NetworkEventSpec& at : site.network_events) {
    for (const Instant moment : {at.start.instant, at.start.instant + at.duration}) {
      std::vector<std::size_t> on;
      for (std::size_t e = 0; e < site.network_events.size(); ++e) {
        const NetworkEventSpec& event = site.network_events[e];
        const bool active = event.start.instant <= moment && moment < event.start.instant + event.duration;
        if (active && takes_trunks(event)) {
          on.push_back(e);
        }
      }
      sets.insert(std::move(on));
    }
  }
  sets.erase(std::vector<std::size_t>{});
  return {sets.begin(), sets.end()};
}

std::vector<LostCapacity> lost_in_events(const SiteSpec& site, std::size_t pool,
                                         const std::vector<std::size_t>& events) {
  const std::vector<FabricPart> parts = fabric_parts(site);
  std::vector<TrunkLoss> losses;
  for (const std::size_t e : events) {
    const EventLosses taken = losses_of(site.network_events[e], parts, site.name);
    losses.insert(losses.end(), taken.losses.begin(), taken.losses.end());
  }
  return lost_above(losses, pool, {{0, parts[pool].gpus}});
}

}  // namespace aif
