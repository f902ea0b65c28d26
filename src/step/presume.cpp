#include "step/presume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "fabric/collective_system.hpp"
#include "fabric/site_links.hpp"
#include "fabric/topology.hpp"

namespace aif::step {
namespace {

/// Routing efficiency of the fabrics that the calibration's measurements ran on; what FabricSpec assumes by default.
constexpr double usual_routing = 0.9;

/// Sequences of a step: at least one per replica, and a whole number of them each.
std::int64_t whole_batch(const StepSpec& spec, std::int64_t replicas) {
  const double sequences = spec.batch_tokens / static_cast<double>(spec.sequence);
  const auto real_replicas = static_cast<double>(replicas);
  if (!(sequences >= real_replicas * (1 - 1e-9))) {
    throw SimulationError(
        fmt::format("a batch of {} sequences of {} tokens is less than one for each of {} replicas; use {} tokens",
                    grouped(sequences), spec.sequence, replicas, replicas * spec.sequence));
  }
  return static_cast<std::int64_t>(std::ceil(sequences / real_replicas * (1 - 1e-9))) * replicas;
}

Layout layout_from(const StepSpec& spec) {
  const ParallelSpec& p = spec.parallel;
  if (std::min({p.tensor, p.pipeline, p.virtual_stages, p.context, p.expert, spec.sequence, spec.gpus}) < 1) {
    throw SimulationError("every degree of parallelism, the sequence and the GPUs must be at least 1");
  }
  Layout layout;
  layout.tp = p.tensor;
  layout.pp = p.pipeline;
  layout.vpp = p.virtual_stages;
  layout.cp = p.context;
  layout.ep = p.expert;
  const std::int64_t replica = p.tensor * p.pipeline * p.context;
  if (spec.gpus % replica != 0) {
    const std::int64_t below = std::max<std::int64_t>(1, spec.gpus / replica) * replica;
    throw SimulationError(
        fmt::format("replicas of {} GPUs (tensor {} x pipeline {} x context {}) do not divide them; use {} GPUs",
                    replica, p.tensor, p.pipeline, p.context, below));
  }
  layout.dp = spec.gpus / replica;
  layout.global_batch = whole_batch(spec, layout.dp);
  layout.sequence_parallel = p.sequence_parallel.value_or(p.tensor > 1);
  layout.schedule = p.schedule;
  layout.stage_layers = p.stage_layers.value_or(std::vector<std::int64_t>{});
  layout.recompute = p.recompute.value_or(Recompute::least);
  layout.sharding = p.sharding.value_or(Sharding::zero1);
  layout.sharding_group = p.sharding_group;
  layout.micro_batch = p.micro_batch.value_or(1);
  return layout;
}

/// Share of a tier's capacity that failures leave.
double left_of(const StepSpec& spec, const std::string& tier) {
  double left = 1;
  for (const LostCapacity& lost : spec.lost) {
    left *= lost.tier == tier ? 1 - lost.share : 1;
  }
  return left;
}

/// The network of the machines: what is left of their adapters, and the trunks that carry less.
void lay_fabric(const StepSpec& spec, Machine& machine) {
  const FabricSpec& fabric = *spec.fabric;
  const SystemSpec& system = *spec.system;
  machine.nic = system.nic_bandwidth.value.si() * routing_efficiency(fabric) / usual_routing;
  machine.node = static_cast<double>(system.gpus_per_node);
  machine.placement = fabric.placement;
  machine.rank_order = fabric.rank_order;
  if (fabric.collectives != CollectiveChoice::automatic) {
    const bool ethernet = fabric.leaf && fabric.leaf->technology == LinkTechnology::ethernet;
    CollectiveSystem links =
        collective_system(system, shipped_collective_constants(), ethernet ? "roce" : "infiniband");
    links.domain_gpus = machine.domain;
    if (fabric.collectives == CollectiveChoice::in_switch && !links.domain.reduction) {
      throw SimulationError(
          fmt::format("the switches between the GPUs of {} ({}) do not reduce; use auto, ring or hierarchical",
                      system.name, links.domain.name));
    }
    machine.algorithm = fabric.collectives;
    machine.collectives = std::make_shared<const CollectiveSystem>(std::move(links));
  }
  if (fabric.halls) {
    const double halls = std::ceil(static_cast<double>(spec.gpus) / static_cast<double>(fabric.halls->gpus));
    machine.line_latency = (halls - 1) * fibre_latency(fabric.halls->distance).si();
  }
  if (fabric.placement == FabricPlacement::fragmented) {
    machine.piece = std::max(machine.node, static_cast<double>(spec.gpus) / static_cast<double>(fabric.fragments));
  }
  if (!fabric.leaf) {
    machine.nic /= fabric.oversubscription;  // no switches, no tiers: everything above the adapters is one trunk
    return;
  }
  const bool together = fabric.placement == FabricPlacement::compact || fabric.placement == FabricPlacement::rail_aware;
  const auto real_gpus = static_cast<double>(spec.gpus);
  for (const FabricTier& tier :
       fabric_shape(fabric, system.nic_bandwidth.value, system.gpus_per_node, spec.gpus).tiers) {
    const double left = left_of(spec, tier.name);
    const bool limits = tier.ring > left || tier.exchange > left;
    // Spread jobs, too, fill hall after hall.
    const bool inside = tier.gpus >= real_gpus && (together || tier.name == "hall");
    if (limits && !inside) {
      // A job that lies over trunks with others has them for itself until those send, too.
      const double spread_over =
          fabric.halls ? std::min<double>(static_cast<double>(spec.site_gpus), static_cast<double>(fabric.halls->gpus))
                       : static_cast<double>(spec.site_gpus);
      const double alone = together ? 1.0 : std::max(1.0, spread_over / real_gpus);
      machine.trunks.push_back({tier.gpus, std::min(machine.nic, machine.nic / tier.ring * left * alone),
                                std::min(machine.nic, machine.nic / tier.exchange * left * alone), tier.exchange_kept,
                                tier.name});
    }
  }
}

}  // namespace

Job job_from(const StepSpec& spec, const Calibration& calibration) {
  AIF_EXPECT(spec.model != nullptr && spec.system != nullptr && spec.fabric != nullptr);
  try {
    Job job;
    job.model = shape_of(*spec.model);
    job.gpus = spec.gpus;
    job.sequence = spec.sequence;
    job.format = format_of(spec.precision, spec.system->gpu->fp4.has_value());
    job.layout = layout_from(spec);
    const SystemSpec& system = *spec.system;
    const std::int64_t domain = spec.fabric->domain_gpus.value_or(system.gpus_per_node * system.nodes_per_domain);
    job.machine = machine_of(*system.gpu, domain, system.nic_bandwidth.value, calibration);
    lay_fabric(spec, job.machine);
    job.software = default_software(SoftwareSpec{}.date);
    (void)job.machine.gemm(job.width());
    // A schedule with several chunks is taken to reach the closed form also where the micro-batches are no multiple of
    // the stages, as bidirectional schedules do.
    Job whole_groups = job;
    if (job.layout.vpp > 1) {
      const std::int64_t group = job.layout.dp * job.layout.pp;
      whole_groups.layout.global_batch = (job.layout.global_batch + group - 1) / group * group;
    }
    check_layout(whole_groups);
    return job;
  } catch (const SimulationError& error) {
    throw SimulationError(
        fmt::format("{} on {} GPUs cannot be laid out: {}.", spec.model->name, spec.gpus, error.what()));
  }
}

bool fits(const Job& job) { return running_footprint(job).total() <= job.machine.memory; }

Job with_best_choices(const Job& job, const Constants& constants, const ParallelSpec& stated) {
  Job best = job;
  double best_time = std::numeric_limits<double>::infinity();
  double least_memory = std::numeric_limits<double>::infinity();
  const std::int64_t per_replica = job.layout.global_batch / job.layout.dp;
  const bool may_shard_weights = job.layout.pp == 1 && job.layout.ep == 1 && job.layout.dp * job.layout.cp > 1;
  std::vector<Sharding> shardings{stated.sharding.value_or(Sharding::zero1)};
  if (!stated.sharding && may_shard_weights) {
    shardings.push_back(Sharding::fsdp);
  }
  const std::vector<std::int64_t> batches =
      stated.micro_batch ? std::vector<std::int64_t>{*stated.micro_batch} : std::vector<std::int64_t>{1, 2, 4, 8};
  for (const Sharding sharding : shardings) {
    for (const std::int64_t batch : batches) {
      Layout layout = job.layout;
      layout.micro_batch = batch;
      if (per_replica % batch != 0 || (batch > 1 && !stated.micro_batch && !schedule_problem(layout).empty())) {
        continue;
      }
      Job candidate = job;
      candidate.layout.sharding = sharding;
      candidate.layout.micro_batch = batch;
      const double memory = running_footprint(candidate).total();
      const bool fitting = memory <= job.machine.memory;
      const double time = fitting ? step_time(candidate, components_of(candidate), constants).total
                                  : std::numeric_limits<double>::infinity();
      if (time < best_time || (!std::isfinite(best_time) && memory < least_memory)) {
        best = candidate;
        best_time = time;
        least_memory = memory;
      }
    }
  }
  return best;
}

}  // namespace aif::step
