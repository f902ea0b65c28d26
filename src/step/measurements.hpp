#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"

/// Timed kernels of one GPU, as tools/measure-gpu writes them.
namespace aif::step {

struct TimedGemm {
  std::string format;  ///< bf16, fp16, fp8, nvfp4
  double m = 0, n = 0, k = 0;
  double seconds = 0;
  double watts = 0;  ///< 0 if not measured
};

struct TimedAttention {
  double batch = 0, heads = 0, kv_heads = 0, sequence = 0, head_dim = 0;
  bool causal = true;
  double seconds = 0;
  double watts = 0;
};

struct TimedTraffic {
  double bytes = 0;
  double seconds = 0;
  double watts = 0;
};

struct MeasuredGpu {
  std::string name;  ///< as the driver says it
  std::int64_t sm_count = 0;
  DataRate memory_bandwidth;  ///< nominal
  std::string date, software;
};

struct Measurements {
  MeasuredGpu gpu;
  std::vector<TimedGemm> gemm;
  std::vector<TimedAttention> attention;
  std::vector<TimedTraffic> traffic;
  std::string hash;  ///< sha256 of the file
};

/// Reads a file of the format `aifactory-kernels/v1`. Throws ScenarioError with every finding, or FileError.
Measurements load_measurements(const std::filesystem::path& file);

}  // namespace aif::step
