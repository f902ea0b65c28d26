#include "validation/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "campaign/campaign.hpp"
#include "core/files.hpp"
#include "core/gzip.hpp"
#include "workload/swf.hpp"

namespace aif {

const Record<ScheduleCase>& Fields<ScheduleCase>::get() {
  static const Record<ScheduleCase> record =
      Record<ScheduleCase>("schedule", "A trace of rigid jobs on one homogeneous machine.")
          .required("id", &ScheduleCase::id, "Name of the case")
          .required("trace", &ScheduleCase::trace, "SWF file beside this one, may be gzipped")
          .required("nodes", &ScheduleCase::nodes, "Nodes of the machine", at_least(1))
          .required("jobs", &ScheduleCase::jobs, "Jobs in the trace", at_least(1))
          .required("fcfs_makespan", &ScheduleCase::fcfs_makespan, "End of the last job, first come first served")
          .required("fcfs_mean_wait", &ScheduleCase::fcfs_mean_wait, "Mean time from submission to start")
          .required("easy_makespan", &ScheduleCase::easy_makespan, "End of the last job with EASY backfilling")
          .required("easy_mean_wait", &ScheduleCase::easy_mean_wait, "Mean time from submission to start")
          .required("busy_power", &ScheduleCase::busy_power, "Of a node that runs a job")
          .required("idle_power", &ScheduleCase::idle_power, "Of a node that does not")
          .required("energy", &ScheduleCase::energy, "From first submission to last end, first come first served");
  return record;
}

namespace {

struct Replay {
  double makespan_s = 0;
  double mean_wait_s = 0;
  double energy_j = 0;
};

template <class T>
Sourced<T> given(T value) {
  Sourced<T> sourced;
  sourced.value = value;
  return sourced;
}

/// A machine of one-GPU nodes that draws exactly the two powers of the case.
SystemSpec machine(const ScheduleCase& reference, const Catalog& catalog) {
  SystemSpec system;
  system.name = "reference-node";
  system.gpu = catalog.get<GpuSpec>("h100-sxm");
  system.gpus_per_node = 1;
  system.max_power = given(reference.busy_power);
  system.training_power = given(reference.busy_power);
  system.idle_power = given(reference.idle_power);
  system.psu_efficiency = given(1.0);
  system.liquid_share = given(0.0);
  system.nic_bandwidth = given(gigabits_per_second(400));
  return system;
}

ScenarioSpec scenario_of(const ScheduleCase& reference, QueuePolicy policy, double horizon_s, const Catalog& catalog) {
  PoolSpec pool;
  pool.name = "machine";
  Ref<SystemSpec> system;
  system.spec = std::make_shared<SystemSpec>(machine(reference, catalog));
  pool.system = system;
  pool.gpus = reference.nodes;
  pool.scheduler.policy = policy;
  pool.reliability.enabled = false;
  pool.reliability.spare_fraction = 0;

  SiteSpec site;
  site.name = "site";
  site.operator_name = "reference";
  site.climate = catalog.get<ClimateSpec>("seoul");
  site.tariff = catalog.get<TariffSpec>("kepco-industrial-b-hvb-iii");
  site.feed = reference.busy_power * static_cast<double>(reference.nodes) * 10.0;
  site.fabric.leaf = catalog.get<SwitchSpec>("quantum2-qm9700");
  site.fabric.optic = catalog.get<OpticSpec>("400g-dr4");
  site.power_policy = PowerPolicy::none;
  site.pools.push_back(pool);

  TraceSpec trace;
  trace.name = "trace";
  trace.operator_name = "reference";
  trace.placement.pools = {"site/machine"};
  trace.file = reference.trace;

  ScenarioSpec spec;
  spec.name = reference.id;
  spec.start = {Instant{0}, 0};
  spec.duration = seconds(horizon_s);
  spec.grid = catalog.get<GridSpec>("korea");
  spec.operators.push_back({"reference", "reference", "reference", ""});
  spec.sites.push_back(site);
  spec.workloads.emplace_back(trace);
  return spec;
}

Replay replay(const ScheduleCase& reference, QueuePolicy policy, const AttachedFile& trace, double horizon_s,
              const Catalog& catalog) {
  ResolvedScenario scenario;
  scenario.spec = scenario_of(reference, policy, horizon_s, catalog);
  scenario.files.push_back(trace);
  const Result result = simulate(scenario);

  Replay replay;
  double first_s = std::numeric_limits<double>::infinity();
  double wait_s = 0;
  std::size_t finished = 0;
  for (const JobRecord& job : result.jobs) {
    first_s = std::min(first_s, job.submit_s);
    if (job.status == JobStatus::finished) {
      ++finished;
      wait_s += job.start_s - job.submit_s;
      replay.makespan_s = std::max(replay.makespan_s, job.end_s);
    }
  }
  if (finished != static_cast<std::size_t>(reference.jobs)) {
    throw SimulationError(std::to_string(finished) + " of " + std::to_string(reference.jobs) + " jobs finished");
  }
  replay.mean_wait_s = wait_s / static_cast<double>(finished);
  // The machine idles before the first submission and after the last end; that part is not counted.
  const double outside_s = first_s + (horizon_s - replay.makespan_s);
  replay.energy_j =
      result.pools.front().energy.si() - reference.idle_power.si() * static_cast<double>(reference.nodes) * outside_s;
  return replay;
}

AttachedFile read_trace(const std::filesystem::path& folder, const std::string& name) {
  constexpr std::size_t limit = 64u << 20;
  std::string content = read_text_file(folder / name, limit);
  if (name.ends_with(".gz")) {
    content = gunzip(content, name, limit);
  }
  return {name, std::move(content), {}};
}

Comparison compare(const ScheduleCase& reference, const char* what, const char* unit, double measured, double simulated,
                   double tolerance) {
  Comparison comparison;
  comparison.id = reference.id + "/" + what;
  comparison.unit = unit;
  comparison.measured = measured;
  comparison.simulated = simulated;
  comparison.tolerance = tolerance;
  return comparison;
}

}  // namespace

std::vector<Comparison> compare_schedule(const ScheduleCase& reference, const std::filesystem::path& folder,
                                         const Catalog& catalog) {
  // Published means are rounded to a hundredth of a second; makespans and energies are exact.
  constexpr double exact = 1e-9;
  constexpr double rounded = 1e-5;
  constexpr double easy_wait = 0.02;  // implementations of EASY differ in how often they look at the queue

  const AttachedFile trace = read_trace(folder, reference.trace);
  const double horizon_s = 2.0 * reference.easy_makespan.si();
  const Replay fcfs = replay(reference, QueuePolicy::fcfs, trace, horizon_s, catalog);
  const Replay easy = replay(reference, QueuePolicy::easy_backfill, trace, horizon_s, catalog);
  return {
      compare(reference, "fcfs_makespan", "s", reference.fcfs_makespan.si(), fcfs.makespan_s, exact),
      compare(reference, "fcfs_mean_wait", "s", reference.fcfs_mean_wait.si(), fcfs.mean_wait_s, rounded),
      compare(reference, "easy_makespan", "s", reference.easy_makespan.si(), easy.makespan_s, exact),
      compare(reference, "easy_mean_wait", "s", reference.easy_mean_wait.si(), easy.mean_wait_s, easy_wait),
      compare(reference, "energy", "J", reference.energy.si(), fcfs.energy_j, exact),
  };
}

}  // namespace aif
