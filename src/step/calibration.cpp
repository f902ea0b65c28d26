#include "step/calibration.hpp"

#include <algorithm>

#include "catalog/catalog.hpp"
#include "document/record.hpp"
#include "document/yaml.hpp"

namespace aif {

using namespace step;

template <class T>
struct Fields<Calibrated<T>> {
  static const Record<Calibrated<T>>& get() {
    static const Record<Calibrated<T>> record =
        Record<Calibrated<T>>("calibrated number", "A number that measurements fixed.")
            .required("value", &Calibrated<T>::value, "The number used.")
            .required("range", &Calibrated<T>::range, "Lowest and highest value that physics allows.")
            .required("prior", &Calibrated<T>::prior, "What was believed before the fit.")
            .required("spread", &Calibrated<T>::spread, "Standard deviation of the prior's logarithm.", positive())
            .required("note", &Calibrated<T>::note, "What it is.");
    return record;
  }
};

template <>
struct Fields<GemmKernel> {
  static const Record<GemmKernel>& get() {
    static const Record<GemmKernel> record =
        Record<GemmKernel>("matrix-product kernel", "Constants of a fit to timed matrix products.")
            .required("rate", &GemmKernel::rate, "Rate of an infinite product [FLOP/s].", positive())
            .required("fill", &GemmKernel::fill, "Fill and epilogue of a tile, in elements of k.", non_negative())
            .required("tile", &GemmKernel::tile, "Operand traffic of small tiles, in elements.", non_negative())
            .required("wave", &GemmKernel::wave, "Part of the idle last wave that is lost.", fraction())
            .required("memory", &GemmKernel::memory, "Achieved over nominal memory bandwidth.", fraction())
            .required("origin", &GemmKernel::origin, "Fitted on this GPU, or taken from the nearest.")
            .required("kernels", &GemmKernel::kernels, "GPU and data type of the timings.")
            .required("test_error", &GemmKernel::test_error, "Mean absolute error on rows left out, above 50 us.")
            .required("test_rows", &GemmKernel::test_rows, "Rows left out.");
    return record;
  }
};

template <>
struct Fields<AttentionKernel> {
  static const Record<AttentionKernel>& get() {
    static const Record<AttentionKernel> record =
        Record<AttentionKernel>("attention kernel", "Constants of a fit to timed fused attention, forward.")
            .required("rate_128", &AttentionKernel::rate_128, "Rate with heads of 128 [FLOP/s].", positive())
            .required("rate_64", &AttentionKernel::rate_64, "Rate with heads of 64 [FLOP/s].", positive())
            .required("start", &AttentionKernel::start, "Softmax start-up and causal edges, in keys.", non_negative())
            .required("wave", &AttentionKernel::wave, "Part of the idle last wave that is lost.", fraction())
            .required("memory", &AttentionKernel::memory, "Achieved over nominal memory bandwidth.", fraction())
            .required("origin", &AttentionKernel::origin, "Fitted on this GPU, or taken from the nearest.")
            .required("kernels", &AttentionKernel::kernels, "GPU and data type of the timings.")
            .required("test_error", &AttentionKernel::test_error, "Mean absolute error on rows left out.")
            .required("test_rows", &AttentionKernel::test_rows, "Rows left out.");
    return record;
  }
};

template <>
struct Fields<GemmKernels> {
  static const Record<GemmKernels>& get() {
    static const Record<GemmKernels> record =
        Record<GemmKernels>("matrix products", "Kernels by width of the operands.")
            .required("gemm_16", &GemmKernels::gemm_16, "BF16 and FP16.")
            .optional("gemm_8", &GemmKernels::gemm_8, "FP8 and MXFP8.")
            .optional("gemm_4", &GemmKernels::gemm_4, "NVFP4.");
    return record;
  }
};

template <>
struct Fields<DomainLink> {
  static const Record<DomainLink>& get() {
    static const Record<DomainLink> record =
        Record<DomainLink>("domain link", "Large collectives of eight GPUs in the fast domain, alone.")
            .required("gather", &DomainLink::gather, "Bus bandwidth of all-gather and reduce-scatter.", positive())
            .required("all_reduce", &DomainLink::all_reduce, "Bus bandwidth of all-reduce.", positive())
            .required("latency", &DomainLink::latency, "Of a small collective.", positive());
    return record;
  }
};

template <>
struct Fields<TrainingFactors> {
  static const Record<TrainingFactors>& get() {
    static const Record<TrainingFactors> record =
        Record<TrainingFactors>("training factors", "Rates in training over kernels timed alone.")
            .required("gemm_16", &TrainingFactors::gemm_16, "BF16 and FP16.")
            .optional("gemm_8", &TrainingFactors::gemm_8, "FP8 and MXFP8.")
            .optional("gemm_4", &TrainingFactors::gemm_4, "NVFP4.")
            .required("attention", &TrainingFactors::attention, "Fused attention.")
            .optional("first_attention", &TrainingFactors::first_attention, "Its first generation, over today's.");
    return record;
  }
};

template <>
struct Fields<ServedGpu> {
  static const Record<ServedGpu>& get() {
    static const Record<ServedGpu> record =
        Record<ServedGpu>("served GPU", "A GPU of the catalog that the family prices.")
            .required("gpu", &ServedGpu::gpu, "Its name.")
            .required("bf16", &ServedGpu::bf16, "Data-sheet peak behind the timings [FLOP/s].", positive())
            .optional("memory_bandwidth", &ServedGpu::memory_bandwidth, "If not the family's.", positive())
            .optional("link", &ServedGpu::link, "Bandwidth of its domain over the family's.", positive())
            .optional("origin", &ServedGpu::origin, "default: nothing was measured on it.");
    return record;
  }
};

namespace {

/// The keys that say where a calibration comes from.
template <class T>
Record<T> run_fields(const char* name, const char* help) {
  using Text = std::string T::*;
  using Number = double T::*;
  using Count = std::int64_t T::*;
  return Record<T>(name, help)
      .ignored("schema")
      .ignored("kind")
      .required("name", static_cast<Text>(&T::name), "Also the name of the file.")
      .required("date", static_cast<Text>(&T::date), "Day of the fit.")
      .required("data", static_cast<Text>(&T::data), "Cases it was fitted to.")
      .required("data_hash", static_cast<Text>(&T::data_hash), "Their sha256.")
      .required("cases", static_cast<Count>(&T::cases), "How many.", at_least(1))
      .required("mean_error", static_cast<Number>(&T::mean_error), "Mean absolute relative error on them.", fraction())
      .required("cross_validated_error", static_cast<Number>(&T::cross_validated_error),
                "The same, each source left out in turn.", fraction());
}

template <class T>
T read_entry(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  Reader reader(diagnostics);
  T entry;
  Codec<T>::read(root, entry, reader, {});
  diagnostics.throw_if_errors();
  return entry;
}

}  // namespace

template <>
struct Fields<FamilyCalibration> {
  static const Record<FamilyCalibration>& get() {
    using F = FamilyCalibration;
    static const Record<F> record =
        run_fields<F>("calibration of a family", "Kernels and training factors of GPUs that share tensor cores.")
            .required("gpus", &F::gpus, "GPUs of the catalog that it prices.")
            .required("sm_count", &F::sm_count, "Streaming multiprocessors that the fits assumed.", at_least(1))
            .required("memory_bandwidth", &F::memory_bandwidth, "Nominal, as the fits assumed.", positive())
            .optional("coherent_host", &F::coherent_host, "Activations may spill to host memory.")
            .required("gemm", &F::gemm, "Matrix products.")
            .required("attention", &F::attention, "Fused attention.")
            .required("link", &F::link, "Collectives in the fast domain.")
            .required("training", &F::training, "Rates in training over kernels timed alone.");
    return record;
  }
};

template <>
struct Fields<GlobalCalibration> {
  static const Record<GlobalCalibration>& get() {
    using G = GlobalCalibration;
    const char* see = "See its note.";
    static const Record<G> record =
        run_fields<G>("global calibration", "Constants that all GPUs share.")
            .required("attention_forward", &G::attention_forward, see)
            .required("attention_backward", &G::attention_backward, see)
            .required("element_wise", &G::element_wise, see)
            .required("softmax", &G::softmax, see)
            .required("cast", &G::cast, see)
            .required("cast_block_scaled", &G::cast_block_scaled, see)
            .required("host_floor", &G::host_floor, see)
            .required("host_before_2023", &G::host_before_2023, see)
            .required("host_routing", &G::host_routing, see)
            .required("layer_gap", &G::layer_gap, see)
            .required("layer_gap_low_precision", &G::layer_gap_low_precision, see)
            .required("routing_gap", &G::routing_gap, see)
            .required("routing_traffic", &G::routing_traffic, see)
            .required("grouped_gemm", &G::grouped_gemm, see)
            .required("expert_gap", &G::expert_gap, see)
            .required("exchange_gap", &G::exchange_gap, see)
            .required("graph_gap", &G::graph_gap, see)
            .required("overlap_launches", &G::overlap_launches, see)
            .required("bias_traffic", &G::bias_traffic, see)
            .required("attention_low_precision", &G::attention_low_precision, see)
            .required("broadcast_per_rank", &G::broadcast_per_rank, see)
            .required("checkpoint_host", &G::checkpoint_host, see)
            .required("fp8_first_year", &G::fp8_first_year, see)
            .required("before_2023", &G::before_2023, see)
            .required("nvlink_achieved", &G::nvlink_achieved, see)
            .required("nic_achieved", &G::nic_achieved, see)
            .required("network_hop_latency", &G::network_hop_latency, see)
            .required("tensor_exposed", &G::tensor_exposed, see)
            .required("tensor_exposed_without_overlap", &G::tensor_exposed_without_overlap, see)
            .required("context_exposed", &G::context_exposed, see)
            .required("expert_exposed", &G::expert_exposed, see)
            .required("expert_exposed_without_overlap", &G::expert_exposed_without_overlap, see)
            .required("pipeline_exposed", &G::pipeline_exposed, see)
            .required("pipeline_exposed_before_2023", &G::pipeline_exposed_before_2023, see)
            .required("gradient_exposed", &G::gradient_exposed, see)
            .required("gradient_exposed_without_overlap", &G::gradient_exposed_without_overlap, see)
            .required("fsdp_exposed", &G::fsdp_exposed, see)
            .required("optimizer_bytes", &G::optimizer_bytes, see)
            .required("fixed_per_step", &G::fixed_per_step, see)
            .required("straggler_per_doubling", &G::straggler_per_doubling, see)
            .required("host_offload_exposed", &G::host_offload_exposed, see);
    return record;
  }
};

namespace step {

Calibration load_calibration(const std::filesystem::path& folder) {
  Calibration calibration;
  calibration.global = read_entry<GlobalCalibration>(folder / "global.yaml");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml" && entry.path().filename() != "global.yaml") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    FamilyCalibration family = read_entry<FamilyCalibration>(file);
    const std::string name = family.name;
    calibration.families.emplace(name, std::move(family));
  }
  return calibration;
}

std::string to_text(const FamilyCalibration& family) {
  Node node = Codec<FamilyCalibration>::write(family);
  node.entries().insert(node.entries().begin(), {{"schema", {}, Node::scalar("aifactory-calibration/v1")},
                                                 {"kind", {}, Node::scalar("family")}});
  return to_yaml(node);
}

const Calibration& shipped_calibration() {
  static const Calibration calibration = load_calibration(find_models_directory("/proc/self/exe") / "calibration");
  return calibration;
}

}  // namespace step
}  // namespace aif
