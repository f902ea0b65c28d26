#include "campaign/trunk_table.hpp"

#include <algorithm>

#include "step/contention.hpp"
#include "step/profile.hpp"

namespace aif {
namespace {

constexpr std::size_t most_jobs = 8;  ///< of a pool that are looked at together: 247 sets

bool shares(const FabricSpec& fabric) {
  return fabric.shared_trunks &&
         (fabric.placement == FabricPlacement::spread || fabric.placement == FabricPlacement::fragmented);
}

/// Training workloads that run in the pool: the first of their placement that is large enough.
std::vector<std::size_t> jobs_of(const ScenarioSpec& scenario, const std::string& name, const PoolSpec& pool) {
  std::vector<std::size_t> jobs;
  for (std::size_t w = 0; w < scenario.workloads.size() && jobs.size() < most_jobs; ++w) {
    const auto* training = std::get_if<TrainingSpec>(&scenario.workloads[w]);
    const bool here = training != nullptr && !training->across_sites && !training->placement.pools.empty() &&
                      training->placement.pools.front() == name && training->gpus <= final_gpus(pool);
    if (here) {
      jobs.push_back(w);
    }
  }
  return jobs;
}

/// A job's flows over one trunk of each tier, per GPU below it: all trunks of a tier are alike.
step::SharingJob sharing_job(const TrainingSpec& training, const SiteSpec& site, const PoolSpec& pool) {
  const StepProfile profile = step_profile({.model = training.model.spec.get(),
                                            .system = pool.system.spec.get(),
                                            .fabric = &site.fabric,
                                            .gpus = training.gpus,
                                            .parallel = training.parallel,
                                            .sequence = training.sequence,
                                            .batch_tokens = training.batch_tokens,
                                            .precision = training.precision,
                                            .site_gpus = final_gpus(pool)});
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
  return job;
}

std::vector<double> trunk_rates(const TrainingSpec& training, const SiteSpec& site, const PoolSpec& pool) {
  const StepProfile profile = step_profile({.model = training.model.spec.get(),
                                            .system = pool.system.spec.get(),
                                            .fabric = &site.fabric,
                                            .gpus = training.gpus,
                                            .parallel = training.parallel,
                                            .sequence = training.sequence,
                                            .batch_tokens = training.batch_tokens,
                                            .precision = training.precision});
  std::vector<double> rates;
  for (const TrunkUse& trunk : profile.trunks) {
    rates.push_back(trunk.rate.si());
  }
  return rates;
}

}  // namespace

TrunkTable::TrunkTable(const ScenarioSpec& scenario) {
  for (const SiteSpec& site : scenario.sites) {
    for (const PoolSpec& pool : site.pools) {
      const std::string name = site.name + "/" + pool.name;
      const std::vector<std::size_t> all = shares(site.fabric) ? jobs_of(scenario, name, pool) : Running();
      if (all.size() < 2) {
        continue;
      }
      std::vector<step::SharingJob> jobs;
      for (const std::size_t w : all) {
        jobs.push_back(sharing_job(std::get<TrainingSpec>(scenario.workloads[w]), site, pool));
      }
      const std::vector<double> rates =
          trunk_rates(std::get<TrainingSpec>(scenario.workloads[all.front()]), site, pool);
      for (std::uint32_t set = 1; set < (1u << all.size()); ++set) {
        Running running;
        std::vector<step::SharingJob> together;
        for (std::size_t i = 0; i < all.size(); ++i) {
          if ((set >> i & 1u) != 0) {
            running.push_back(all[i]);
            together.push_back(jobs[i]);
          }
        }
        std::vector<double> slower(running.size(), 1.0);
        if (running.size() > 1) {
          const std::vector<double> steps = step::shared_steps(together, rates);
          for (std::size_t i = 0; i < steps.size(); ++i) {
            slower[i] = std::max(1.0, steps[i] / together[i].step);
          }
        }
        pools_[name].emplace(std::move(running), std::move(slower));
      }
    }
  }
}

double TrunkTable::slowdown(const std::string& pool, std::size_t workload,
                            const std::vector<std::size_t>& running) const {
  const auto table = pools_.find(pool);
  if (table == pools_.end()) {
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
