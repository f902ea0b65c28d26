#pragma once

#include <optional>

#include "document/record.hpp"

namespace aif::step {

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
  bool dropout = false;
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
struct Fields<step::SoftwareSpec> {
  static const Record<step::SoftwareSpec>& get();
};
}  // namespace aif
