#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/ai_model.hpp"
#include "catalog/hardware.hpp"
#include "scenario/fabric_spec.hpp"
#include "step/calibration.hpp"
#include "step/layout.hpp"
#include "step/number_format.hpp"
#include "step/software.hpp"
#include "step/stack_shape.hpp"

namespace aif {
struct CollectiveSystem;
}

/// One training job as the step model sees it: plain numbers in SI units.
namespace aif::step {

struct RoutedShape {
  double experts = 0;
  double shared = 0;  ///< experts that every token passes through
  double top_k = 0;
  double width = 0;                ///< of one expert
  bool biases = false;             ///< of the experts' projections
  double node_limit = 0;           ///< domains that a token's experts may lie in; 0: all
  std::int64_t dense_layers = 0;   ///< first layers without routing
  double imbalance = 1;            ///< tokens of the busiest expert over the mean
  std::optional<double> capacity;  ///< places of an expert over the mean load; absent: dropless
};

struct LatentShape {
  double q_rank = 0, kv_rank = 0, rope = 0, nope = 0, value = 0;
};

struct ModelShape {
  std::int64_t layers = 0;
  double hidden = 0, ffn = 0, heads = 0, kv_heads = 0, head_dim = 0, vocab = 0;
  MlpKind mlp = MlpKind::swiglu;
  bool rotary = true;
  bool causal = true;
  std::optional<LatentShape> latent;
  std::optional<RoutedShape> routed;
  std::optional<double> window;  ///< tokens a windowed layer looks back
  double global_share = 1;       ///< of layers that see everything, with a window
  std::int64_t prediction_layers = 0;
  double side_params = 0;            ///< of all that stands beside the layers, cross attention and modulation too
  double side_params_per_token = 0;  ///< of stacks without a shape, weighted by their tokens per backbone token
  std::vector<StackShape> stacks;    ///< those with a shape
  std::optional<CrossShape> cross;
  std::optional<ModulationShape> modulation;

  [[nodiscard]] bool gated() const { return mlp == MlpKind::swiglu; }
  [[nodiscard]] double cross_parameters() const;       ///< of one layer
  [[nodiscard]] double modulation_parameters() const;  ///< of one layer
};
ModelShape shape_of(const AiModelSpec& model);

/// A calibrated number or what was believed before the fit.
enum class Belief { calibrated, prior };

/// Kernels of one GPU and precision, in SI units.
struct GemmConstants {
  double rate = 0, fill = 0, tile = 0, wave = 0, memory = 0;
  double training = 1;  ///< rate in training over the kernel alone
  Origin origin = Origin::fitted;
};
struct AttentionConstants {
  double rate_128 = 0, rate_64 = 0, start = 0, wave = 0, memory = 0;
  double training = 1;
  double first_generation = 1;
  Origin origin = Origin::fitted;
};

/// Links above groups of GPUs that carry less than the adapters below them.
struct Trunk {
  double gpus = 0;           ///< in such a group
  double ring_rate = 0;      ///< out of the group, per GPU in it, for neighbours of a ring [B/s]
  double exchange_rate = 0;  ///< the same for traffic of all to all [B/s]
  double exchange_kept = 1;  ///< share of the exchanges within a group that does not leave it
  std::string name;
};

/// The GPUs and links of a job.
struct Machine {
  std::string gpu;     ///< catalog name
  std::string family;  ///< calibration family that prices it
  double sms = 0;
  double memory_bandwidth = 0;  ///< nominal [B/s]
  double memory = 0;            ///< of one GPU [B]
  bool coherent_host = false;
  GemmConstants gemm_16;
  std::optional<GemmConstants> gemm_8, gemm_4;
  AttentionConstants attention;
  double gather_bus = 0, all_reduce_bus = 0, domain_latency = 0;  ///< inside the fast domain [B/s, B/s, s]
  std::int64_t domain = 8;                                        ///< GPUs of the fast domain
  double nic = 0;                                                 ///< per GPU and direction [B/s]
  std::vector<Trunk> trunks;                                      ///< from the leaves up; empty: none limits
  FabricPlacement placement = FabricPlacement::compact;
  RankOrder rank_order = RankOrder::pipeline_in_data;
  double piece = 0;                                          ///< GPUs of a job that lie together; 0: all
  double node = 8;                                           ///< GPUs of a node
  double line_latency = 0;                                   ///< of a ring's way between halls, once around [s]
  CollectiveChoice algorithm = CollectiveChoice::automatic;  ///< of sums over data-parallel ranks
  std::shared_ptr<const aif::CollectiveSystem> collectives;  ///< that they run over; with a stated algorithm

  [[nodiscard]] const GemmConstants& gemm(MathWidth width) const;  ///< throws SimulationError if there is none
};
Machine machine_of(const GpuSpec& gpu, std::int64_t domain, DataRate nic, const Calibration& calibration,
                   Belief belief = Belief::calibrated);

struct Job {
  ModelShape model;
  Machine machine;
  Layout layout;
  SoftwareSpec software;
  std::int64_t gpus = 0;
  std::int64_t sequence = 0;
  NumberFormat format = NumberFormat::bf16;

  [[nodiscard]] double micro_batches() const {
    return static_cast<double>(layout.global_batch) / static_cast<double>(layout.dp * layout.micro_batch);
  }
  [[nodiscard]] MathWidth width() const { return width_of(format); }
  /// Bytes of a reduced gradient element: the stack's, else 2 in FP16 and 4 otherwise.
  [[nodiscard]] double gradient_bytes() const {
    return software.gradient_bytes.value_or(format == NumberFormat::fp16 ? 2.0 : 4.0);
  }
  [[nodiscard]] bool sequence_split() const { return layout.sequence_parallel && software.sequence_parallel; }
  [[nodiscard]] double tokens_per_rank() const {  ///< of a micro-batch on one context rank
    const std::int64_t tokens = layout.micro_batch * (sequence / layout.cp);
    return static_cast<double>(tokens);
  }
};

}  // namespace aif::step
