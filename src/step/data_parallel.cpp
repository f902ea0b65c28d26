#include "step/data_parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "fabric/collectives.hpp"
#include "step/trunks.hpp"

namespace aif::step {
namespace {

/// Data-parallel ranks of the dense parameters and of the experts.
struct Ranks {
  double dense = 1, experts = 1;
  double dense_per_domain = 1, experts_per_domain = 1;
};

Ranks ranks_of(const Job& job) {
  const Layout& l = job.layout;
  Ranks r;
  r.dense = static_cast<double>(l.dp * l.cp);
  r.dense_per_domain = static_cast<double>(std::max<std::int64_t>(1, std::min(l.dp * l.cp, job.machine.domain / l.tp)));
  r.experts = l.ep > 1 ? static_cast<double>(std::max<std::int64_t>(1, l.dp * l.cp * l.tp / l.ep)) : r.dense;
  r.experts_per_domain = static_cast<double>(std::max<std::int64_t>(1, job.machine.domain / std::max(l.tp, l.ep)));
  return r;
}

/// Ranks that share state: the group, or all.
double sharding_ranks(const Job& job, double all) {
  const bool grouped = job.layout.sharding_group && job.layout.sharding != Sharding::replicated;
  return grouped ? std::min(all, static_cast<double>(*job.layout.sharding_group)) : all;
}

/// The machine with what trunks leave of the adapters to replicas.
Machine seen_by_replicas(const Job& job) {
  Machine machine = job.machine;
  machine.nic = ring_adapter(machine, data_group(job));
  return machine;
}

/// A stated algorithm over the one that libraries choose, on a message of so many bytes. Where every rank keeps a part
/// of the sum, trees do not apply and rings take their place.
double algorithm_factor(const Machine& machine, Sharding sharding, double message, double ranks, double per_domain) {
  if (machine.algorithm == CollectiveChoice::automatic || ranks <= 1) {
    return 1;
  }
  CollectiveSystem links = *machine.collectives;
  links.adapter = machine.nic;
  using A = CollectiveAlgorithm;
  A algorithm = std::array{
      A::best, A::ring, A::tree, A::hierarchical, A::in_switch, A::in_network}[std::size_t(machine.algorithm)];
  algorithm = algorithm == A::tree && sharding != Sharding::replicated ? A::ring : algorithm;
  const auto n = static_cast<std::int64_t>(ranks), r = static_cast<std::int64_t>(per_domain);
  auto time = [&](A which) { return collective_time(CollectiveOp::all_reduce, message, n, links, which, r).seconds; };
  const bool possible = algorithm == A::ring || (algorithm == A::tree && n > links.node_gpus) ||
                        (algorithm == A::hierarchical && n > r && r > 1) || (algorithm == A::in_network && n > r) ||
                        (algorithm == A::in_switch && links.domain.reduction && std::min(n, r) > 2);
  return possible ? time(algorithm) / time(A::best) : 1;
}

DataParallelTime fully_sharded(const Job& job, const HeldParameters& held, double compute, const Constants& c) {
  const Ranks ranks = ranks_of(job);
  const Machine machine = seen_by_replicas(job);
  const double n = sharding_ranks(job, ranks.dense);
  const double per = std::min(n, ranks.dense_per_domain);
  const double all = held.dense + held.experts;
  const double m = job.micro_batches(), g = job.gradient_bytes();
  const double stages = static_cast<double>(job.model.layers) / static_cast<double>(job.layout.pp);
  const double layer = all / std::max(1.0, stages);  // moved one layer per message
  const double factor = algorithm_factor(machine, job.layout.sharding, g * layer, n, per);
  const double gather = gather_time(2 * all, n, per, 2 * layer, machine, c) * factor;
  const double scatter = gather_time(g * all, n, per, g * layer, machine, c) * factor;
  DataParallelTime t;
  t.raw = job.layout.sharding == Sharding::zero2 ? m * scatter + gather : m * (2 * gather + scatter);
  if (job.layout.sharding == Sharding::hsdp || (job.layout.sharding_group && n < ranks.dense)) {
    t.raw += 2 * gather_time(g * all / n, std::floor(ranks.dense / n), 1, g * layer, machine, c);
  }
  t.exposed = c.fsdp_exposed * t.raw + (1 - c.fsdp_exposed) * std::max(0.0, t.raw - 0.8 * compute);
  return t;
}

}  // namespace

DataParallelTime data_parallel_time(const Job& job, const HeldParameters& held, double compute, const Constants& c) {
  const Sharding sharding = job.layout.sharding;
  if (sharding == Sharding::fsdp || sharding == Sharding::hsdp || sharding == Sharding::zero2) {
    return fully_sharded(job, held, compute, c);
  }
  const Ranks ranks = ranks_of(job);
  const double p = static_cast<double>(job.layout.pp), v = static_cast<double>(job.layout.vpp);
  const double window = compute * std::min(1.0, 0.6 / job.micro_batches() * (1 + (p - 1) * (1 - 1 / v)));
  const double message = std::max(40e6, 1e6 * ranks.dense);
  const double g = job.gradient_bytes();
  const Machine machine = seen_by_replicas(job);
  struct Share {
    double parameters, ranks, per_domain;
  };
  DataParallelTime t;
  double reduces = 0, gathers = 0;
  for (const Share& s :
       std::array{Share{held.dense, ranks.dense, std::min(ranks.dense, ranks.dense_per_domain)},
                  Share{held.experts, ranks.experts, std::min(ranks.experts, ranks.experts_per_domain)}}) {
    if (s.parameters <= 0 || s.ranks <= 1) {
      continue;
    }
    double reduce = gather_time(g * s.parameters, s.ranks, s.per_domain, g * message, machine, c);
    double gather = 0;
    if (sharding == Sharding::zero1) {
      const double n = std::min(s.ranks, sharding_ranks(job, s.ranks));
      if (n != s.ranks) {
        reduce *= 2;  // reduced everywhere, sharded in the group only
      }
      gather = gather_time(2 * s.parameters, n, std::min(n, s.per_domain), 2 * message, machine, c);
    } else {
      reduce *= 2;
    }
    const double factor =
        algorithm_factor(machine, sharding, std::min(s.parameters, message) * g, s.ranks, s.per_domain);
    reduces += reduce * factor;
    gathers += gather * factor;
    if (sharding == Sharding::zero1 && job.software.whole_tensor_broadcasts) {
      t.exposed += c.broadcast_per_rank * std::min(s.ranks, sharding_ranks(job, s.ranks));
    }
  }
  // Dense parameters and experts use the same adapters in the same window.
  t.raw = reduces + gathers;
  t.exposed += job.software.data_overlap
                   ? c.gradient_exposed * t.raw + (1 - c.gradient_exposed) * (std::max(0.0, reduces - 0.8 * window) +
                                                                              std::max(0.0, gathers - 0.5 * window))
                   : t.raw;
  return t;
}

double optimizer_time(const Job& job, const HeldParameters& held, const Constants& c) {
  const Ranks ranks = ranks_of(job);
  double stepped = held.dense + held.experts;
  if (job.layout.sharding != Sharding::replicated) {
    stepped = held.dense / sharding_ranks(job, ranks.dense) +
              held.experts / std::max(1.0, std::min(ranks.experts, sharding_ranks(job, ranks.experts)));
  }
  constexpr double weights_and_gradients = 4;  // read and written once on every rank [B per parameter]
  return (stepped * c.optimizer_bytes + (held.dense + held.experts) * weights_and_gradients) /
         job.machine.memory_bandwidth;
}

}  // namespace aif::step
