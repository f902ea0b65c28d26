#pragma once

#include "step/beside.hpp"
#include "step/communication.hpp"
#include "step/footprint.hpp"
#include "step/operators.hpp"

namespace aif::step {

/// The priced pieces of a step that do not depend on calibrated constants: kernels alone by part of the layer, traffic
/// at full bandwidth, parameters to reduce. Cached by callers that vary constants.
struct Components {
  Both linear_attention, linear_dense, linear_shared, experts;
  double core = 0;  ///< attention over keys, forward
  Both softmax, element_wise_attention, element_wise_dense, cast_attention, cast_dense, routing, routing_cast, biases,
      head;
  double side_share = 0;    ///< linear work of stacks beside the backbone over the backbone's attention and dense
  BesideWork beside;        ///< of stacks with a shape, cross attention and modulation, per backbone layer
  double weight_share = 0;  ///< of backward matrix products that give gradients of weights
  std::int64_t dense_layers = 0, routed_layers = 0;
  double local_experts = 0;  ///< of one layer on one GPU
  LayerTraffic traffic;
  HeldParameters held;
  double recomputed = 0;    ///< share of the forward pass run again
  double spilled = 0;       ///< to host memory per step [B]
  double accumulation = 0;  ///< separate pass that adds weight gradients, per stage and micro-batch [s]
};
Components components_of(const Job& job);

}  // namespace aif::step
