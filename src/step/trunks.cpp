#include "step/trunks.hpp"

#include <algorithm>

#include "core/real.hpp"
#include "step/traffic.hpp"

namespace aif::step {
namespace {

double per_domain(const Job& job, double ranks, double stride) {
  return std::clamp(real(job.machine.domain) / stride, 1.0, ranks);
}

Group group_of(const Job& job, double stride, double ranks) { return {stride, ranks, per_domain(job, ranks, stride)}; }

/// Share of a ring's edges that leave a trunk with m of n ranks below it.
double ring_share(double m, double n) { return m >= n ? 0.0 : 1 / m; }

/// Share of the exchanges of a rank that leave it.
double exchange_share(const Trunk& trunk, const Group& g, double m) {
  const double outside = g.ranks - g.per_domain;
  const double kept = trunk.exchange_kept * std::max(0.0, m - g.per_domain);
  return outside > 0 ? (outside - kept) / g.ranks : 0.0;
}

}  // namespace

Group tensor_group(const Job& job) { return group_of(job, 1, real(job.layout.tp)); }

Group context_group(const Job& job) { return group_of(job, real(job.layout.tp), real(job.layout.cp)); }

Group expert_group(const Job& job) { return group_of(job, 1, real(job.layout.ep)); }

Group pipeline_group(const Job& job) {
  const Layout& l = job.layout;
  const double replica = real(l.tp * l.cp);
  const bool inside = job.machine.rank_order == RankOrder::pipeline_in_data;
  return group_of(job, inside ? replica : replica * real(l.dp), real(l.pp));
}

Group data_group(const Job& job) {
  const Layout& l = job.layout;
  const bool apart = job.machine.rank_order == RankOrder::pipeline_in_data;
  // Ranks of a domain are counted as everywhere in the step model: without the stages between them.
  return {real(l.tp) * (apart ? real(l.pp) : 1.0), real(l.dp * l.cp), per_domain(job, real(l.dp * l.cp), real(l.tp))};
}

double members(const Machine& machine, const Group& group, const Trunk& trunk) {
  double together = trunk.gpus;
  if (machine.placement == FabricPlacement::spread && trunk.name != "hall") {
    together = machine.node;
  } else if (machine.piece > 0) {
    together = std::min(trunk.gpus, machine.piece);
  }
  return std::clamp(together / group.stride, std::min(group.per_domain, group.ranks), group.ranks);
}

double ring_adapter(const Machine& machine, const Group& group) {
  double rate = machine.nic;
  for (const Trunk& trunk : machine.trunks) {
    const double m = members(machine, group, trunk);
    if (m < group.ranks) {
      rate = std::min(rate, trunk.ring_rate * m / group.per_domain);
    }
  }
  return rate;
}

double exchange_adapter(const Machine& machine, const Group& group) {
  double rate = machine.nic;
  for (const Trunk& trunk : machine.trunks) {
    const double m = members(machine, group, trunk);
    const double leaving = exchange_share(trunk, group, m);
    if (leaving > 0) {
      rate = std::min(rate, trunk.exchange_rate * (group.ranks - group.per_domain) / group.ranks / leaving);
    }
  }
  return rate;
}

std::vector<TrunkTraffic> trunk_traffic(const Job& job) {
  const StepTraffic traffic = step_traffic(job);
  std::vector<TrunkTraffic> list;
  for (const Trunk& trunk : job.machine.trunks) {
    double bytes = 0;
    auto ring = [&](const TierBytes& sent, const Group& g) {
      // Through adapters goes one edge in r; of those, one in m leaves the trunk.
      bytes += sent.network * ring_share(members(job.machine, g, trunk), g.ranks) * g.per_domain;
    };
    ring(traffic.tensor, tensor_group(job));
    ring(traffic.context, context_group(job));
    ring(traffic.pipeline, pipeline_group(job));
    ring(traffic.data, data_group(job));
    const Group experts = expert_group(job);
    if (experts.ranks > experts.per_domain) {
      const double leaving = exchange_share(trunk, experts, members(job.machine, experts, trunk));
      bytes += traffic.expert.network * leaving * experts.ranks / (experts.ranks - experts.per_domain);
    }
    list.push_back({trunk.name, trunk.gpus, bytes});
  }
  return list;
}

}  // namespace aif::step
