#pragma once

#include <vector>

#include "step/kernels.hpp"

namespace aif::step {

enum class OperatorKind { gemm, attention, memory };
enum class Direction { forward, backward };

/// What an operator belongs to; each part has its own calibrated factors.
enum class Part {
  linear,        ///< dense matrix products of attention, feed-forward part and shared experts
  experts,       ///< grouped matrix products of routed experts
  core,          ///< attention over keys, fused or as two products
  softmax,       ///< memory traffic of unfused scores
  element_wise,  ///< norms, residuals, activations, rotary positions, dropout
  cast,          ///< to 8 and 4 bits
  routing,       ///< permutation, routing and activation of experts
  routing_cast,
  expert_biases,  ///< of experts whose products do not take them along
  head            ///< output projection and loss
};

/// One kernel of a layer on one GPU and micro-batch.
struct Operator {
  const char* name = "";
  Part part = Part::linear;
  Direction direction = Direction::forward;
  OperatorKind kind = OperatorKind::gemm;
  MathWidth width = MathWidth::bits16;
  double m = 0, n = 0, k = 0, groups = 1;  ///< of a matrix product
  double result_bytes = 2;                 ///< per element of a matrix product
  AttentionShape attention;                ///< of fused attention
  double moved = 0;                        ///< of a memory-bound operator [B]
  bool weight_gradient = false;            ///< may wait: nothing else of the step needs it

  [[nodiscard]] double flops() const;
  [[nodiscard]] double bytes() const;
};
/// Seconds alone, without calibrated factors.
double price(const Operator& op, const Machine& machine);
Origin origin_of(const Operator& op, const Machine& machine);

/// Routed experts whose products a GPU computes.
double local_experts(const Job& job);

/// Whether the products of experts run in one kernel with activation and casts: 8 or 4 bits and widths that its tiles
/// divide.
bool experts_fused(const Job& job);

/// A layer is its attention and either a dense or a routed feed-forward part.
struct LayerOperators {
  std::vector<Operator> attention, dense, routed;
};
/// Operators of one layer for one micro-batch on one GPU of the job.
///
/// Products      MHA and GQA: one fused projection and one output; MLA: down, two up, output; feed-forward: two
///               (three fused to two if gated). Backward: gradient of the input and of the weight each.
/// Element-wise  bytes per token and layer, forward and backward: norms and residuals 12 h and 20 h (with dropout 15
///               h and 23 h), rotary positions 4 (a + k) d, activation 4 f and 6 f (gated 6 f and 10 f)
/// Unfused       scale, mask, softmax and dropout: 5.5 passes of 2 b a s^2 bytes forward, 6.5 backward
/// Casts         4 bytes per element of a product's input, forward and for its gradient
/// Routing       6 w + 4 rows 2 h + 8 E forward; 10 w + 6 rows 2 h + 12 E backward, per token; with fused experts w of
///               shared ones only and half the rows; 4 rows 2 h more each way to sort what all-to-all delivers
/// Loss          10 bytes per logit and direction; unfused 38 (FP32 copy, maximum, difference, exponential, sum,
///               quotient) and 18
/// Not modelled  biases but those of experts, embedding look-up
/// Source        counts of reads and writes of the operators of Megatron-LM [korthikanti-2022], by hand
LayerOperators layer_operators(const Job& job);
/// Output projection and loss of one micro-batch on the last stage.
std::vector<Operator> head_operators(const Job& job);

}  // namespace aif::step
