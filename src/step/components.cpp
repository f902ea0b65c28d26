#include "step/components.hpp"

#include <algorithm>

namespace aif::step {
namespace {

void add(Both& sum, const Operator& op, double seconds) {
  (op.direction == Direction::forward ? sum.forward : sum.backward) += seconds;
}

void price_attention(const LayerOperators& layer, const Job& job, Components& c) {
  for (const Operator& op : layer.attention) {
    const double t = price(op, job.machine);
    switch (op.part) {
      case Part::linear:
        add(c.linear_attention, op, t);
        break;
      case Part::core:
        c.core += t;
        break;
      case Part::softmax:
        add(c.softmax, op, t);
        break;
      case Part::cast:
        add(c.cast_attention, op, t);
        break;
      default:
        add(c.element_wise_attention, op, t);
        break;
    }
  }
  if (job.model.window && job.software.fused_attention) {
    const double g = job.model.global_share;
    c.core *= g + (1 - g) * window_share(*job.model.window, static_cast<double>(job.sequence));
  }
}

void price_feed_forward(const LayerOperators& layer, const Job& job, Components& c) {
  for (const Operator& op : layer.dense) {
    const double t = price(op, job.machine);
    switch (op.part) {
      case Part::linear:
        add(c.linear_dense, op, t);
        break;
      case Part::cast:
        add(c.cast_dense, op, t);
        break;
      default:
        add(c.element_wise_dense, op, t);
        break;
    }
  }
  for (const Operator& op : layer.routed) {
    const double t = price(op, job.machine);
    switch (op.part) {
      case Part::experts:
        add(c.experts, op, t);
        break;
      case Part::linear:
        add(c.linear_shared, op, t);
        break;
      case Part::routing:
        add(c.routing, op, t);
        break;
      case Part::expert_biases:
        add(c.biases, op, t);
        break;
      default:
        add(c.routing_cast, op, t);
        break;
    }
  }
}

/// Linear work of side stacks over that of the backbone's layers, by parameters times tokens.
double side_share(const ModelShape& m, const HeldParameters& held, const Layout& layout) {
  if (m.side_params_per_token <= 0) {
    return 0;
  }
  const double own = m.side_params / static_cast<double>(layout.pp * layout.tp);
  const double backbone =
      (held.dense - held.embedding - own) * static_cast<double>(layout.pp) * static_cast<double>(layout.tp);
  return backbone > 0 ? m.side_params_per_token / backbone : 0;
}

/// Gradients of weights over all matrix products of the backward pass.
double weight_share(const LayerOperators& layer, const Job& job) {
  double weights = 0, all = 0;
  for (const auto* list : {&layer.attention, &layer.dense, &layer.routed}) {
    for (const Operator& op : *list) {
      if (op.kind == OperatorKind::gemm && op.direction == Direction::backward) {
        const double t = price(op, job.machine);
        all += t;
        weights += op.weight_gradient ? t : 0.0;
      }
    }
  }
  return all > 0 ? weights / all : 0.0;
}

/// Tensor-parallel traffic and sends of what stands beside the backbone's layers.
void add_beside(const Job& job, Components& c) {
  if (job.model.stacks.empty() && !job.model.cross && !job.model.modulation) {
    return;
  }
  c.beside = beside_work(job);
  c.traffic.tensor_domain *= 1 + c.beside.tensor_share;
  c.traffic.tensor_network *= 1 + c.beside.tensor_share;
  c.traffic.pipeline_network *= 1 + c.beside.pipeline_share;
}

}  // namespace

Components components_of(const Job& job) {
  Components c;
  const LayerOperators layer = layer_operators(job);
  price_attention(layer, job, c);
  price_feed_forward(layer, job, c);
  for (const Operator& op : head_operators(job)) {
    add(c.head, op, price(op, job.machine));
  }
  c.dense_layers = job.model.layers;
  if (job.model.routed) {
    c.dense_layers = std::min(job.model.layers, job.model.routed->dense_layers);
    c.routed_layers = job.model.layers - c.dense_layers;
  }
  c.local_experts = local_experts(job);
  c.traffic = layer_traffic(job);
  c.weight_share = weight_share(layer, job);
  add_beside(job, c);
  c.held = held_parameters(job);
  c.side_share = side_share(job.model, c.held, job.layout);
  c.recomputed = recomputed_share(job);
  c.spilled = spilled_bytes(job);
  if (!job.software.fused_accumulation && job.micro_batches() > 1) {
    c.accumulation = memory_time((2 + 2 * job.gradient_bytes()) * (c.held.dense + c.held.experts), job.machine);
  }
  return c;
}

}  // namespace aif::step
