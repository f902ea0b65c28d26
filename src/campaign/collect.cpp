#include "campaign/collect.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/collect_energy.hpp"

namespace aif {
namespace {

void add(WorkTotals& sum, const WorkTotals& part) {
  sum.tokens_trained += part.tokens_trained;
  sum.training_flops += part.training_flops;
  sum.peak_flops += part.peak_flops;
  sum.runs_finished += part.runs_finished;
  sum.tokens_home += part.tokens_home;
  sum.tokens_export += part.tokens_export;
  sum.tokens_batch += part.tokens_batch;
  sum.tokens_unserved += part.tokens_unserved;
  for (const auto& [product, amount] : part.products) {
    sum.products[product] += amount;
  }
  sum.jobs_submitted += part.jobs_submitted;
  sum.jobs_finished += part.jobs_finished;
  sum.jobs_interrupted += part.jobs_interrupted;
  sum.bags_late += part.bags_late;
  sum.wait_sum += part.wait_sum;
  sum.jobs_started += part.jobs_started;
  sum.data_in += part.data_in;
}

template <class Times>
void add_times(Times& sum, const Times& part) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] += part[i];
  }
}

/// What was lost by cause. Power, fabric, memory and pipeline were counted as they happened; the others follow
/// from the uses.
void complete_bounds(PoolResult& pool) {
  auto used = [&](Use use) { return pool.uses[static_cast<std::size_t>(use)]; };
  auto bound = [&](Bound b) -> Duration& { return pool.bounds[static_cast<std::size_t>(b)]; };
  bound(Bound::failures) += used(Use::rollback) + used(Use::restart) + used(Use::checkpoint) + used(Use::down);
  bound(Bound::queue) += used(Use::queue_idle);
  bound(Bound::data) += used(Use::starved);
  bound(Bound::demand) += used(Use::demand_idle) + used(Use::headroom);
}

WorkloadResult collect_workload(const World& world, std::size_t w) {
  const WorkloadState& state = world.workloads[w];
  WorkloadResult workload;
  workload.name = workload_name(world.spec().workloads[w]);
  workload.kind = std::visit([](const auto& spec) { return std::string(spec.kind); }, world.spec().workloads[w]);
  workload.operator_name = workload_operator(world.spec().workloads[w]);
  workload.work = state.work;
  for (const auto& [pool, held] : held_by_pool(state)) {
    workload.gpu_time += seconds(held.gpu_time_s);
    workload.energy += joules(held.energy_j);
  }
  workload.remark = state.remark;
  return workload;
}

OperatorResult collect_operator(const World& world, std::size_t index, const Result& result) {
  const OperatorSpec& spec = world.spec().operators[index];
  OperatorResult op;
  op.name = spec.name;
  op.title_en = spec.title_en;
  op.title_ko = spec.title_ko;
  for (const SiteResult& site : result.sites) {
    if (site.operator_name == op.name) {
      add(op.utility, site.utility);
      add(op.cost, site.cost);
      op.gpus += site.gpus;
    }
  }
  for (std::size_t p = 0; p < result.pools.size(); ++p) {
    if (result.sites[world.site_of_pool[p]].operator_name == op.name) {
      add_times(op.uses, result.pools[p].uses);
      add_times(op.bounds, result.pools[p].bounds);
    }
  }
  for (const WorkloadResult& workload : result.workloads) {
    if (workload.operator_name == op.name) {
      add(op.work, workload.work);
    }
  }
  op.utility.peak = watts(world.operator_power[index].peak_w);
  return op;
}

void collect_totals(const World& world, Result& result) {
  for (const OperatorResult& op : result.operators) {
    result.gpus += op.gpus;
    add_times(result.uses, op.uses);
    add_times(result.bounds, op.bounds);
    add(result.utility, op.utility);
    add(result.cost, op.cost);
    add(result.work, op.work);
  }
  result.utility.peak = watts(world.total_power.peak_w);
  result.ledger.electricity = result.utility.grid;
  result.grid_peak = *world.spec().grid->peak_load;
  result.grid_generation = *world.spec().grid->annual_generation;
  result.ledger.data = result.work.data_in;
  result.ledger.gpu_time = total_time(result.uses);
}

}  // namespace

Result collect(World& world, double now_s) {
  world.settle(now_s);
  for (const PoolState& pool : world.pools) {
    for (const auto& [record, job] : pool.jobs()) {
      world.add_job(*job);
    }
  }
  for (const auto& entry : world.at_end) {
    entry(now_s);
  }
  Result result;
  result.scenario_name = world.spec().name;
  result.title_en = world.spec().title_en;
  result.title_ko = world.spec().title_ko;
  result.description = world.spec().description;
  result.start = world.spec().start;
  result.duration = seconds(now_s);
  result.series_interval = world.spec().outputs.series_interval;
  for (std::size_t s = 0; s < world.sites.size(); ++s) {
    result.sites.push_back(collect_site(world, s, now_s, result));
  }
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    result.pools.push_back(world.pools[p].result());
    complete_bounds(result.pools.back());
    result.sites[world.site_of_pool[p]].gpus += result.pools.back().gpus;
  }
  for (std::size_t w = 0; w < world.workloads.size(); ++w) {
    result.workloads.push_back(collect_workload(world, w));
  }
  for (std::size_t o = 0; o < world.spec().operators.size(); ++o) {
    result.operators.push_back(collect_operator(world, o, result));
  }
  collect_totals(world, result);
  result.steps = world.steps;
  result.ledger.models = world.models;
  share_costs(world, result);
  result.provenance.fingerprint = world.recorder.fingerprint();
  result.provenance.events = world.simulation.events();
  world.recorder.hand_over(result);
  return result;
}

}  // namespace aif
