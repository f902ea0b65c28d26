#pragma once

#include "step/communication.hpp"
#include "step/footprint.hpp"
#include "step/operators.hpp"

namespace aif::step {

/// Seconds in each direction.
struct Both {
  double forward = 0, backward = 0;
};

/// The priced pieces of a step that do not depend on calibrated constants: kernels alone by part of the layer, traffic
/// at full bandwidth, parameters to reduce. Cached by callers that vary constants.
struct Components {
  Both linear_attention, linear_dense, linear_shared, experts;
  double core = 0;  ///< attention over keys, forward
  Both softmax, element_wise_attention, element_wise_dense, cast_attention, cast_dense, routing, routing_cast, head;
  double side_share = 0;  ///< linear work of stacks beside the backbone over the backbone's attention and dense
  std::int64_t dense_layers = 0, routed_layers = 0;
  double local_experts = 0;  ///< of one layer on one GPU
  LayerTraffic traffic;
  HeldParameters held;
  double recomputed = 0;    ///< share of the forward pass run again
  double spilled = 0;       ///< to host memory per step [B]
  double accumulation = 0;  ///< separate pass that adds weight gradients, per stage and micro-batch [s]
};
Components components_of(const Job& job);

/// The prices of all operators of the job, for reports: what, how often per micro-batch, seconds alone, origin.
struct PricedOperator {
  Operator op;
  double count = 0;
  double seconds = 0;
  Origin origin = Origin::fitted;
};
std::vector<PricedOperator> priced_operators(const Job& job);

}  // namespace aif::step
