#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "campaign/actors.hpp"
#include "campaign/training_run.hpp"
#include "campaign/world.hpp"

namespace aif {

/// Trains the model, once or again and again, one run after another.
void start_training(World& world, std::size_t workload, const TrainingSpec& spec) {
  auto current = std::make_shared<std::unique_ptr<TrainingRun>>();
  world.at_end.emplace_back([current](double now_s) {
    if (*current) {
      (*current)->cut_short(now_s);
    }
  });
  world.simulation.spawn(spec.name, [&world, workload, &spec, current] {
    Signal over;
    if (spec.start) {
      world.simulation.sleep_until((spec.start->instant - world.spec().start.instant).si());
    }
    for (std::int64_t run = 1; spec.runs == 0 || run <= spec.runs; ++run) {
      const std::string name = spec.runs == 1 ? spec.name : fmt::format("{} #{}", spec.name, run);
      *current = std::make_unique<TrainingRun>(world, workload, spec, spec.tokens, name);
      (*current)->submit([&over] { over.raise(); });
      over.wait();
    }
    current->reset();
  });
}

namespace {

/// State of a driving cycle that its three stories share.
struct DrivingCycle {
  double curated_h = 0;  ///< waiting for a release
  Signal fed;            ///< raised when curated hours arrive
  Signal trained;
  Signal simulated;
  std::unique_ptr<TrainingRun> run;
};

constexpr double upload_period_s = 6 * 3600.0;  // the fleet's data come in as bags of a quarter of a day

/// The fleet drives, uploads within what the WAN carries, and bags go to curation.
void upload(World& world, std::size_t workload, const DrivingCycleSpec& spec, DrivingCycle& cycle,
            BatchServer& curation, DataRate wan) {
  WorkTotals& work = world.workloads[workload].work;
  const double driven_h = spec.vehicles * spec.drive_hours_per_vehicle_day * upload_period_s / 86400.0;
  const double carried_h = (wan * seconds(upload_period_s)) / spec.data_per_drive_hour;
  const double uploaded_h = std::min(driven_h * spec.upload_fraction, carried_h);
  if (uploaded_h <= 0) {
    return;
  }
  if (carried_h < driven_h * spec.upload_fraction) {
    world.workloads[workload].remark = "the fleet's uploads are limited by the site's WAN";
  }
  work.data_in += spec.data_per_drive_hour * uploaded_h;
  work.jobs_submitted += 1;
  const double now_s = world.simulation.now_s();
  Bag bag;
  bag.work_gpu_s = uploaded_h * spec.curation_gpu_time_per_hour.si();
  bag.max_gpus = std::max(1.0, uploaded_h * 4.0);  // quarter-hour clips are the tasks
  bag.deadline_s = now_s + 2 * 86400.0;
  bag.amount = uploaded_h * spec.kept_fraction;
  bag.on_done = [&work, &cycle, hours_kept = bag.amount](bool late) {
    work.products["curated hours"] += hours_kept;
    work.jobs_finished += 1;
    work.bags_late += late ? 1 : 0;
    cycle.curated_h += hours_kept;
    cycle.fed.raise();
  };
  curation.submit(std::move(bag));
}

/// Waits until enough curated hours for a release are there; the GPUs it would use count as starved.
void wait_for_data(World& world, const DrivingCycleSpec& spec, DrivingCycle& cycle) {
  if (cycle.curated_h >= spec.hours_per_release) {
    return;
  }
  PoolState& pool = cycle.run->pool();
  const std::uint32_t nodes = cycle.run->nodes();
  pool.claim_starved(world.simulation.now_s(), nodes);
  while (cycle.curated_h < spec.hours_per_release) {
    cycle.fed.wait();
  }
  pool.release_starved(world.simulation.now_s(), nodes);
}

/// Drives the new release in simulation before it goes on the road.
void simulate_miles(World& world, std::size_t workload, const DrivingCycleSpec& spec, DrivingCycle& cycle,
                    BatchServer& simulation) {
  WorkTotals& work = world.workloads[workload].work;
  Bag bag;
  bag.work_gpu_s = spec.miles_per_release * spec.gpu_time_per_mile.si();
  bag.max_gpus = std::max(1.0, spec.miles_per_release / 10.0);  // scenarios of ten miles are the tasks
  bag.deadline_s = world.simulation.now_s() + 14 * 86400.0;
  bag.amount = spec.miles_per_release;
  work.jobs_submitted += 1;
  bag.on_done = [&work, &cycle, miles = spec.miles_per_release](bool late) {
    work.products["simulated miles"] += miles;
    work.jobs_finished += 1;
    work.bags_late += late ? 1 : 0;
    cycle.simulated.raise();
  };
  if (bag.work_gpu_s <= 0) {
    return;
  }
  simulation.submit(std::move(bag));
  cycle.simulated.wait();
}

BatchServerSpec server_spec(std::size_t workload, const PlacementSpec& placement, std::int64_t max_gpus,
                            const PoolState& pool) {
  BatchServerSpec server;
  server.workload = workload;
  server.priority = placement.priority;
  server.max_nodes = static_cast<std::uint32_t>(std::ceil(static_cast<double>(max_gpus) / pool.gpus_per_node()));
  return server;
}

DataRate wan_of(const World& world, const std::string& site) {
  for (const SiteSpec& spec : world.spec().sites) {
    if (spec.name == site) {
      return spec.wan;
    }
  }
  return {};
}

}  // namespace

/// Fleet data -> curation -> training -> closed-loop simulation -> release, round and round.
void start_driving_cycle(World& world, std::size_t workload, const DrivingCycleSpec& spec) {
  auto cycle = std::make_shared<DrivingCycle>();
  cycle->curated_h = spec.initial_hours;
  PoolState& curation_pool = *world.pools_of(spec.curation).front();
  PoolState& simulation_pool = *world.pools_of(spec.simulation).front();
  BatchServer& curation =
      world.new_server(server_spec(workload, spec.curation, spec.curation_max_gpus, curation_pool), curation_pool);
  BatchServer& simulation = world.new_server(
      server_spec(workload, spec.simulation, spec.simulation_max_gpus, simulation_pool), simulation_pool);
  world.at_end.emplace_back([cycle](double now_s) {
    if (cycle->run) {
      cycle->run->cut_short(now_s);
    }
  });
  world.simulation.spawn(spec.name + ".fleet", [&world, workload, &spec, cycle, &curation] {
    const DataRate wan = wan_of(world, spec.site);
    const double begins_s = world.begins_s(spec.start);
    for (std::int64_t period = 1;; ++period) {
      world.simulation.sleep_until(begins_s + static_cast<double>(period) * upload_period_s);
      upload(world, workload, spec, *cycle, curation, wan);
    }
  });
  world.simulation.spawn(spec.name, [&world, workload, &spec, cycle, &simulation] {
    const double tokens = spec.hours_per_release * spec.tokens_per_hour * spec.epochs;
    world.simulation.sleep_until(world.begins_s(spec.start));
    for (int release = 1;; ++release) {
      cycle->run = std::make_unique<TrainingRun>(world, workload, spec.training, tokens,
                                                 fmt::format("{} release {}", spec.name, release));
      wait_for_data(world, spec, *cycle);
      cycle->curated_h -= spec.hours_per_release;
      cycle->run->submit([cycle] { cycle->trained.raise(); });
      cycle->trained.wait();
      simulate_miles(world, workload, spec, *cycle, simulation);
      world.workloads[workload].work.products["driving releases"] += 1;
    }
  });
}

}  // namespace aif
