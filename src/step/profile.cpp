#include "step/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "step/efficiency.hpp"
#include "step/memory.hpp"

/// One training step in closed form.
///
/// What it computes  time of a synchronous training step, where it goes, and memory per GPU.
/// Equation
///   t_c = b (1 + r/3) [(F_p - F_h) / (e q P) + F_e / (e q y P) + F_h / (e P') + (7/6) F_a / (e a P')]          (1)
///   t_b = b (1 + r/3) B / (u W)                                                                              (2)
///   t_m = t_b + 0.06 (t_c + t_b) + b t_h l_e                                                                 (3)
///   t_n = sum over TP, CP, EP, PP of (1 - o_i) X_i / R_i                                                     (4)
///   T   = [(m + (pp - 1) / v) (t_c + t_m + t_n) + t_o + max((1 - o) t_d, t_d - m t_c)] (1 + s lg G)            (5)
///   X_tp = 10 (tp-1)/tp 2 h z l,  X_cp = 3 (cp-1)/cp K s / (tp pp),  X_pp = 4 v h z / tp                       (6)
///   X_ep = (b_d + 6) h k (z / tp) l_e;  k = K_e (ep-1)/ep within a domain, between n domains
///          n (1 - (1 - 1/n)^K_e) (n-1)/n: once per domain, then passed on inside                             (7)
///   t_d = max(D (n-1)/n / (g R), D (g-1)/g / R'), for experts and the rest apart                              (8)
/// Symbols      F_p, F_e, F_h, F_a training FLOPs of a GPU's share of a microbatch in dense products, experts, output
///              projection and attention (7/6: its scores are computed again in the backward pass); P, P' dense peak
///              at the precision and in BF16; e efficiency of the GPU; q, y, a, u relative efficiencies
///              (efficiency.hpp); B bytes moved by element-wise kernels (memory.cpp), W memory bandwidth; r share of
///              layers recomputed (memory.cpp); b imbalance of stages of whole layers; t_h wait for the host per routed
///              layer; X_i bytes a GPU sends per microbatch, R_i rate of the link that the group spans, o_i share
///              hidden behind compute; s sequence, z = s / cp; h hidden; l, l_e layers and routed layers per stage;
///              K bytes of keys and values per token; K_e experts per token; b_d bytes per dispatched value; m
///              microbatches of one sequence; v virtual stages; t_o optimizer; D bytes of gradients and parameters of
///              a GPU; g ranks of the group within a domain, n domains; R, R' rate of the adapter and within the
///              domain; G GPUs, lg to the base 2, s the straggler factor.
///              Ranks are placed in the order tensor, context, experts and data, pipeline.
/// Valid for    transformer training on one kind of GPU with Megatron-like parallelism: sequence parallel with tensor
///              parallel, interleaved 1F1B, sharded optimizer; microbatches of one sequence.
/// Not modelled latency of collectives; congestion beyond routing efficiency and oversubscription, which slow all
///              traffic between domains as if it crossed the spine; fully sharded weights; experts of unequal load;
///              larger microbatches; overlap of two microbatches' forward and backward; power caps (campaign).
/// Source       FLOPs: catalog; traffic of tensor and sequence parallel [korthikanti-2022] section 4.2; interleaved
///              pipeline bubble [narayanan-2021] section 2.2; sharded optimizer [zero-2020] section 7; checks
///              [megatron-bridge-performance], [llama3-paper] table 4, [deepseek-v3-report] table 1.
/// Checked by   tests/unit/step/profile_test.cpp: "by hand", "published training runs", properties.
namespace aif {
namespace {

/// Shares of traffic that hide behind compute: estimates, ranges beside them.
constexpr double tensor_overlap = 0.5;    // 0.2 to 0.8
constexpr double context_overlap = 0.5;   // 0.3 to 0.9
constexpr double expert_overlap = 0.5;    // 0 to 0.95
constexpr double pipeline_overlap = 0.8;  // 0.5 to 0.95
constexpr double data_overlap = 0.8;      // 0.5 to 0.95

/// Time lost to the slowest GPU per doubling of the job. Estimate, range 0.002 to 0.010.
constexpr double straggler_per_doubling = 0.004;

/// Time per routed layer and microbatch in which the GPU waits for its host: the counts of tokens per expert travel
/// there before products can be launched. Estimate, range 0.5 to 5 ms.
constexpr double routed_host_s = 2e-3;

/// The backward pass of fused attention repeats the scores: 7 products instead of 6.
constexpr double attention_work = 7.0 / 6.0;

double real(std::int64_t number) { return static_cast<double>(number); }

struct Layout {
  double tp, pp, virtual_stages, cp, ep, dp;
  double microbatches;
  double domain;  ///< GPUs joined by the fast link
  double gpus;
  double tokens;            ///< of a microbatch in one GPU, before tensor parallel divides it
  double layers_per_stage;  ///< of the fullest stage: the imbalance is in here
  double imbalance;
};

[[noreturn]] void refuse(const StepSpec& spec, const std::string& why) {
  throw SimulationError(fmt::format("{} on {} GPUs cannot be laid out: {}", spec.model->name, spec.gpus, why));
}

/// Stages hold whole layers; the embedding and the output projection may count as one layer each.
double stage_imbalance(double layers, double stages) {
  const auto fullest = [stages](double count) { return std::ceil(count / stages) * stages / count; };
  return std::min(fullest(layers), fullest(layers + 2));
}

Layout lay_out(const StepSpec& spec) {
  const ParallelSpec& p = spec.parallel;
  const SystemSpec& system = *spec.system;
  if (std::min({p.tensor, p.pipeline, p.virtual_stages, p.context, p.expert, spec.sequence, spec.gpus}) < 1) {
    refuse(spec, "every degree of parallelism, the sequence and the GPUs must be at least 1.");
  }
  const std::int64_t replica = p.tensor * p.pipeline * p.context;
  if (spec.gpus % replica != 0) {
    refuse(spec, fmt::format("replicas of {} GPUs (tensor {} x pipeline {} x context {}) do not divide them.", replica,
                             p.tensor, p.pipeline, p.context));
  }
  const std::int64_t replicas = spec.gpus / replica;
  if (replicas % p.expert != 0) {
    refuse(spec, fmt::format("expert {} does not divide the {} replicas.", p.expert, replicas));
  }
  const double sequences = spec.batch_tokens / real(spec.sequence);
  if (!(sequences >= real(replicas) * (1 - 1e-9))) {
    refuse(spec, fmt::format("a batch of {} sequences of {} tokens is less than one for each of {} replicas.",
                             grouped(sequences), spec.sequence, replicas));
  }
  Layout layout{};
  layout.tp = real(p.tensor);
  layout.pp = real(p.pipeline);
  layout.virtual_stages = real(p.virtual_stages);
  layout.cp = real(p.context);
  layout.ep = real(p.expert);
  layout.dp = real(replicas);
  layout.microbatches = std::ceil(sequences / layout.dp * (1 - 1e-9));
  layout.domain = real(system.gpus_per_node * system.nodes_per_domain);
  layout.gpus = real(spec.gpus);
  layout.tokens = real(spec.sequence) / layout.cp;
  layout.imbalance = stage_imbalance(real(*spec.model->layers), layout.pp * layout.virtual_stages);
  layout.layers_per_stage = real(*spec.model->layers) / layout.pp * layout.imbalance;
  return layout;
}

/// Rates at which a GPU reaches its peers, per direction.
struct Links {
  double fast;  ///< [B/s] within the domain
  double slow;  ///< [B/s] between domains

