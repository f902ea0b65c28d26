#include "step/software.hpp"

/// Default features by year, from the release notes and papers of Megatron-LM, NeMo and PyTorch:
///   2021   pipeline sends split over the tensor-parallel group [narayanan-2021]; attention unfused; dropout
///   2022.3 sequence parallelism and weight gradients accumulated inside the product [korthikanti-2022]
///   2023   fused attention [flash-attention], overlap of tensor-parallel traffic with products and of gradient
///          reduction with the backward pass in NeMo and PyTorch FSDP; dropout leaves pre-training
///   2026   CUDA graphs of attention and router; in the middle of the year expert exchange under another micro-batch
///          and grouped products fused with activation and casts, in Megatron-Bridge's recipes
///          [megatron-bridge-recipes]
///   2025.6 kernels that carry tokens to their experts in place of the library's all-to-all [deepep]
///   2024   BF16 gradients reduced in 2 bytes by the vendor's recipes
namespace aif {

const Record<step::SoftwareSpec>& Fields<step::SoftwareSpec>::get() {
  using S = step::SoftwareSpec;
  static const Record<S> record =
      Record<S>("software", "What the training framework does, as far as it decides the time of a step.")
          .required("date", &S::date, "Date of the stack, as a year with a fraction.", between(2018, 2040))
          .optional("fused_attention", &S::fused_attention, "Scores stay on chip.")
          .optional("first_generation_attention", &S::first_generation_attention, "First release of fused attention.")
          .optional("sequence_parallel", &S::sequence_parallel, "The stack can split norms over the tensor group.")
          .optional("tensor_overlap", &S::tensor_overlap, "Tensor-parallel traffic runs under matrix products.")
          .optional("data_overlap", &S::data_overlap, "Gradient reduction and gathers run under compute.")
          .optional("scatter_gather_sends", &S::scatter_gather_sends, "Sends between stages are split over tp.")
          .optional("fused_accumulation", &S::fused_accumulation, "Weight gradients accumulate inside the product.")
          .optional("blocking_pipeline", &S::blocking_pipeline, "Transfers of a micro-batch are posted in turn.")
          .optional("partitioned_checkpoints", &S::partitioned_checkpoints,
                    "Checkpointed activations are split over tp and gathered for the backward pass.")
          .optional("whole_tensor_broadcasts", &S::whole_tensor_broadcasts,
                    "Each ZeRO-1 rank broadcasts its parameters in turn.")
          .optional("expert_exchange", &S::expert_exchange, "What carries tokens to their experts.")
          .optional("dispatch_bytes", &S::dispatch_bytes, "Bytes of an element on the way to the experts.",
                    between(0.5, 4))
          .optional("expert_overlap", &S::expert_overlap, "Expert exchange under the work of another micro-batch.")
          .optional("fused_experts", &S::fused_experts, "Grouped products, activation and casts in one kernel.")
          .optional("low_precision_attention", &S::low_precision_attention, "Attention in 8 bits where products are.")
          .optional("graphs", &S::graphs, "What is launched as a CUDA graph.")
          .optional("fused_loss", &S::fused_loss, "Cross-entropy in one kernel.")
          .optional("dropout", &S::dropout, "Dropout after attention and feed-forward part.")
          .optional("full_recomputation", &S::full_recomputation,
                    "Share of the forward pass that full recomputation runs again.", between(0, 1))
          .optional("gradient_bytes", &S::gradient_bytes, "Bytes of a reduced gradient element.", between(1, 8))
          .optional("optimizer_state_bytes", &S::optimizer_state_bytes, "Bytes of optimizer state per parameter.",
                    between(0, 32));
  return record;
}

namespace step {

SoftwareSpec default_software(double date) {
  SoftwareSpec software;
  software.date = date;
  software.sequence_parallel = date >= 2022.3;
  software.fused_accumulation = date >= 2022.3;
  software.fused_attention = date >= 2023;
  software.tensor_overlap = date >= 2023;
  software.data_overlap = date >= 2023;
  software.dropout = date < 2023;
  software.fused_loss = date >= 2024.7;
  software.expert_exchange = date >= 2025.6 ? ExpertExchange::kernels : ExpertExchange::collective;
  software.expert_overlap = date >= 2026.3;
  software.fused_experts = date >= 2026.3;
  software.graphs = date >= 2026 ? Graphs::routing : Graphs::none;
  if (date >= 2024) {
    software.gradient_bytes = 2.0;
  }
  return software;
}

}  // namespace step
}  // namespace aif
