#include <fmt/format.h>

#include <algorithm>

#include "catalog/check.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "scenario/check_context.hpp"

/// A site's electricity beyond its feed: budgets above idle power, events in time, prices that are odd.
namespace aif {
namespace {

/// Whole nodes of a pool that hold `gpus`.
double nodes_of(const PoolSpec& pool, std::int64_t gpus) {
  const std::int64_t nodes = gpus / std::max<std::int64_t>(pool.system->gpus_per_node, 1);
  return static_cast<double>(nodes);
}

void check_battery(const CheckContext& context, const SiteSpec& site, const Place& place) {
  if (site.power_policy == PowerPolicy::battery_first && !site.battery) {
    context.error(code::contradiction, place.at("power_policy"), "battery_first needs a battery, and the site has none",
                  "Add battery: {energy: 50 MWh, power: 25 MW}, or choose another policy.");
  }
  if (!site.battery) {
    return;
  }
  const Place battery = place.at("battery");
  if (site.battery->use == BatteryUse::peak_shaving && !site.battery->shave_above) {
    context.error(code::missing_key, battery, "peak shaving needs to know above which draw",
                  "Add shave_above: 90 MW to the battery.");
  } else if (site.battery->shave_above && site.battery->use != BatteryUse::peak_shaving) {
    context.warn(battery.at("shave_above"), "shave_above has no effect unless the battery's use is peak_shaving");
  } else if (site.battery->shave_above && *site.battery->shave_above > site.feed) {
    context.warn(battery.at("shave_above"), fmt::format("shave_above ({}) is above the feed ({})",
                                                        human(*site.battery->shave_above), human(site.feed)));
  }
}

void check_event_fields(const CheckContext& context, const PowerEventSpec& event, const Place& place) {
  const bool cooling = event.kind == PowerEventKind::cooling_derate;
  if (cooling != event.cooling.has_value()) {
    context.error(code::contradiction, place.at("kind"),
                  cooling ? "cooling_derate needs cooling, the share that is left" : "cooling goes with cooling_derate",
                  "Write cooling: 0.6 with kind: cooling_derate.");
  }
  if (cooling && (event.limit || event.reduction)) {
    context.error(code::contradiction, place.at("kind"), "cooling_derate limits heat, not the draw",
                  "Remove limit and reduction.");
  }
  if (!cooling && event.limit.has_value() == event.reduction.has_value()) {
    context.error(code::contradiction, place,
                  event.limit ? "the event has both a limit and a reduction" : "the event has no limit",
                  "Give limit: 70 MW, or for demand_response reduction: 0.25.");
  }
  if (event.reduction && event.kind == PowerEventKind::feed_loss) {
    context.error(code::contradiction, place.at("reduction"), "what a feed loses is known as a limit",
                  "Write limit: 51 MW, what is left of the feed.");
  }
}

void check_events(const CheckContext& context, const SiteSpec& site, const Place& place, Power idle) {
  const std::vector<Place> places = place.elements("power_events");
  for (std::size_t i = 0; i < site.power_events.size() && i < places.size(); ++i) {
    const PowerEventSpec& event = site.power_events[i];
    check_event_fields(context, event, places[i]);
    if (event.kind == PowerEventKind::cooling_derate && !site.cooling.capacity) {
      context.error(code::missing_key, places[i], "the site names no cooling capacity that could be derated",
                    "Add capacity: 110 MW to its cooling.");
    }
    if (event.limit && *event.limit < idle) {
      context.warn(places[i].at("limit"),
                   fmt::format("{} is less than the machines draw idle, {}: the site will be above it and say so",
                               human(*event.limit), human(idle)));
    }
    if (!context.has_start()) {
      continue;
    }
    if (event.start.instant < context.spec.start.instant) {
      context.error(code::bad_dates, places[i].at("start"),
                    fmt::format("the event begins at {}, before the scenario's start, {}", format_instant(event.start),
                                format_instant(context.spec.start)),
                    "Events begin within the scenario.");
    } else if (event.start.instant >= context.end()) {
      context.warn(places[i].at("start"), fmt::format("the event at {} is after the scenario's end and has no effect",
                                                      format_instant(event.start)));
    }
  }
}

void check_limit(const CheckContext& context, const std::optional<Power>& limit, Power idle, const Place& place,
                 const std::string& what) {
  if (limit && *limit < idle) {
    context.error(code::infeasible, place,
                  fmt::format("a {} cannot be powered even idle: its nodes draw {} idle, and its limit is {}", what,
                              human(idle), human(*limit)),
                  "Raise the limit or put fewer nodes under it.");
  }
}

void check_tree(const CheckContext& context, const PoolSpec& pool, const Place& place) {
  if (!pool.power_tree) {
    return;
  }
  const PowerTreeSpec& tree = *pool.power_tree;
  const Power idle = *pool.system->idle_power;
  const std::int64_t domain = pool.system->nodes_per_domain;
  const double rack = static_cast<double>(tree.nodes_per_rack > 0 ? tree.nodes_per_rack : domain > 1 ? domain : 4);
  const double pdu = rack * static_cast<double>(tree.racks_per_pdu);
  const double board = pdu * static_cast<double>(tree.pdus_per_switchboard);
  const double all = nodes_of(pool, final_gpus(pool));
  check_limit(context, tree.node, idle, place.at("node"), "node");
  check_limit(context, tree.rack, idle * std::min(rack, all), place.at("rack"), "rack");
  check_limit(context, tree.pdu, idle * std::min(pdu, all), place.at("pdu"), "PDU");
  check_limit(context, tree.switchboard, idle * std::min(board, all), place.at("switchboard"), "switchboard");
}

/// Entries written out in the scenario, or changed by --set, were not checked with the catalog.
void check_written_out(const CheckContext& context, const SiteSpec& site, const Place& place) {
  const Place tariff = place.at("tariff");
  if (tariff.node() != nullptr && tariff.node()->is_map()) {
    check_entry(*site.tariff, *tariff.node(), context.diagnostics);
  }
  const Place climate = place.at("climate");
  if (climate.node() != nullptr && climate.node()->is_map()) {
    check_entry(*site.climate, *climate.node(), context.diagnostics);
  }
}

void note_negative_prices(const CheckContext& context, const SiteSpec& site, const Place& place) {
  for (const TariffSeasonSpec& season : site.tariff->seasons) {
    if (season.off_peak->si() < 0 || season.mid_peak->si() < 0 || season.on_peak->si() < 0) {
      context.note(place.at("tariff"),
                   fmt::format("{} has a negative price in its season \"{}\": accepted, drawing then earns money",
                               site.tariff->name, season.name));
    }
  }
  if (site.tariff->fuel_charge->si() < 0) {
    context.note(place.at("tariff"), fmt::format("the fuel charge of {} is negative: accepted", site.tariff->name));
  }
  const auto note_each = [&](const char* list, const auto& items) {
    const std::vector<Place> places = place.elements(list);
    for (std::size_t i = 0; i < items.size() && i < places.size(); ++i) {
      if (items[i].price.si() < 0) {
        context.note(places[i].at("price"), fmt::format("the price of \"{}\" is negative: accepted", items[i].name));
      }
    }
  };
  note_each("ppas", site.ppas);
  note_each("adders", site.adders);
}

}  // namespace

void check_energy(const CheckContext& context, const SiteSpec& site, const Place& place,
                  const std::vector<Place>& pools) {
  Power idle;
  for (std::size_t k = 0; k < site.pools.size(); ++k) {
    const PoolSpec& pool = site.pools[k];
    idle += *pool.system->idle_power * nodes_of(pool, pool.gpus);
    check_tree(context, pool, pools[k].at("power_tree"));
  }
  check_battery(context, site, place);
  check_events(context, site, place, idle);
  check_written_out(context, site, place);
  note_negative_prices(context, site, place);
}

}  // namespace aif
