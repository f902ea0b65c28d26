#pragma once

#include "step/job.hpp"

namespace aif::step {

/// The global constants in SI units, calibrated or prior. Meanings: the notes of models/calibration/global.yaml.
struct Constants {
  double attention_forward = 1, attention_backward = 3, element_wise = 1, softmax = 1, cast = 1, cast_block_scaled = 1;
  double host_floor = 0, host_before_2023 = 1, host_routing = 0;
  double layer_gap = 0, layer_gap_low_precision = 1, routing_gap = 0, routing_traffic = 1;
  double grouped_gemm = 1, graph_gap = 1, attention_low_precision = 1;
  double expert_gap = 0, exchange_gap = 0, broadcast_per_rank = 0, checkpoint_host = 0;
  double overlap_launches = 1, bias_traffic = 1;
  double fp8_first_year = 0, before_2023 = 1;
  double nvlink_achieved = 1, nic_achieved = 1, network_hop_latency = 0;
  double tensor_exposed = 1, tensor_exposed_without_overlap = 1, context_exposed = 1, expert_exposed = 1;
  double expert_exposed_without_overlap = 1;
  double pipeline_exposed = 1, pipeline_exposed_before_2023 = 1, gradient_exposed = 1, fsdp_exposed = 1;
  double gradient_exposed_without_overlap = 1;
  double optimizer_bytes = 0, fixed_per_step = 0, straggler_per_doubling = 0, host_offload_exposed = 1;
};

Constants constants_of(const GlobalCalibration& global, Belief belief = Belief::calibrated);

/// Sets one constant by its name in global.yaml; false if there is none of that name. For calibration.
bool set_constant(Constants& constants, const std::string& name, double value);

}  // namespace aif::step
