#include "campaign/trunk_table.hpp"

#include <algorithm>

#include "campaign/site_fabric.hpp"
#include "step/contention.hpp"
#include "step/profile.hpp"

namespace aif {
namespace {

constexpr std::size_t most_jobs = 8;  ///< of a pool that are looked at together: 247 sets

bool shares(const FabricSpec& fabric) {
  return fabric.shared_trunks &&
         (fabric.placement == FabricPlacement::spread || fabric.placement == FabricPlacement::fragmented);
}

/// Training workloads that run in the pool and lie over its trunks: the first of their placement that is large enough.
std::vector<std::size_t> jobs_of(const ScenarioSpec& scenario, const SiteSpec& site, const PoolSpec& pool) {
  std::vector<std::size_t> jobs;
  for (std::size_t w = 0; w < scenario.workloads.size() && jobs.size() < most_jobs; ++w) {
    const auto* training = std::get_if<TrainingSpec>(&scenario.workloads[w]);
    const bool here = training != nullptr && !training->across_sites && !training->placement.pools.empty() &&
                      training->placement.pools.front() == site.name + "/" + pool.name &&
                      training->gpus <= final_gpus(pool) && shares(fabric_for(site.fabric, training->network));
    if (here) {
      jobs.push_back(w);
    }
  }
  return jobs;
}

/// A pool's jobs as flows over one trunk of each tier, per GPU below it: all trunks of a tier are alike.
struct PoolTrunks {
  std::vector<step::SharingJob> jobs;
  std::vector<double> rates;  ///< of the trunks [B/s]
};

PoolTrunks trunks_of(const ScenarioSpec& scenario, const SiteSpec& site, const PoolSpec& pool,
                     const std::vector<std::size_t>& workloads, const std::vector<LostCapacity>& lost) {
  PoolTrunks found;
  for (const std::size_t w : workloads) {
    const auto& training = std::get<TrainingSpec>(scenario.workloads[w]);
    const FabricSpec fabric = fabric_for(site.fabric, training.network);
    StepSpec spec = step_spec_of(training, pool, fabric);
    spec.lost = lost;
    const StepProfile profile = step_profile(spec);
    step::SharingJob job;
    job.step = profile.step_time.si();
    job.communication = profile.flows_exposed.si();
    job.window = profile.flows_hidden.si();
    const double share = static_cast<double>(training.gpus) / static_cast<double>(final_gpus(pool));
    for (std::size_t t = 0; t < profile.trunks.size(); ++t) {
      if (profile.trunks[t].sent.si() > 0) {
        job.loads.push_back({t, profile.trunks[t].sent.si() * share});
      }
    }
    found.jobs.push_back(std::move(job));
    if (found.rates.empty()) {
      spec.site_gpus = 0;  // the trunks' own rate, not what a job has of it alone
      for (const TrunkUse& trunk : step_profile(spec).trunks) {
        found.rates.push_back(trunk.rate.si());
      }
    }
  }
  return found;
}

/// Slowdowns of the jobs of every set of them.
std::map<std::vector<std::size_t>, std::vector<double>> slowdowns_of(const PoolTrunks& trunks,
                                                                     const std::vector<std::size_t>& workloads) {
  std::map<std::vector<std::size_t>, std::vector<double>> slowdowns;
  for (std::uint32_t set = 1; set < (1u << workloads.size()); ++set) {
    std::vector<std::size_t> running;
    std::vector<step::SharingJob> together;
    for (std::size_t i = 0; i < workloads.size(); ++i) {
      if ((set >> i & 1u) != 0) {
        running.push_back(workloads[i]);
        together.push_back(trunks.jobs[i]);
      }
    }
    std::vector<double> slower(running.size(), 1.0);
    if (running.size() > 1) {
      const std::vector<double> steps = step::shared_steps(together, trunks.rates);
      for (std::size_t i = 0; i < steps.size(); ++i) {
        slower[i] = std::max(1.0, steps[i] / together[i].step);
      }
    }
    slowdowns.emplace(std::move(running), std::move(slower));
  }
  return slowdowns;
}

}  // namespace

TrunkTable::TrunkTable(const ScenarioSpec& scenario) {
  for (const SiteSpec& site : scenario.sites) {
    for (std::size_t p = 0; p < site.pools.size(); ++p) {
      const PoolSpec& pool = site.pools[p];
      const std::vector<std::size_t> jobs = jobs_of(scenario, site, pool);
      if (jobs.size() < 2) {
        continue;
      }
      std::vector<Events> states = network_event_sets(site);
      states.emplace_back();
      for (const Events& events : states) {
        const PoolTrunks trunks = trunks_of(scenario, site, pool, jobs, lost_in_events(site, p, events));
        pools_[site.name + "/" + pool.name].emplace(events, slowdowns_of(trunks, jobs));
      }
    }
  }
}

double TrunkTable::slowdown(const std::string& pool, std::size_t workload, const std::vector<std::size_t>& running,
                            const std::vector<std::size_t>& events) const {
  const auto states = pools_.find(pool);
  if (states == pools_.end()) {
    return 1.0;
  }
  const auto table = states->second.find(events);
  if (table == states->second.end()) {
    return 1.0;
  }
  // Only the jobs that were looked at count.
  Running known;
  for (const std::size_t w : running) {
    if (table->second.contains({w})) {
      known.push_back(w);
    }
  }
  const auto set = table->second.find(known);
  const auto at = std::find(known.begin(), known.end(), workload);
  return set == table->second.end() || at == known.end() ? 1.0
                                                         : set->second[static_cast<std::size_t>(at - known.begin())];
}

}  // namespace aif
