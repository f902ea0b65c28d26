#include "step/traffic.hpp"

#include <algorithm>

#include "core/real.hpp"
#include "step/communication.hpp"

namespace aif::step {
namespace {

TierBytes split(double bytes, bool inside) { return inside ? TierBytes{bytes, 0} : TierBytes{0, bytes}; }

/// A ring over `ranks`, of which `per_domain` share a domain: one send in `per_domain` leaves it.
TierBytes ring(double volume, double ranks, double per_domain) {
  if (ranks <= 1) {
    return {};
  }
  const double bytes = volume * (ranks - 1) / ranks;
  const double leaves = ranks <= per_domain ? 0.0 : 1 / std::max(1.0, per_domain);
  return {bytes * (1 - leaves), bytes * leaves};
}

void add(TierBytes& sum, const TierBytes& more, double factor) {
  sum.domain += factor * more.domain;
  sum.network += factor * more.network;
}

TierBytes data_traffic(const Job& job) {
  const Layout& l = job.layout;
  const HeldParameters held = held_parameters(job);
  const double g = job.gradient_bytes(), m = job.micro_batches();
  const double ranks = real(l.dp * l.cp);
  const double near = std::max(1.0, real(job.machine.domain / l.tp));
  TierBytes sum;
  if (l.sharding == Sharding::fsdp || l.sharding == Sharding::hsdp || l.sharding == Sharding::zero2) {
    const double n = l.sharding_group ? std::min(ranks, real(*l.sharding_group)) : ranks;
    const double all = held.dense + held.experts;
    add(sum, ring(2 * all, n, near), l.sharding == Sharding::zero2 ? 1 : 2 * m);
    add(sum, ring(g * all, n, near), m);
    if (n < ranks) {
      add(sum, ring(g * all / n, ranks / n, 1), 2);
    }
    return sum;
  }
  const bool sharded = l.sharding == Sharding::zero1;
  const double expert_ranks = l.ep > 1 ? std::max(1.0, real(l.dp * l.cp * l.tp / l.ep)) : ranks;
  const double expert_near = std::max(1.0, real(job.machine.domain / std::max(l.tp, l.ep)));
  add(sum, ring(g * held.dense, ranks, near), sharded ? 1 : 2);
  add(sum, ring(g * held.experts, expert_ranks, expert_near), sharded ? 1 : 2);
  if (sharded) {
    add(sum, ring(2 * held.dense, ranks, near), 1);
    add(sum, ring(2 * held.experts, expert_ranks, expert_near), 1);
  }
  return sum;
}

}  // namespace

TierBytes StepTraffic::total() const {
  TierBytes sum;
  for (const TierBytes& part : {tensor, context, expert, pipeline, data}) {
    add(sum, part, 1);
  }
  return sum;
}

StepTraffic step_traffic(const Job& job) {
  const Layout& l = job.layout;
  const ModelShape& model = job.model;
  const double t = real(l.tp), c = real(l.cp);
  const double tokens = job.tokens_per_rank();
  const double layers = real(model.layers) / real(l.pp) * job.micro_batches();
  const double row = 2 * tokens * model.hidden;
  StepTraffic traffic;
  traffic.tensor = split(8 * (1 + recomputed_share(job) / 2) * row * (t - 1) / t * layers, l.tp <= job.machine.domain);
  traffic.context =
      split(3 * 4 * tokens * model.kv_heads * model.head_dim / t * (c - 1) * layers, l.tp * l.cp <= job.machine.domain);
  if (model.routed && l.ep > 1) {
    const double routed = layers * (1 - real(std::min(model.layers, model.routed->dense_layers)) / real(model.layers));
    // There and back, in both passes; the way there may have fewer bytes.
    const double bytes = 2 * (1 + job.software.dispatch_bytes / 2) * row / t * routed;
    const ExchangeRows rows = exchange_rows(job);
    traffic.expert = {bytes * rows.inside, bytes * rows.outside};
  }
  if (l.pp > 1) {
    const bool split_sends = l.vpp > 1 || job.software.scatter_gather_sends;
    const bool between = l.tp * l.cp * l.dp >= job.machine.domain || job.gpus > job.machine.domain;
    traffic.pipeline = split(2 * real(l.vpp) * row / (split_sends ? t : 1.0) * job.micro_batches(), !between);
  }
  traffic.data = data_traffic(job);
  return traffic;
}

}  // namespace aif::step
