#include "step/footprint.hpp"

#include <algorithm>
#include <cmath>

#include "step/beside.hpp"

namespace aif::step {
namespace {

constexpr double workspace_bytes = 3e9;
constexpr double usable_memory = 0.97;

struct LayerParameters {
  double attention = 0, dense = 0, shared = 0, experts = 0;
};

LayerParameters layer_parameters(const ModelShape& m) {
  LayerParameters p;
  if (m.latent) {
    const LatentShape& l = *m.latent;
    p.attention = m.hidden * l.q_rank + l.q_rank * m.heads * (l.nope + l.rope) + m.hidden * (l.kv_rank + l.rope) +
                  l.kv_rank * m.heads * (l.nope + l.value) + m.heads * l.value * m.hidden;
  } else {
    p.attention = m.hidden * (m.heads + 2 * m.kv_heads) * m.head_dim + m.heads * m.head_dim * m.hidden;
  }
  p.attention += m.side_params / static_cast<double>(m.layers);
  const double matrices = m.gated() ? 3 : 2;
  p.dense = matrices * m.hidden * m.ffn;
  if (m.routed) {
    const double one = matrices * m.hidden * m.routed->width;
    p.shared = m.routed->shared * one + m.hidden * m.routed->experts;
    p.experts = m.routed->experts * one;
  }
  return p;
}

/// Of the heaviest stage, which is taken for the first.
double layers_per_stage(const Job& job) {
  const std::vector<std::int64_t>& stated = job.layout.stage_layers;
  if (!stated.empty()) {
    const std::vector<std::int64_t> layers = stage_layers(job);
    return static_cast<double>(*std::max_element(layers.begin(), layers.end()));
  }
  return std::ceil(static_cast<double>(job.model.layers) / static_cast<double>(job.layout.pp));
}

/// Bytes that one layer keeps of one micro-batch on one GPU.
double layer_activations(const Job& job, Recompute recompute) {
  const ModelShape& m = job.model;
  const double tokens = job.tokens_per_rank();
  const auto t = static_cast<double>(job.layout.tp);
  const double split = job.layout.sequence_parallel ? t : 1.0;
  if (recompute == Recompute::full) {
    return 2 * tokens * m.hidden / split + beside_activations(job, recompute);
  }
  const double low = job.width() == MathWidth::bits16 ? 1.0 : 0.5;  // inputs of products are kept in 8 bits
  double widths = (m.heads + 2 * m.kv_heads) * m.head_dim + m.heads * m.head_dim;
  if (m.latent) {
    const LatentShape& l = *m.latent;
    widths = m.heads * (2 * (l.nope + l.rope) + l.value) + 2 * m.heads * m.head_dim;
  }
  double bytes = 2 * tokens * (2 * m.hidden + 2 * m.hidden * low) / split + 2 * tokens * widths / t +
                 beside_activations(job, recompute);
  if (!job.software.fused_attention && recompute == Recompute::none) {
    const double query = static_cast<double>(job.sequence) / static_cast<double>(job.layout.cp);
    bytes += 5 * static_cast<double>(job.layout.micro_batch) * m.heads / t * query * query;
  }
  if (m.routed) {
    const double width = m.routed->width * (m.routed->top_k + m.routed->shared);
    return bytes + 2 * tokens * (3 * width + 2 * m.routed->top_k * m.hidden) / t;
  }
  return bytes + 2 * tokens * m.ffn * ((m.gated() ? 2 : 1) + low) / t;
}

/// Micro-batches whose activations the first stage holds at once.
double in_flight(const Job& job) {
  const auto p = static_cast<double>(job.layout.pp);
  if (job.layout.pp == 1) {
    return 1;
  }
  if (job.layout.order() == PipelineSchedule::dualpipe) {
    return p + 1;
  }
  if (job.layout.vpp == 1) {
    return std::min(std::max(1.0, std::floor(job.micro_batches())), p);
  }
  return p * (1 + (p - 1) / (p * static_cast<double>(job.layout.vpp)));
}

void add_state(const Job& job, Footprint& f) {
  const HeldParameters held = held_parameters(job);
  const Layout& l = job.layout;
  const double weight = 2, gradient = job.gradient_bytes(), state = job.software.optimizer_state_bytes;
  const auto ranks = static_cast<double>(l.dp * l.cp);
  const double all = held.dense + held.experts;
  const double expert_ranks =
      l.ep > 1 ? std::max<double>(1, std::floor(static_cast<double>(l.dp * l.tp * l.cp) / static_cast<double>(l.ep)))
               : ranks;
  const double group = l.sharding_group ? static_cast<double>(*l.sharding_group) : 0;
  switch (l.sharding) {
    case Sharding::fsdp:
    case Sharding::hsdp: {
      const double n = group > 0 ? group : ranks;
      f.weights = weight * all / n;
      f.gradients = gradient * all / n;
      f.optimizer = state * all / n;
      f.gathered = 3 * 2 * (held.dense - held.embedding) / std::max(1.0, layers_per_stage(job)) + 2 * held.embedding;
      return;
    }
    case Sharding::zero2:
      f.weights = weight * all;
      f.gradients = gradient * all / ranks;
      f.optimizer = state * all / ranks;
      return;
    case Sharding::zero1: {
      const double n = std::min(group > 0 ? group : ranks, ranks);
      const double expert_n = std::min(expert_ranks, group > 0 ? n : expert_ranks);
      f.weights = weight * all;
      f.gradients = gradient * all;
      f.optimizer = state * (held.dense / n + held.experts / expert_n);
      return;
    }
    case Sharding::replicated:
      break;
  }
  f.weights = weight * all;
  f.gradients = gradient * all;
  f.optimizer = state * all;
}

/// The job with the 2-byte gradients that the rule for Recompute::least assumes.
Job with_small_gradients(const Job& job) {
  Job copy = job;
  copy.software.gradient_bytes = 2.0;
  return copy;
}

/// Part of the activation bytes that does not fit: 0 if all do, 1 if only inputs of layers may stay.
double excess_share(const Job& small) {
  const Footprint none = footprint(small, Recompute::none);
  const Footprint full = footprint(small, Recompute::full);
  const double kept_by_full = full.activations - layer_activations(small, Recompute::none);
  const double room = usable_memory * small.machine.memory - (none.total() - none.activations);
  if (none.activations <= room) {
    return 0;
  }
  return std::min(1.0, (none.activations - room) / std::max(1.0, none.activations - kept_by_full));
}

}  // namespace

HeldParameters held_parameters(const Job& job) {
  const ModelShape& m = job.model;
  const LayerParameters p = layer_parameters(m);
  // DualPipe keeps two stages on every rank.
  const double copies = job.layout.order() == PipelineSchedule::dualpipe ? 2 : 1;
  const double n = copies * layers_per_stage(job);
  HeldParameters held;
  double dense = n * (p.attention + p.dense);
  if (m.routed) {
    // With a pipeline the heaviest stage has routed layers only.
    const double dense_layers = job.layout.pp > 1 ? 0.0 : std::min(static_cast<double>(m.routed->dense_layers), n);
    dense = n * p.attention + dense_layers * p.dense + (n - dense_layers) * p.shared;
    // Without an expert group the tensor ranks share the width of every expert.
    held.experts =
        (n - dense_layers) * p.experts / static_cast<double>(job.layout.ep > 1 ? job.layout.ep : job.layout.tp);
  }
  const double embedding = m.vocab * m.hidden * (job.layout.pp == 1 ? 2 : 1);
  const auto t = static_cast<double>(job.layout.tp);
  held.dense = (dense + embedding) / t;
  held.embedding = embedding / t;
  return held;
}

Footprint footprint(const Job& job, Recompute recompute) {
  Footprint f;
  add_state(job, f);
  f.activations = layers_per_stage(job) * in_flight(job) * layer_activations(job, recompute);
  if (recompute == Recompute::full) {
    f.activations += layer_activations(job, Recompute::none);  // of the layer being computed again
  }
  if (job.layout.pp == 1) {
    f.logits = 4 * job.tokens_per_rank() * job.model.vocab / static_cast<double>(job.layout.tp);
  }
  f.workspace = workspace_bytes;
  return f;
}

double recomputed_share(const Job& job) {
  if (job.layout.recompute != Recompute::least) {
    return job.layout.recompute == Recompute::full ? job.software.full_recomputation : 0.0;
  }
  const double excess = excess_share(with_small_gradients(job));
  if (excess <= 0 || (job.machine.coherent_host && job.layout.pp == 1)) {
    return 0;
  }
  constexpr double cheap_bytes = 0.45;
  constexpr double cheap_time = 0.12;
  return excess < cheap_bytes ? cheap_time * excess / cheap_bytes
                              : cheap_time + (1 - cheap_time) * (excess - cheap_bytes) / (1 - cheap_bytes);
}

double spilled_bytes(const Job& job) {
  if (job.layout.recompute != Recompute::least || !job.machine.coherent_host || job.layout.pp > 1) {
    return 0;
  }
  const Footprint none = footprint(with_small_gradients(job), Recompute::none);
  return std::max(0.0, none.total() - usable_memory * job.machine.memory);
}

Footprint running_footprint(const Job& job) {
  if (job.layout.recompute != Recompute::least) {
    return footprint(job, job.layout.recompute);
  }
  const Job small = with_small_gradients(job);
  Footprint f = footprint(small, Recompute::none);
  if (job.machine.coherent_host && job.layout.pp == 1) {
    f.activations -= std::min(f.activations, spilled_bytes(job));
    return f;
  }
  const double kept_by_full = footprint(small, Recompute::full).activations - layer_activations(small, Recompute::none);
  const double excess = excess_share(small);
  f.activations -= excess * (f.activations - kept_by_full);
  if (excess >= 1) {
    f.activations += layer_activations(small, Recompute::none);
  }
  return f;
}

}  // namespace aif::step
