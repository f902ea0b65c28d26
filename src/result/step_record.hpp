#pragma once

#include <cstdint>
#include <string>

#include "core/quantity.hpp"

namespace aif {

/// One training step of a workload as the campaign reckoned with it, at full clock. The four shares add up to one.
struct StepRecord {
  std::string workload;
  std::string model;  ///< catalog name
  std::string site;
  std::string pool;
  std::int64_t gpus = 0;
  Duration step_time;
  double tokens_per_second = 0;  ///< of the whole job
  double compute_share = 0;
  double memory_share = 0;         ///< bound by memory bandwidth
  double communication_share = 0;  ///< exposed, not hidden behind computing
  double bubble_share = 0;         ///< pipeline fill and drain
  double mfu = 0;
  DataSize memory_per_gpu;
};

}  // namespace aif
