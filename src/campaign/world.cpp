#include "campaign/world.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/actors.hpp"
#include "core/contracts.hpp"
#include "fabric/inventory.hpp"

namespace aif {
namespace {

std::int64_t eventual_gpus(const PoolSpec& pool) {
  std::int64_t gpus = pool.gpus;
  for (const DeliverySpec& delivery : pool.deliveries) {
    gpus += delivery.gpus;
  }
  return gpus;
}

double eventual_nodes(const PoolSpec& pool) {
  const std::int64_t nodes = eventual_gpus(pool) / pool.system->gpus_per_node;
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
    const AttachedFile* file = scenario.file(*site.weather_file);
    AIF_ASSERT(file != nullptr);
    Diagnostics diagnostics;
    Weather weather = read_weather(file->content, file->name, scenario.spec.start, hour_count, diagnostics);
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
    endpoints += static_cast<double>(eventual_gpus(pool));
    nodes_nameplate += *pool.system->max_power * eventual_nodes(pool);
  }
  const FabricInventory fabric = fabric_inventory(site.fabric, static_cast<std::int64_t>(endpoints));
  return fabric.power + nodes_nameplate * site.storage.power_fraction;
}

void World::Peak::change(double by_w) {
  now_w += by_w;
  peak_w = std::max(peak_w, now_w);
}

World::World(const ResolvedScenario& resolved, bool record_jobs, const TrunkTable* shared)
    : scenario(resolved),
      trunks(shared),
      recorder(static_cast<std::size_t>(resolved.spec.outputs.max_events), record_jobs),
      carbon(*resolved.spec.grid),
      workloads(resolved.spec.workloads.size()),
      operator_power(resolved.spec.operators.size()) {
  build_sites();
  build_pools();
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
    sites.emplace_back(std::move(setup));

    const std::size_t owner = operator_index(spec(), site.operator_name);
    sites.back().on_facility_power = [this, owner](double, double old_w, double new_w) {
      total_power.change(new_w - old_w);
      operator_power[owner].change(new_w - old_w);
    };
  }
}

void World::build_pools() {
  for (std::size_t s = 0; s < sites.size(); ++s) {
    for (const PoolSpec& pool : sites[s].spec().pools) {
      PoolState::Setup setup;
      setup.spec = &pool;
      setup.site = &sites[s];
      setup.simulation = &simulation;
      setup.recorder = &recorder;
      setup.index = pools.size();
      setup.seed = seed();
      setup.full_name = sites[s].spec().name + "/" + pool.name;
      setup.trunks = trunks;
      pools.emplace_back(std::move(setup));
      site_of_pool.push_back(s);
    }
    sites[s].on_cap = [this, s](double now_s, double cap) {
      recorder.event(now_s, cap < 1 ? EventKind::cap_on : EventKind::cap_off, Recorder::none, Recorder::none,
                     Recorder::none, cap);
      for (std::size_t p = 0; p < pools.size(); ++p) {
        if (site_of_pool[p] == s) {
          pools[p].cap_changed(now_s, cap);
        }
      }
    };
  }
}

ZonedInstant World::local_time(double now_s) const {
  return {spec().start.instant + seconds(now_s), spec().start.offset_s};
}

std::vector<PoolState*> World::pools_of(const PlacementSpec& placement) {
  std::vector<PoolState*> found;
  for (const std::string& name : placement.pools) {
    auto it = std::find_if(pools.begin(), pools.end(), [&](const PoolState& p) { return p.full_name() == name; });
    AIF_ASSERT(it != pools.end());
    found.push_back(&*it);
  }
  return found;
}

BatchServer& World::new_server(const BatchServerSpec& server, PoolState& pool) {
  BatchServer& made = servers.emplace_back(server, pool);
  pool.add(made);
  workloads[server.workload].servers.push_back(&made);
  return made;
}

Fleet& World::new_fleet(const FleetSpec& fleet, PoolState& pool) {
  Fleet& made = fleets.emplace_back(fleet, pool);
  pool.add(made);
  workloads[fleet.workload].fleets.push_back(&made);
  return made;
}

void World::add_job(const GangJob& job) {
  WorkloadState& state = workloads[job.spec().workload];
  const JobRecord& row = recorder.job(job.record());
  state.gpu_time_s += row.gpu_time_s;
  state.energy_j += row.energy_j;
  state.work.jobs_interrupted += row.interruptions;
  if (row.start_s >= 0) {
    state.work.jobs_started += 1;
    state.work.wait_sum += seconds(row.start_s - row.submit_s);
  }
}

void World::start() {
  start_clock();
  for (PoolState& pool : pools) {
    pool.start();
    for (const DeliverySpec& delivery : pool.spec().deliveries) {
      const double at_s = (delivery.date.instant - spec().start.instant).si();
      const auto nodes = static_cast<std::uint32_t>(delivery.gpus / pool.system().gpus_per_node);
      if (at_s < duration_s()) {
        simulation.at(std::max(0.0, at_s), [&pool, nodes] { pool.deliver(nodes); });
      }
    }
  }
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    start_workload(*this, w);
  }
}

/// Every hour brings new air, a new demand, and with them new nodes for fleets.
void World::start_clock() {
  for (SiteState& site : sites) {
    site.begin_hour(0, 0);
  }
  simulation.spawn("clock", [this] {
    for (std::size_t hour = 0; static_cast<double>(hour) * 3600.0 < duration_s(); ++hour) {
      simulation.sleep_until(static_cast<double>(hour) * 3600.0);
      const double now_s = simulation.now_s();
      for (SiteState& site : sites) {
        site.begin_hour(now_s, hour);
      }
      for (const auto& tick : hourly) {
        tick(now_s);
      }
      for (PoolState& pool : pools) {
        pool.dispatch();
      }
    }
  });
}

void World::settle(double now_s) {
  for (PoolState& pool : pools) {
    pool.settle_all(now_s);
  }
  for (SiteState& site : sites) {
    site.settle(now_s);
  }
}

}  // namespace aif
