#include "campaign/world.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/actors.hpp"
#include "core/contracts.hpp"

namespace aif {
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
  build_fabrics();
  for (std::size_t s = 0; s < sites.size(); ++s) {
    connect_site(s);
  }
}

void World::build_pools() {
  for (std::size_t s = 0; s < sites.size(); ++s) {
    for (std::size_t p = 0; p < sites[s].spec().pools.size(); ++p) {
      const PoolSpec& pool = sites[s].spec().pools[p];
      PoolState::Setup setup;
      setup.spec = &pool;
      setup.part = p;
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
  }
}

/// Pools hear of their site's network if anything in any network can fail: lines concern jobs at other sites, too.
void World::build_fabrics() {
  for (std::size_t s = 0; s < sites.size(); ++s) {
    fabrics.emplace_back(SiteFabric::Setup{&sites[s].spec(), s, seed(), &simulation, &recorder});
    fabrics.back().on_change = [this] {
      for (PoolState& pool : pools) {
        pool.set_paces();
      }
    };
  }
  if (std::any_of(spec().sites.begin(), spec().sites.end(), network_can_fail)) {
    for (std::size_t p = 0; p < pools.size(); ++p) {
      pools[p].join(fabrics[site_of_pool[p]]);
    }
  }
}

std::vector<LostLine> World::lost_lines() const {
  std::vector<LostLine> lost;
  for (const SiteFabric& fabric : fabrics) {
    lost.insert(lost.end(), fabric.lost_lines().begin(), fabric.lost_lines().end());
  }
  return lost;
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
  state.held[row.pool].gpu_time_s += row.gpu_time_s;
  state.held[row.pool].energy_j += row.energy_j;
  state.work.jobs_interrupted += row.interruptions;
  if (row.start_s >= 0) {
    state.work.jobs_started += 1;
    state.work.wait_sum += seconds(row.start_s - row.submit_s);
  }
}

void World::start() {
  start_clock();
  start_power_events();
  for (SiteFabric& fabric : fabrics) {
    fabric.start(spec().start.instant, duration_s());
  }
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
  build_flexible_work();
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
      for (BatchServer& server : servers) {
        server.begin_hour(now_s);
      }
      for (FlexibleWork& work : flexible) {
        work.resume(now_s);
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