  Links(const StepSpec& spec)
      : fast(spec.system->gpu->scale_up_bandwidth->si() * efficiency::scale_up),
        slow(spec.system->nic_bandwidth->si() * spec.fabric->routing_efficiency / spec.fabric->oversubscription) {}
};

struct Times {
  double compute = 0;
  double memory = 0;
  double communication = 0;

  [[nodiscard]] double sum() const { return compute + memory + communication; }
};

double compute_time(const StepSpec& spec, const Layout& layout, double recomputed) {
  const GpuSpec& gpu = *spec.system->gpu;
  const double dense_bf16 = gpu.bf16->si() * *gpu.training_efficiency;
  const double rate =
      peak_rate(gpu, spec.precision).si() * *gpu.training_efficiency * efficiency::products(spec.precision);
  const double products = training_flops_per_token(*spec.model, 0);
  const double attention = training_flops_per_token(*spec.model, real(spec.sequence)) - products;
  const double experts = 6 * active_expert_parameters(*spec.model);
  const double head = 6 * real(*spec.model->vocab) * real(*spec.model->hidden);
  const double per_token = (products - experts - head) / rate + experts / (rate * efficiency::grouped_products) +
                           head / dense_bf16 + attention_work * attention / (dense_bf16 * efficiency::attention);
  return per_token * layout.tokens / (layout.tp * layout.pp) * layout.imbalance * (1 + recomputed / 3);
}

double memory_time(const StepSpec& spec, const Layout& layout, double recomputed) {
  const double per_token = elementwise_bytes_per_token(*spec.model, spec.precision);
  return per_token * layout.tokens / (layout.tp * layout.pp) * layout.imbalance * (1 + recomputed / 3) /
         (spec.system->gpu->memory_bandwidth->si() * efficiency::streaming);
}

/// All-to-all of the experts, forward and backward, for one routed layer and token.
double expert_time(const StepSpec& spec, const Layout& layout, const Links& links) {
  if (!spec.model->moe || layout.ep == 1) {
    return 0;
  }
  const bool narrow = spec.precision == Precision::fp8 || spec.precision == Precision::fp4;
  const double bytes = real(*spec.model->hidden) * ((narrow ? 1 : 2) + 6);
  const double copies = real(*spec.model->moe->top_k);
  const double fast = bytes * copies * (layout.ep - 1) / layout.ep / links.fast;
  const double members = std::clamp(std::floor(layout.domain / (layout.tp * layout.cp)), 1.0, layout.ep);
  const double domains = layout.ep / members;
  if (domains <= 1) {
    return fast;
  }
  // A token goes once to every domain that holds one of its experts and is passed on inside.
  const double visited = domains * (1 - std::pow(1 - 1 / domains, copies));
  const double slow = bytes * visited * (domains - 1) / domains / links.slow;
  return members > 1 ? std::max(fast, slow) : slow;
}

double communication_time(const StepSpec& spec, const Layout& layout, const Links& links) {
  const auto reach = [&](double span) { return span <= layout.domain ? links.fast : std::min(links.fast, links.slow); };
  const double row = 2 * real(*spec.model->hidden) * layout.tokens;  // [B] activations of one layer, BF16
  const double tensor = 10 * row * (layout.tp - 1) / layout.tp * layout.layers_per_stage / reach(layout.tp);
  const double keys_values = kv_cache_bytes_per_token(*spec.model, 2.0) * layout.tokens * layout.cp;
  const double context = 3 * keys_values / (layout.pp * layout.tp) * (layout.cp - 1) / layout.cp * layout.imbalance /
                         reach(layout.tp * layout.cp);
  const double routed_per_stage = routed_layers(*spec.model) / layout.pp * layout.imbalance;
  const double expert = expert_time(spec, layout, links) * layout.tokens / layout.tp * routed_per_stage;
  const double pipeline = layout.pp > 1 ? 2 * layout.virtual_stages * row / layout.tp / reach(layout.gpus) : 0.0;
  return (1 - tensor_overlap) * tensor + (1 - context_overlap) * context + (1 - expert_overlap) * expert +
         (1 - pipeline_overlap) * pipeline;
}

/// Reduce-scatter of gradients and all-gather of parameters over `group` ranks, `near` of them in one domain.
double data_parallel_time(double params, double group, double near, const Links& links) {
  if (group <= 1) {
    return 0;
  }
  const double bytes = params * (gradient_bytes + weight_bytes);
  const double members = std::clamp(std::floor(near), 1.0, group);
  const double domains = group / members;
  const double slow = domains > 1 ? bytes * (domains - 1) / domains / members / links.slow : 0.0;
  const double fast = members > 1 ? bytes * (members - 1) / members / links.fast : 0.0;
  return std::max(slow, fast);
}

}  // namespace

FlopRate peak_rate(const GpuSpec& gpu, Precision precision) {
  const std::optional<Sourced<FlopRate>>* special = nullptr;
  switch (precision) {
    case Precision::bf16:
    case Precision::fp16:
      return *gpu.bf16;
    case Precision::fp8:
      special = &gpu.fp8;
      break;
    case Precision::fp4:
      special = &gpu.fp4;
      break;
  }
  if (!special->has_value()) {
    throw SimulationError(fmt::format("{} has no {} arithmetic. Choose bf16 or other machines.", gpu.title,
                                      precision == Precision::fp8 ? "FP8" : "FP4"));
  }
  return ***special;
}

StepProfile step_profile(const StepSpec& spec) {
  AIF_EXPECT(spec.model != nullptr && spec.system != nullptr && spec.fabric != nullptr);
  const Layout layout = lay_out(spec);
  const Links links(spec);
  const GpuSpec& gpu = *spec.system->gpu;
  const MemoryUse memory =
      memory_use(*spec.model, spec.parallel, layout.dp, layout.microbatches, real(spec.sequence), gpu.memory->si());

  Times micro;
  micro.compute = compute_time(spec, layout, memory.recomputed);
  micro.memory = memory_time(spec, layout, memory.recomputed);
  micro.memory += efficiency::gaps * micro.sum();
  micro.memory += routed_host_s * routed_layers(*spec.model) / layout.pp * layout.imbalance;
  micro.communication = communication_time(spec, layout, links);

  const double bubble = micro.sum() * (layout.pp - 1) / layout.virtual_stages;
  const double optimizer = memory.optimizer_traffic / (gpu.memory_bandwidth->si() * efficiency::streaming);
  const double group = layout.dp * layout.cp;
  const double exchange =
      data_parallel_time(memory.dense_params, group, layout.domain / layout.tp, links) +
      data_parallel_time(memory.expert_params, group / layout.ep, layout.domain / (layout.tp * layout.ep), links);
  const double exposed = std::max((1 - data_overlap) * exchange, exchange - layout.microbatches * micro.compute);

  const double smooth = layout.microbatches * micro.sum() + bubble + optimizer + exposed;
  const double waiting = smooth * straggler_per_doubling * std::log2(layout.gpus);
  const double total = smooth + waiting;

  StepProfile profile;
  profile.step_time = seconds(total);
  profile.tokens_per_second = spec.batch_tokens / total;
  profile.compute_share = layout.microbatches * micro.compute / total;
  profile.memory_share = (layout.microbatches * micro.memory + optimizer) / total;
  profile.communication_share = (layout.microbatches * micro.communication + exposed + waiting) / total;
  profile.bubble_share = bubble / total;
  profile.flops_per_step = flops(spec.batch_tokens * training_flops_per_token(*spec.model, real(spec.sequence)));
  profile.peak = peak_rate(gpu, spec.precision) * layout.gpus;
  profile.mfu = profile.flops_per_step / (profile.step_time * profile.peak);
  profile.memory_per_gpu = bytes(memory.total);
  profile.fits = memory.fits;
  return profile;
}

}  // namespace aif
