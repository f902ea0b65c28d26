#pragma once

#include <optional>

#include "document/record.hpp"

namespace aif::step {

/// What is launched as a CUDA graph: nothing; attention and router of routed layers; the whole step.
enum class Graphs { none, routing, step };

/// What carries tokens to their experts: all-to-all of the collective library, which sends every copy of a token on its
/// own between ranks, sorts before and after, and whose sizes the host must know; or kernels that send a token to each
/// domain once and permute on the way [deepep].
enum class ExpertExchange { collective, kernels };

/// What the training framework does, as far as it decides the time of a step. Facts of a stack, never fitted.
struct SoftwareSpec {
  double date = 2026.5;                     ///< of the stack, as a year with a fraction
  bool fused_attention = true;              ///< scores stay on chip (FlashAttention and its like)
  bool first_generation_attention = false;  ///< its first release, without instructions of later GPUs
  bool sequence_parallel = true;            ///< norms and residuals are split over the tensor-parallel group
  bool tensor_overlap = true;               ///< tensor-parallel gathers run under matrix products
  bool data_overlap = true;                 ///< gradient reduction and parameter gathers run under compute
  bool scatter_gather_sends = true;         ///< a stage sends 1/tp of the activations per GPU, gathered in the node
  bool fused_accumulation = true;           ///< weight gradients are added to the accumulator inside the product
  bool blocking_pipeline = false;           ///< the transfers of a micro-batch are posted one after the other
  bool partitioned_checkpoints = false;     ///< checkpointed activations are split over tp and gathered to be used
  bool whole_tensor_broadcasts = false;     ///< ZeRO-1: each rank broadcasts its parameters, one after the other
  bool fused_loss = true;                   ///< cross-entropy in one kernel, without copies of the logits
  bool dropout = false;
  ExpertExchange expert_exchange = ExpertExchange::kernels;
  double dispatch_bytes = 2;             ///< per element on the way to the experts; the way back has two
  bool expert_overlap = false;           ///< expert exchange runs under the work of another micro-batch
  bool fused_experts = false;            ///< grouped products with activation and casts in one kernel
  bool low_precision_attention = false;  ///< fused attention in 8 bits where products are
  Graphs graphs = Graphs::none;
  double full_recomputation = 1;         ///< share of a layer's forward pass that full recomputation runs again
  std::optional<double> gradient_bytes;  ///< of a reduced gradient element; by precision if absent
  double optimizer_state_bytes = 12;     ///< per parameter: master weight and two moments in FP32

  /// Host overheads and exposed sends of stacks before 2023 have constants of their own.
  [[nodiscard]] bool before_2023() const { return date < 2023; }
};

/// The features a careful user of the leading frameworks had in a year; the list stands in software.cpp.
SoftwareSpec default_software(double date);

}  // namespace aif::step

namespace aif {
template <>
struct EnumNames<step::Graphs> {
  static std::vector<std::string> names() { return {"none", "routing", "step"}; }
};
template <>
struct EnumNames<step::ExpertExchange> {
  static std::vector<std::string> names() { return {"collective", "kernels"}; }
};
template <>
struct Fields<step::SoftwareSpec> {
  static const Record<step::SoftwareSpec>& get();
};
}  // namespace aif
