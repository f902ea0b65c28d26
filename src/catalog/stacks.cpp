#include "catalog/stacks.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/ai_model.hpp"

namespace aif {
namespace {

double head_width(const StackShapeSpec& shape) {
  return shape.head_dim ? real(*shape.head_dim) : real(shape.hidden) / real(shape.heads);
}

}  // namespace

double stack_parameters(const StackShapeSpec& shape) {
  const double h = real(shape.hidden);
  const double d = head_width(shape);
  const double kv = shape.kv_heads ? real(*shape.kv_heads) : real(shape.heads);
  const double matrices = shape.mlp == MlpKind::swiglu ? 3 : 2;
  return real(shape.layers) * (2 * h * real(shape.heads) * d + 2 * h * kv * d + matrices * h * real(shape.ffn_hidden));
}

double stack_flops_per_token(const SideStackSpec& stack, double sequence) {
  if (!stack.shape) {
    return 2 * *stack.params * *stack.tokens_ratio;
  }
  const StackShapeSpec& shape = *stack.shape;
  const double tokens = *stack.tokens_ratio * sequence;
  const double span = shape.span ? std::min(tokens, real(*shape.span)) : tokens;
  const double keys = (shape.causal ? span / 2 : span) + (shape.sees_backbone ? sequence : 0.0);
  return *stack.tokens_ratio *
         (2 * stack_parameters(shape) + 4 * real(shape.layers) * real(shape.heads) * head_width(shape) * keys);
}

double cross_parameters(const AiModelSpec& model) {
  if (!model.cross_attention) {
    return 0;
  }
  const double d = head_width(model);
  return 2 * real(model.hidden) * real(model.heads) * d +
         2 * real(model.cross_attention->width) * real(model.kv_heads) * d;
}

double modulation_parameters(const AiModelSpec& model) {
  if (!model.modulation) {
    return 0;
  }
  const double h = real(model.hidden);
  const double vectors = real(model.modulation->vectors);
  if (!model.modulation->rank) {
    return vectors * h * h;
  }
  return (std::ceil(vectors / 3) + vectors) * h * real(*model.modulation->rank);
}

double conditioning_flops_per_token(const AiModelSpec& model, double sequence) {
  const double share = sequence > 0 ? 1 / sequence : 0.0;  // of what is computed once per sequence
  double per_layer = 2 * modulation_parameters(model) * share;
  if (model.cross_attention) {
    const double d = head_width(model);
    const double tokens = real(model.cross_attention->tokens);
    per_layer += 4 * real(model.hidden) * real(model.heads) * d +
                 4 * real(model.cross_attention->width) * real(model.kv_heads) * d * tokens * share +
                 4 * real(model.heads) * d * tokens;
  }
  return real(model.layers) * per_layer;
}

}  // namespace aif
