#include "catalog/ai_model.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/stacks.hpp"

/// Size and arithmetic of transformer models from their shape.
///
/// What it computes  parameters, FLOPs per token and bytes of key-value cache.
/// Equation
///   attention, full     A = h a d + 2 h k d + a d h                                                       (1)
///   attention, latent   A = h q + q a (n + r) + h (c + r) + c a (n + v) + a v h                           (2)
///   feed-forward        M = g h f;  routed: (E + S) g h e + h E, active (K + S) g h e + h E               (3)
///   parameters          N = sum over layers of (A + M) + (1 or 2) V h + side stacks                       (4)
///   forward per token   F(t) = 2 (N' + V h) + sum over layers of 2 a (d_k + d_v) t + sum of S_i          (5)
///   training per token  3 (F(t) + F of the prediction layers), t from (7); 6 N plus attention            (6)
///   mean span           causal s/2; window w < s: w - w^2 / (2 s); world models see the whole sequence    (7)
///   key-value cache     b sum over layers of 2 k d;  latent: b sum of (c + r)                             (8)
///   S_i, cross attention and modulation as in catalog/stacks.hpp; without a shape S_i = 2 P_i rho_i         (9)
/// Symbols      h hidden, f feed-forward and e expert width; g matrices of the feed-forward, 3 if gated, else 2;
///              a heads, k key-value heads, d head width; q and c ranks, n, r and v widths of latent attention;
///              E, S, K routed, shared and chosen experts; V vocabulary; N' active parameters of the layers;
///              d_k, d_v widths of keys and values; t tokens attended to, s sequence [tokens];
///              P_i, rho_i, S_i parameters, tokens and FLOPs of a side stack per backbone token; b bytes per element.
/// Valid for    decoders, mixtures of experts, driving models and diffusion transformers given by their shape.
///              One step of backward costs two of forward; no recomputation; the embedding look-up is free and
///              the output projection is counted, tied or not.
/// Not modelled biases, norms and learned positions (below 0.1 % of any shipped model); attention inside side
///              stacks without a shape; repeated steps of a diffusion sampler; the longer inner products of latent
///              attention when it decodes from the compressed cache.
/// Source       parameter and FLOP counts: [gpt3-paper] table 2.1, [llama3-paper] section 3.2,
///              [deepseek-v3-report] section 2.1; throughput and FLOP/s printed side by side in
///              [megatron-bridge-performance].
/// Checked by   tests/unit/catalog/ai_model_test.cpp: "published parameter counts", "GPT-3 by hand",
///              "FLOPs per token behind published throughput".
namespace aif {
namespace {

bool is_latent(const AiModelSpec& model) { return model.attention == AttentionKind::latent && model.latent; }

double attention_parameters(const AiModelSpec& model) {
  const double h = real(model.hidden);
  const double a = real(model.heads);
  if (is_latent(model)) {
    const double q = real(model.latent->q_rank);
    const double c = real(model.latent->kv_rank);
    const double r = real(model.latent->rope_dim);
    const double n = real(model.latent->nope_dim);
    const double v = real(model.latent->v_dim);
    return h * q + q * a * (n + r) + h * (c + r) + c * a * (n + v) + a * v * h;
  }
  const double d = head_width(model);
  return 2 * h * a * d + 2 * h * real(model.kv_heads) * d;
}

/// Parameters of the feed-forward part of all layers: stored, and those one token passes through.
struct FeedForward {
  double stored = 0;
  double active = 0;
};

FeedForward feed_forward(const AiModelSpec& model) {
  const double h = real(model.hidden);
  const double matrices = model.mlp == MlpKind::swiglu ? 3 : 2;
  const double dense = matrices * h * real(model.ffn_hidden);
  const double layers = real(model.layers);
  if (!model.moe) {
    return {layers * dense, layers * dense};
  }
  const MoeSpec& moe = *model.moe;
  const double expert = matrices * h * real(moe.expert_hidden);
  const double router = h * real(moe.experts);
  const double dense_layers = std::min(real(moe.dense_layers), layers);
  const double routed = layers - dense_layers;
  return {dense_layers * dense + routed * ((real(moe.experts) + real(moe.shared_experts)) * expert + router),
          dense_layers * dense + routed * ((real(moe.top_k) + real(moe.shared_experts)) * expert + router)};
}

double embedding_parameters(const AiModelSpec& model) {
  return (model.tied_embeddings ? 1 : 2) * real(model.vocab) * real(model.hidden);
}

/// Of stacks beside the backbone, and of cross attention and modulation inside it.
double side_parameters(const AiModelSpec& model) {
  double sum = real(model.layers) * (cross_parameters(model) + modulation_parameters(model));
  for (const SideStackSpec& stack : model.side_stacks) {
    sum += *stack.params;
  }
  return sum;
}

/// Parameters of the layers and the output projection that one token is multiplied with.
double matmul_parameters(const AiModelSpec& model) {
  return real(model.layers) * attention_parameters(model) + feed_forward(model).active +
         real(model.vocab) * real(model.hidden);
}

/// Forward FLOPs of what stands beside the layers' own attention and feed-forward part, per backbone token.
double side_forward_flops(const AiModelSpec& model, double sequence) {
  double sum = conditioning_flops_per_token(model, sequence);
  for (const SideStackSpec& stack : model.side_stacks) {
    sum += stack_flops_per_token(stack, sequence);
  }
  return sum;
}

/// FLOPs of one layer's attention per token attended to: scores and weighted sum.
double attention_flops_per_key(const AiModelSpec& model) {
  const double widths = is_latent(model)
                            ? real(model.latent->nope_dim) + real(model.latent->rope_dim) + real(model.latent->v_dim)
                            : 2 * head_width(model);
  return 2 * real(model.heads) * widths;
}

double global_layers(const AiModelSpec& model) {
  if (!model.sliding_window) {
    return real(model.layers);
  }
  return model.global_every ? std::floor(real(model.layers) / real(*model.global_every)) : 0.0;
}

/// Mean number of tokens that a token attends to over a sequence, with a window if there is one.
double mean_span(double sequence, std::optional<double> window) {
  if (!window || *window >= sequence) {
    return sequence / 2;
  }
  return *window - *window * *window / (2 * sequence);
}

/// Tokens attended to, summed over the layers.
double training_span(const AiModelSpec& model, double sequence) {
  if (model.architecture == Architecture::world_model) {
    return real(model.layers) * sequence;
  }
  const double global = global_layers(model);
  double sum = global * mean_span(sequence, std::nullopt);
  if (model.sliding_window) {
    sum += (real(model.layers) - global) * mean_span(sequence, real(*model.sliding_window));
  }
  return sum;
}

/// Forward FLOPs of the layers that predict further tokens: a projection of two states to one, one layer, and
/// the output projection again, each.
double prediction_forward_flops(const AiModelSpec& model, double sequence) {
  if (!model.prediction_layers) {
    return 0;
  }
  AiModelSpec one_layer = model;
  one_layer.layers.value = 1;
  if (one_layer.moe) {
    one_layer.moe->dense_layers.value = 0;
  }
  const double h = real(model.hidden);
  const double parameters = matmul_parameters(one_layer) + 2 * h * h;
  return real(*model.prediction_layers) *
         (2 * parameters + attention_flops_per_key(model) * mean_span(sequence, std::nullopt));
}

}  // namespace

double head_width(const AiModelSpec& model) {
  return model.head_dim ? real(*model.head_dim) : real(model.hidden) / real(model.heads);
}

double parameter_count(const AiModelSpec& model) {
  return real(model.layers) * attention_parameters(model) + feed_forward(model).stored + embedding_parameters(model) +
         side_parameters(model);
}

double active_parameter_count(const AiModelSpec& model) {
  return real(model.layers) * attention_parameters(model) + feed_forward(model).active + embedding_parameters(model) +
         side_parameters(model);
}

double training_flops_per_token(const AiModelSpec& model, double sequence) {
  const double forward = 2 * matmul_parameters(model) + side_forward_flops(model, sequence) +
                         attention_flops_per_key(model) * training_span(model, sequence) +
                         prediction_forward_flops(model, sequence);
  return 3 * forward;
}

double inference_flops_per_token(const AiModelSpec& model, double context) {
  const double global = global_layers(model);
  const double window = model.sliding_window ? std::min(context, real(*model.sliding_window)) : context;
  const double span = global * context + (real(model.layers) - global) * window;
  return 2 * matmul_parameters(model) + side_forward_flops(model, context) + attention_flops_per_key(model) * span;
}

double kv_cache_bytes_per_token(const AiModelSpec& model, double bytes_per_element, std::optional<double> context) {
  const double width = is_latent(model) ? real(model.latent->kv_rank) + real(model.latent->rope_dim)
                                        : 2 * real(model.kv_heads) * head_width(model);
  double layers = real(model.layers);
  if (model.sliding_window && context && *context > real(*model.sliding_window)) {
    const double global = global_layers(model);
    layers = global + (layers - global) * real(*model.sliding_window) / *context;
  }
  return bytes_per_element * width * layers;
}

}  // namespace aif
