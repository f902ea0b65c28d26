#pragma once

#include "catalog/ai_model.hpp"
#include "scenario/workload.hpp"

/// What a transformer keeps and moves in the memory of a GPU while it trains.
namespace aif {

/// Bytes per parameter: weights in BF16; gradients are summed and sent in FP32; master weights and two moments of
/// Adam in FP32, shared by the data-parallel ranks.
inline constexpr double weight_bytes = 2;
inline constexpr double gradient_bytes = 4;
inline constexpr double optimizer_bytes = 12;

/// Memory of one GPU, in bytes. See the block in memory.cpp.
struct MemoryUse {
  double dense_params = 0;  ///< parameters held by a GPU that are not experts
  double expert_params = 0;
  double total = 0;              ///< with as much recomputation as it takes to fit, if it can
  double optimizer_traffic = 0;  ///< read and written by one optimizer step
  double recomputed = 0;         ///< share of layers whose activations are computed again, in [0, 1]
  bool fits = true;
};
MemoryUse memory_use(const AiModelSpec& model, const ParallelSpec& parallel, double replicas, double microbatches,
                     double sequence, double capacity_bytes);

/// Bytes that element-wise kernels read and write per token, forward and backward, over the whole model.
double elementwise_bytes_per_token(const AiModelSpec& model, Precision precision);

/// Layers with experts.
double routed_layers(const AiModelSpec& model);
/// Parameters of experts: all, and those one token passes through.
double expert_parameters(const AiModelSpec& model);
double active_expert_parameters(const AiModelSpec& model);

}  // namespace aif
