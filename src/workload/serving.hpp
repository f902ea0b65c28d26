#pragma once

#include "catalog/ai_model.hpp"
#include "catalog/hardware.hpp"
#include "scenario/workload.hpp"

namespace aif {

/// Steady state of one GPU of a replica that answers at full load.
struct ServingRate {
  double output_tokens_per_second = 0;  ///< per GPU
  double batch = 0;                     ///< sequences decoded together per replica
  double compute_share = 0;             ///< of the time: prefill and compute-bound decode; the rest is memory-bound
  bool fits = true;                     ///< weights and at least one sequence fit in the replica's memory
};

/// Throughput of a replica: see the block in serving.cpp.
ServingRate serving_rate(const AiModelSpec& model, const SystemSpec& system, std::int64_t gpus_per_replica,
                         Precision precision, double input_per_output, double context);

}  // namespace aif
