#include "step/memory.hpp"

#include <algorithm>
#include <cmath>

/// Memory of one GPU in training.
///
/// What it computes  bytes held per GPU, the share of layers that must be recomputed to fit, and bytes moved by
///                   element-wise kernels.
/// Equation     M = (2 + 4) (N_d + N_e) + 12 (N_d / (dp cp) + N_e / (dp cp / ep)) + A (1 - r) + A_0 r        (1)
///              N_d = (N - E) / (tp pp),  N_e = E / (tp pp ep)                                              (2)
///              A = 2 (s / (cp tp)) (4 h + 2 w_q + 2 w_k + n f) L (1 + (pp - 1) / (pp v)) min(1, m / pp)    (3)
///              A_0 = 2 (s / (cp tp)) h L (1 + (pp - 1) / (pp v)) min(1, m / pp)                            (4)
///              r = the least in [0, 1] for which M <= 0.95 of the memory                                   (5)
///              B = sum over layers of 3 x 2 [10 h + 4 w_q + 4 w_k + n f + 3 k h + c] + 12 V                (6)
/// Symbols      N parameters, E of them in routed experts; s sequence; h hidden; w_q, w_k widths of queries and keys;
///              f feed-forward width that a token passes through, n values kept per unit of it (3 gated, 2 not);
///              L layers; m microbatches; k experts per token; c = 2 (2 h + w_q + f) casts in FP8 and FP4; V
///              vocabulary; the factor 3 is forward and backward, 2 bytes per value.
/// Valid for    mixed-precision Adam, sequence parallel with tensor parallel, selective recomputation of attention.
/// Not modelled fragmentation, buffers of the communication library (within the 5 %), activations of side stacks,
///              8-bit moments, weights kept in FP8, unequal first and last stages.
/// Source       activations [korthikanti-2022] equation 4 without dropout; (1) [zero-2020] section 3.1, optimizer state
///              sharded, weights and gradients not; interleaving [narayanan-2021] section 2.2.
/// Checked by   tests/unit/step/memory_test.cpp.
namespace aif {
namespace {

/// Part of the memory that a job can use: the rest holds contexts, buffers and gaps. Estimate, range 0.90 to 0.97.
constexpr double usable = 0.95;

/// Widths of one layer, in values per token.
struct Widths {
  double hidden = 0;
  double queries = 0;
  double keys = 0;
  double feed_forward = 0;  ///< mean over the layers of what a token passes through
  double kept_per_unit = 0;
};

double expert_size(const AiModelSpec& model) {
  return (model.mlp == MlpKind::swiglu ? 3 : 2) * real(model.hidden) * real(model.moe->expert_hidden);
}

Widths widths(const AiModelSpec& model) {
  Widths w;
  w.hidden = real(model.hidden);
  const bool latent = model.attention == AttentionKind::latent && model.latent;
  const double head = latent ? real(model.latent->nope_dim) + real(model.latent->rope_dim) : head_width(model);
  w.queries = real(model.heads) * head;
  w.keys = (latent ? real(model.heads) : real(model.kv_heads)) * head;
  const double layers = real(model.layers);
  const double routed = routed_layers(model);
  w.feed_forward = (layers - routed) / layers * real(model.ffn_hidden);
  if (model.moe) {
    w.feed_forward +=
        routed / layers * (real(model.moe->top_k) + real(model.moe->shared_experts)) * real(model.moe->expert_hidden);
  }
  w.kept_per_unit = model.mlp == MlpKind::swiglu ? 3 : 2;
  return w;
}

}  // namespace

double routed_layers(const AiModelSpec& model) {
  return model.moe ? std::max(0.0, real(model.layers) - real(model.moe->dense_layers)) : 0.0;
}

double expert_parameters(const AiModelSpec& model) {
  return model.moe ? routed_layers(model) * real(model.moe->experts) * expert_size(model) : 0.0;
}

double active_expert_parameters(const AiModelSpec& model) {
  return model.moe ? routed_layers(model) * real(model.moe->top_k) * expert_size(model) : 0.0;
}

double elementwise_bytes_per_token(const AiModelSpec& model, Precision precision) {
  const Widths w = widths(model);
  double values = 10 * w.hidden + 4 * w.queries + 4 * w.keys + w.kept_per_unit * w.feed_forward;
  if (model.moe) {
    values += 3 * w.hidden * real(model.moe->top_k) * routed_layers(model) / real(model.layers);
  }
  if (precision == Precision::fp8 || precision == Precision::fp4) {
    values += 2 * (2 * w.hidden + w.queries + w.feed_forward);
  }
  return 3 * 2 * values * real(model.layers) + 12 * real(model.vocab);
}

MemoryUse memory_use(const AiModelSpec& model, const ParallelSpec& parallel, double replicas, double microbatches,
                     double sequence, double capacity_bytes) {
  const auto tp = static_cast<double>(parallel.tensor);
  const auto pp = static_cast<double>(parallel.pipeline);
  const auto cp = static_cast<double>(parallel.context);
  const auto ep = static_cast<double>(parallel.expert);
  const auto stages = pp * static_cast<double>(parallel.virtual_stages);

  MemoryUse use;
  const double experts = expert_parameters(model);
  use.dense_params = std::max(0.0, parameter_count(model) - experts) / (tp * pp);
  use.expert_params = experts / (tp * pp * ep);
  const double sharded = use.dense_params / (replicas * cp) + use.expert_params / (replicas * cp / ep);
  const double state =
      (weight_bytes + gradient_bytes) * (use.dense_params + use.expert_params) + optimizer_bytes * sharded;
  // Gradient in; master weight and moments in and out; weight out.
  use.optimizer_traffic = (gradient_bytes + 2 * optimizer_bytes + weight_bytes) * sharded;

  const Widths w = widths(model);
  const double in_flight = real(model.layers) * (1 + (pp - 1) / stages) * std::min(1.0, microbatches / pp);
  const double per_value = 2 * sequence / (cp * tp) * in_flight;
  const double kept = per_value * (4 * w.hidden + 2 * w.queries + 2 * w.keys + w.kept_per_unit * w.feed_forward);
  const double inputs = per_value * w.hidden;
  const double room = usable * capacity_bytes;
  use.recomputed = std::clamp((state + kept - room) / (kept - inputs), 0.0, 1.0);
  use.total = state + kept - use.recomputed * (kept - inputs);
  use.fits = use.total <= room * (1 + 1e-9);
  return use;
}

}  // namespace aif
