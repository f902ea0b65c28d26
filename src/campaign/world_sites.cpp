#include <algorithm>
#include <cmath>

#include "campaign/world.hpp"
#include "core/contracts.hpp"
#include "fabric/inventory.hpp"
#include "facility/weather_check.hpp"
#include "grid/solar.hpp"
#include "grid/tariff.hpp"

/// Sites of a campaign: what they are built from, and what they call.
namespace aif {
namespace {

double eventual_nodes(const PoolSpec& pool) {
  const std::int64_t nodes = final_gpus(pool) / pool.system->gpus_per_node;
  return static_cast<double>(nodes);
}

std::size_t operator_index(const ScenarioSpec& spec, const std::string& name) {
  for (std::size_t i = 0; i < spec.operators.size(); ++i) {
    if (spec.operators[i].name == name) {
      return i;
    }
  }
  AIF_ASSERT(false && "operator names were checked");
  return 0;
}

/// The series of a weather file, or generated from the climate's normals.
Weather weather_of(const ResolvedScenario& scenario, const SiteSpec& site, std::uint64_t seed) {
  const auto hour_count = static_cast<std::size_t>(std::ceil(scenario.spec.duration.in(hours))) + 1;
  if (site.weather_file) {
    Diagnostics diagnostics;
    Weather weather = weather_from_file(scenario, site, diagnostics);
    diagnostics.throw_if_errors();
    return weather;
  }
  // Sites that share a climate share its weather.
  RandomStream stream(seed, "weather." + site.climate->name);
  return generate_weather(*site.climate, scenario.spec.start, hour_count, stream);
}

}  // namespace

Power constant_power(const SiteSpec& site) {
  double endpoints = 0;
  Power nodes_nameplate;
  for (const PoolSpec& pool : site.pools) {
    endpoints += static_cast<double>(final_gpus(pool));
    nodes_nameplate += *pool.system->max_power * eventual_nodes(pool);
  }
  const FabricInventory fabric = fabric_inventory(site.fabric, static_cast<std::int64_t>(endpoints));
  return fabric.power + nodes_nameplate * site.storage.power_fraction;
}

void World::build_sites() {
  for (const SiteSpec& site : spec().sites) {
    SiteState::Setup setup;
    setup.spec = &site;
    setup.start = spec().start;
    setup.duration_s = duration_s();
    setup.constant_w = constant_power(site).si();
    double nameplate_w = setup.constant_w;
    double liquid_w = 0;
    for (const PoolSpec& pool : site.pools) {
      const double pool_w = (*pool.system->max_power * eventual_nodes(pool)).si();
      nameplate_w += pool_w;
      liquid_w += pool_w * *pool.system->liquid_share;
    }
    setup.nameplate_w = std::max(nameplate_w, 1.0);
    setup.liquid_share = liquid_w / setup.nameplate_w;
    setup.weather = weather_of(scenario, site, seed());
    setup.carbon = &carbon;
    setup.series_interval_s = spec().outputs.series_interval.si();
    if (site.solar) {
      RandomStream stream = this->stream("solar." + site.climate->name);
      setup.solar =
          solar_yield(*site.climate->latitude, site.solar->full_load_hours, spec().start, hour_count(), stream);
    }
    if (site.battery && site.battery->use == BatteryUse::arbitrage) {
      setup.price = *hour_values(site, Timing::cheap);
    }
    sites.emplace_back(std::move(setup));
  }
}

std::size_t World::hour_count() const { return static_cast<std::size_t>(std::ceil(spec().duration.in(hours))) + 1; }

std::shared_ptr<const std::vector<float>> World::hour_values(const SiteSpec& site, Timing timing) {
  if (timing == Timing::any) {
    return nullptr;
  }
  auto& known = hour_values_[site.name + (timing == Timing::cheap ? ".price" : ".carbon")];
  if (known) {
    return known;
  }
  const Tariff tariff(*site.tariff);
  auto values = std::make_shared<std::vector<float>>();
  for (std::size_t hour = 0; hour < hour_count(); ++hour) {
    const ZonedInstant at = local_time(static_cast<double>(hour) * 3600.0);
    values->push_back(static_cast<float>(timing == Timing::cheap ? tariff.marginal_price(at).in(won_per_kilowatt_hour)
                                                                 : carbon.at(at).in(tonnes_per_megawatt_hour)));
  }
  known = std::move(values);
  return known;
}

/// What a site calls when its power, caps or battery change.
void World::connect_site(std::size_t s) {
  SiteState& site = sites[s];
  const std::size_t owner = operator_index(spec(), site.spec().operator_name);
  site.on_grid_power = [this, owner](double, double old_w, double new_w) {
    total_power.change(new_w - old_w);
    operator_power[owner].change(new_w - old_w);
  };
  std::vector<PoolState*> own;
  for (std::size_t p = 0; p < pools.size(); ++p) {
    if (site_of_pool[p] == s) {
      own.push_back(&pools[p]);
    }
  }
  auto tell = [this, s, &site, last = std::make_shared<double>(1.0)](double now_s) {
    if (const double cap = site.mean_cap(); cap != *last) {
      *last = cap;
      recorder.site_event(now_s, cap < 1 ? EventKind::cap_on : EventKind::cap_off, s, cap);
    }
  };
  const bool pauses = site.spec().power_policy == PowerPolicy::pause_flexible;
  site.on_cap = [this, own, tell, pauses, told = std::make_shared<Alarm>()](double now_s) {
    if (!pauses) {
      tell(now_s);
    } else if (!told->armed()) {
      // Work that pauses may take the cap away at once: after two turns of the same moment it has.
      *told = simulation.at(now_s, [this, tell, told] {
        *told = simulation.at(simulation.now_s(), [this, tell] { tell(simulation.now_s()); });
      });
    }
    for (PoolState* pool : own) {
      pool->caps_changed(now_s);
    }
  };
  const bool tree = std::any_of(own.begin(), own.end(), [](PoolState* pool) { return pool->tree().limits_anything(); });
  if (tree) {
    site.on_local_caps = [own] {
      bool moved = false;
      for (PoolState* pool : own) {
        moved = pool->look_up_local_caps() || moved;
      }
      return moved;
    };
  }
  if (site.spec().battery) {
    site.on_wake = [this, &site, alarm = std::make_shared<Alarm>()](double at_s) {
      alarm->cancel();
      *alarm = simulation.at(at_s, [this, &site] { site.govern(simulation.now_s()); });
    };
  }
}

void World::build_flexible_work() {
  for (std::size_t s = 0; s < sites.size(); ++s) {
    std::vector<BatchServer*> own;
    for (BatchServer& server : servers) {
      if (site_of_pool[server.pool().index()] == s) {
        own.push_back(&server);
      }
    }
    FlexibleWork& work = flexible.emplace_back(sites[s], std::move(own));
    sites[s].on_flexible = [this, &work, alarm = std::make_shared<Alarm>()] {
      // At once, but when the site has finished with its caps.
      if (!alarm->armed()) {
        *alarm = simulation.at(simulation.now_s(), [this, &work] { work.pause(simulation.now_s()); });
      }
    };
  }
}

/// Dated events of the sites: their beginning, the moment they are obeyed, their end.
void World::start_power_events() {
  for (std::size_t s = 0; s < sites.size(); ++s) {
    SiteState& site = sites[s];
    for (std::size_t e = 0; e < site.spec().power_events.size(); ++e) {
      const PowerEventSpec& event = site.spec().power_events[e];
      const double begin_s = (event.start.instant - spec().start.instant).si();
      const double end_s = begin_s + event.duration.si();
      if (begin_s < 0 || begin_s >= duration_s()) {
        continue;
      }
      auto record = [this, s, e](double now_s, EventKind kind) {
        recorder.site_event(now_s, kind, s, static_cast<double>(e));
      };
      simulation.at(begin_s, [this, &site, e, record] {
        record(simulation.now_s(), EventKind::power_event);
        site.begin_event(simulation.now_s(), e);
      });
      if (const double obeyed_s = begin_s + site.event_delay_s(e); obeyed_s > begin_s && obeyed_s < end_s) {
        simulation.at(obeyed_s, [this, &site, e] { site.obey_event(simulation.now_s(), e); });
      }
      simulation.at(end_s, [this, &site, e, record] {
        record(simulation.now_s(), EventKind::power_event_over);
        site.end_event(simulation.now_s(), e);
      });
    }
  }
}

}  // namespace aif
