#include <algorithm>
#include <cmath>
#include <memory>

#include "campaign/actors.hpp"
#include "campaign/training_run.hpp"
#include "campaign/world.hpp"
#include "core/contracts.hpp"
#include "core/text.hpp"
#include "workload/demand.hpp"
#include "workload/swf.hpp"

namespace aif {
namespace {

/// What a GPU does per second of large matrix work, for converting GPU-hours between kinds.
double sustained_flops(const GpuSpec& gpu) { return gpu.bf16->si() * *gpu.training_efficiency; }

/// The pool with the least work waiting per GPU.
BatchServer& least_loaded(const std::vector<BatchServer*>& servers) {
  AIF_EXPECT(!servers.empty());
  return **std::min_element(servers.begin(), servers.end(), [](BatchServer* a, BatchServer* b) {
    auto load = [](BatchServer* s) {
      return s->backlog_gpu_s() / std::max(1.0, s->pool().installed() * s->pool().gpus_per_node());
    };
    return load(a) < load(b);
  });
}

/// The first pool of the placement where the job can start now, else the first that is large enough.
PoolState* pool_for(const std::vector<PoolState*>& pools, double gpus) {
  PoolState* large_enough = nullptr;
  for (PoolState* pool : pools) {
    const double nodes = std::ceil(gpus / pool->gpus_per_node());
    if (nodes <= pool->free_nodes()) {
      return pool;
    }
    if (large_enough == nullptr && nodes <= pool->installed()) {
      large_enough = pool;
    }
  }
  return large_enough;
}

/// Enters a rigid job that ended.
void book(World& world, std::size_t workload, const GangJob& job) {
  WorkTotals& work = world.workloads[workload].work;
  work.jobs_finished += 1;
  work.products["GPU-hours delivered"] += job.kept_gpu_s() / 3600.0;
  world.add_job(job);
}

}  // namespace

/// Bags arrive at random, go to the least loaded pool, and yield products.
void start_batch(World& world, std::size_t workload, const BatchSpec& spec) {
  std::vector<BatchServer*> servers;
  for (PoolState* pool : world.pools_of(spec.placement)) {
    BatchServerSpec server;
    server.workload = workload;
    server.priority = spec.placement.priority;
    server.intensity = spec.intensity;
    server.max_nodes =
        static_cast<std::uint32_t>(std::ceil(static_cast<double>(spec.max_gpus) / pool->gpus_per_node()));
    server.deferrable = spec.deferrable;
    server.hour_value = world.hour_values(pool->site().spec(), spec.timing);
    servers.push_back(&world.new_server(server, *pool));
  }
  WorkTotals& work = world.workloads[workload].work;
  world.at_end.emplace_back([servers, &work](double now_s) {
    for (const BatchServer* server : servers) {
      work.bags_late += static_cast<double>(server->late_at(now_s));
    }
  });
  world.simulation.spawn(spec.name, [&world, &work, &spec, servers] {
    RandomStream stream = world.stream("batch." + spec.name);
    for (double at_s = world.begins_s(spec.start);;) {
      at_s += stream.exponential(86400.0 / spec.bags_per_day);
      world.simulation.sleep_until(at_s);
      BatchServer& server = least_loaded(servers);
      const GpuSpec& gpu = *server.pool().system().gpu;
      const double exchange = spec.reference_gpu ? sustained_flops(**spec.reference_gpu) / sustained_flops(gpu) : 1.0;
      Bag bag;
      bag.work_gpu_s = spec.gpu_time_per_bag.si() * exchange;
      bag.max_gpus = static_cast<double>(spec.tasks_per_bag);
      bag.deadline_s = at_s + spec.deadline.si();
      bag.amount = spec.products_per_bag;
      bag.on_done = [&work, &spec](bool late) {
        work.products[spec.product] += spec.products_per_bag;
        work.jobs_finished += 1;
        work.bags_late += late ? 1 : 0;
      };
      work.jobs_submitted += 1;
      work.data_in += bytes(spec.bytes_in_per_bag);
      server.submit(std::move(bag));
    }
  });
}

/// Tenants submit rigid jobs as drawn.
void start_tenants(World& world, std::size_t workload, const TenantsSpec& spec) {
  world.simulation.spawn(spec.name, [&world, workload, &spec] {
    TenantDraw draw(spec, world.spec().start, world.stream("tenants." + spec.name));
    RandomStream ends = world.stream("tenants.cancel." + spec.name);
    const std::vector<PoolState*> pools = world.pools_of(spec.placement);
    for (double at_s = world.begins_s(spec.start);;) {
      const TenantJob job = draw.next(at_s);
      at_s += job.gap_s;
      world.simulation.sleep_until(at_s);
      const bool cancelled = ends.uniform() < spec.cancel_fraction;
      const double share = ends.uniform();
      PoolState* pool = pool_for(pools, static_cast<double>(job.gpus));
      if (pool == nullptr) {
        continue;  // nothing delivered yet is large enough
      }
      GangSpec gang;
      gang.workload = workload;
      gang.nodes = static_cast<std::uint32_t>(std::ceil(static_cast<double>(job.gpus) / pool->gpus_per_node()));
      gang.priority = spec.placement.priority;
      gang.work_s = cancelled ? job.duration_s * share : job.duration_s;
      gang.walltime_s = job.walltime_s;
      gang.intensity = spec.intensity;
      plan_checkpoints(spec.checkpoint, *pool, gang);
      gang.on_end = [&world, workload](GangJob& ended) { book(world, workload, ended); };
      world.workloads[workload].work.jobs_submitted += 1;
      pool->submit(std::move(gang));
    }
  });
}

/// A trace is replayed as it was submitted.
void start_trace(World& world, std::size_t workload, const TraceSpec& spec) {
  const AttachedFile* file = world.scenario.file(spec.file);
  AIF_ASSERT(file != nullptr);
  Diagnostics diagnostics;
  auto jobs = std::make_shared<std::vector<SwfJob>>(read_swf(file->content, file->name, diagnostics));
  diagnostics.throw_if_errors();
  if (jobs->empty()) {
    throw FileError("the trace " + printable(spec.file) + " holds no jobs; expected Standard Workload Format (SWF)");
  }
  world.simulation.spawn(spec.name, [&world, workload, &spec, jobs] {
    const std::vector<PoolState*> pools = world.pools_of(spec.placement);
    for (const SwfJob& job : *jobs) {
      world.simulation.sleep_until(job.submit_s);
      const double nodes =
          std::ceil(static_cast<double>(job.processors) / static_cast<double>(spec.processors_per_node));
      PoolState* pool = pool_for(pools, nodes * pools.front()->gpus_per_node());
      if (pool == nullptr) {
        world.workloads[workload].remark = "jobs larger than the pool were left out";
        continue;
      }
      GangSpec gang;
      gang.workload = workload;
      gang.nodes = static_cast<std::uint32_t>(nodes);
      gang.priority = spec.placement.priority;
      gang.work_s = job.run_s;
      gang.walltime_s = std::max(job.walltime_s, job.run_s);
      gang.intensity = spec.intensity;
      gang.detection_s = pool->spec().reliability.detection.si();
      gang.on_end = [&world, workload](GangJob& ended) { book(world, workload, ended); };
      world.workloads[workload].work.jobs_submitted += 1;
      pool->submit(std::move(gang));
    }
  });
}

}  // namespace aif
