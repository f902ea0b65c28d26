#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/hardware.hpp"
#include "step/number_format.hpp"

/// The numbers of the step model that measurements fix: kernels by GPU family and global constants, read from
/// models/calibration/*.yaml. tools/calibrate writes these files; each number keeps its prior, range and origin.
namespace aif::step {

/// How a price came about: fitted to timings of this GPU, taken over from the nearest GPU with the same tensor
/// cores, or scaled from another family by peak rates.
enum class Origin { fitted, interpolated, scaled };

/// One calibrated number.
template <class T>
struct Calibrated {
  T value{};
  std::vector<T> range;  ///< physical: two values
  T prior{};             ///< what was believed before the fit
  double spread = 0;     ///< of the prior, standard deviation of the logarithm
  std::string note;      ///< what it is
};

/// Constants of a matrix-product kernel; the equation is in kernels.hpp.
struct GemmKernel {
  FlopRate rate;      ///< of an infinite product on the whole GPU
  double fill = 0;    ///< pipeline fill and epilogue of a tile [elements of k]
  double tile = 0;    ///< operand traffic of small tiles [elements]
  double wave = 0;    ///< part of the idle last wave that is lost
  double memory = 0;  ///< achieved over nominal memory bandwidth
  Origin origin = Origin::fitted;
  std::string kernels;  ///< table of timings it was fitted to
  double test_error = 0;
  std::int64_t test_rows = 0;
};

/// Constants of fused attention; the equation is in kernels.hpp.
struct AttentionKernel {
  FlopRate rate_128;  ///< heads of 128 and wider
  FlopRate rate_64;
  double start = 0;  ///< softmax start-up and causal edges [keys]
  double wave = 0;
  double memory = 0;
  Origin origin = Origin::fitted;
  std::string kernels;
  double test_error = 0;
  std::int64_t test_rows = 0;
};

struct GemmKernels {
  GemmKernel gemm_16;
  std::optional<GemmKernel> gemm_8;
  std::optional<GemmKernel> gemm_4;
};

/// Large collectives inside the fast domain, alone: bus bandwidths and start latency.
struct DomainLink {
  DataRate gather;
  DataRate all_reduce;
  Duration latency;
};

/// Kernels in training over kernels alone: sustained clock, real data, library.
struct TrainingFactors {
  Calibrated<double> gemm_16;
  std::optional<Calibrated<double>> gemm_8;
  std::optional<Calibrated<double>> gemm_4;
  Calibrated<double> attention;
  std::optional<Calibrated<double>> first_attention;
};

/// A catalog GPU that a family prices.
struct ServedGpu {
  std::string gpu;
  FlopRate bf16;                             ///< data-sheet peak behind the timings; a GPU with another peak is scaled
  std::optional<DataRate> memory_bandwidth;  ///< if not the family's
  double link = 1;                           ///< domain bandwidth over the family's
  Origin origin = Origin::fitted;
};

/// Where a calibration file comes from.
struct CalibrationRun {
  std::string name;
  std::string date;
  std::string data;       ///< cases it was fitted to
  std::string data_hash;  ///< sha256 of that file
  std::int64_t cases = 0;
  double mean_error = 0;             ///< mean absolute relative error on them
  double cross_validated_error = 0;  ///< the same, each source predicted by a fit without it
};

struct FamilyCalibration : CalibrationRun {
  std::vector<ServedGpu> gpus;
  std::int64_t sm_count = 0;
  DataRate memory_bandwidth;
  bool coherent_host = false;  ///< activations may spill to host memory (superchips)
  GemmKernels gemm;
  AttentionKernel attention;
  DomainLink link;
  TrainingFactors training;
};

/// Constants that all GPUs share. What each is stands in its `note` and in tools/calibrate/constants.py.
struct GlobalCalibration : CalibrationRun {
  Calibrated<double> attention_forward, attention_backward, element_wise, softmax, cast, cast_block_scaled;
  Calibrated<Duration> host_floor, host_routing, layer_gap, routing_gap, network_hop_latency, fixed_per_step,
      expert_gap, exchange_gap, broadcast_per_rank, checkpoint_host;
  Calibrated<double> host_before_2023, layer_gap_low_precision, routing_traffic, grouped_gemm, graph_gap,
      overlap_launches, bias_traffic, attention_low_precision, fp8_first_year, before_2023, nvlink_achieved,
      nic_achieved, tensor_exposed, tensor_exposed_without_overlap, context_exposed, expert_exposed,
      expert_exposed_without_overlap, pipeline_exposed, pipeline_exposed_before_2023, gradient_exposed,
      gradient_exposed_without_overlap, fsdp_exposed, optimizer_bytes, straggler_per_doubling, host_offload_exposed;
};

struct Calibration {
  GlobalCalibration global;
  std::map<std::string, FamilyCalibration> families;  ///< by name
};

/// Reads a folder models/calibration. Throws ScenarioError or FileError.
Calibration load_calibration(const std::filesystem::path& folder);

/// A family's file, as load_calibration reads it.
std::string to_text(const FamilyCalibration& family);

/// The calibration beside the program's catalog (find_models_directory), read once.
const Calibration& shipped_calibration();

}  // namespace aif::step

namespace aif {
template <>
struct EnumNames<step::Origin> {
  static std::vector<std::string> names() { return {"fitted", "interpolated", "default"}; }
};
}  // namespace aif
