#pragma once

#include <string>
#include <vector>

#include "step/components.hpp"

namespace aif::step {

/// One operator of a job as reports tell it: on one GPU, for one micro-batch.
struct PricedOperator {
  std::string owner;  ///< "layer", "head", "prediction", or the name of a side stack
  std::string name;
  Operator op;
  double count = 0;    ///< over all layers of the model
  double flops = 0;    ///< of one
  double bytes = 0;    ///< of one, through memory
  double seconds = 0;  ///< of one alone, without calibrated factors
  Origin origin = Origin::fitted;
};

/// Every operator of a layer, of the head, of layers that predict further tokens and of side stacks. Windowed
/// attention is told apart from global; the backward pass of fused attention does the work of five products where the
/// forward pass does that of two, and takes a calibrated multiple of its time.
std::vector<PricedOperator> priced_operators(const Job& job, const Constants& constants);

/// "512 x 4096 x 1024", "8 x 64 heads, 4096 queries, 4096 keys, width 128, causal"
std::string shape_text(const Operator& op);
/// "bf16", "fp8", ...: what the operator computes in.
std::string format_text(const Operator& op, const Job& job);
/// "fitted", "interpolated", "default"
std::string origin_text(Origin origin);
/// What was priced by something else than a fit to timings of this GPU, with what was done instead; each once.
std::vector<std::string> priced_by_default(const Job& job, const Constants& constants);

}  // namespace aif::step
