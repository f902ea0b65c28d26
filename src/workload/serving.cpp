#include "workload/serving.hpp"

#include <algorithm>
#include <cmath>

#include "step/efficiency.hpp"
#include "step/memory.hpp"
#include "step/profile.hpp"

/// Throughput of a replica that answers at full load.
///
/// What it computes  output tokens per second of one GPU in steady continuous batching, the batch, and the share of
///                   time that is bound by arithmetic.
/// Equation     n = min(n_max, (0.9 G M - w) / (x c))                                                       (1)
///              t_lin  = max(n F_0 / (G R), w(n) / (G u W))         weights, once per step                  (2)
///              t_attn = max(n F_a(c) / (G R_a), n x c / (G u W))   keys and values                         (3)
///              t_pre  = n rho (F_0 / (G R) + F_a(p / 2) / (G R_a)),  p = c rho / (rho + 1/2)                (4)
///              t_net  = 2 L_d [2 (G-1)/G 2 h z / B + tau] + L_r [k h (b + 2) (z/G) (G-1)/G / B + t_r]      (5)
///              output = n / ((1 + 0.06) (t_lin + t_attn + t_pre) + t_net) / G                              (6)
/// Symbols      n sequences decoded together; G GPUs of the replica; M memory, W memory bandwidth of a GPU [B, B/s];
///              w bytes of weights, w(n) those that n tokens touch; x bytes of cache per token; c mean tokens in the
///              cache; F_0, F_a FLOPs per token in products and in attention; R, R_a rates of products at the
///              precision and of attention in BF16; u decode efficiency of the GPU; rho input tokens per output token,
///              p prompt [tokens]; z = n (1 + rho) tokens of a step; L_d, L_r layers without and with routing, k
///              experts per token, h hidden, b bytes per dispatched value; B rate between the GPUs, tau latency of a
///              collective, t_r wait per routed layer.
///              Each kernel is bound by arithmetic or by memory, and kernels follow one another: so the maximum is
///              taken in (2) and (3) apart.
/// Valid for    requests of equal length, always more waiting than fit; replicas within one fast domain.
/// Not modelled latency targets, prefix caching, speculative decoding, prefill on other machines, unequal lengths,
///              scheduling stalls, experts of unequal load; weights touched more than once by chunked prefill.
/// Source       roofline of batched decoding [pope-2022] sections 2 and 3; checks [tensorrt-llm-performance].
/// Checked by   tests/unit/workload/serving_test.cpp: "by hand", "published throughput".
namespace aif {
namespace {

/// Part of the memory for weights and cache, the default of the engine of [tensorrt-llm-performance].
constexpr double usable_memory = 0.9;
/// Largest batch per replica. Estimate, range 1024 to 8192.
constexpr double largest_batch = 2048;
/// Time per routed layer and step in which GPUs wait for one another and for short kernels: sorting, two exchanges, the
/// busiest experts. Estimate, range 0.1 to 0.6 ms.
constexpr double routed_wait_s = 0.3e-3;
/// Latency of one collective within a domain [s]. Estimate, range 5 to 20 microseconds.
constexpr double collective_latency_s = 10e-6;

bool is_narrow(Precision precision) { return precision == Precision::fp8 || precision == Precision::fp4; }

/// Bytes per weight; FP4 comes with one FP8 scale per 16 values.
double weight_width(Precision precision) {
  switch (precision) {
    case Precision::fp8:
      return 1;
    case Precision::fp4:
      return 0.5 + 1.0 / 16;
    case Precision::bf16:
    case Precision::fp16:
      break;
  }
  return 2;
}

double count(std::int64_t number) { return static_cast<double>(number); }

/// Rates of the whole replica.
struct Rates {
  double products;   ///< [FLOP/s]
  double experts;    ///< [FLOP/s]
  double attention;  ///< [FLOP/s]
  double memory;     ///< [B/s]
  double link;       ///< [B/s] per GPU
};

Rates rates(const SystemSpec& system, double gpus, Precision precision) {
  const GpuSpec& gpu = *system.gpu;
  const double efficiency = *gpu.training_efficiency;
  Rates r{};
  r.products = gpus * peak_rate(gpu, precision).si() * efficiency * efficiency::products(precision);
  r.experts = r.products * efficiency::grouped_products;
  r.attention = gpus * gpu.bf16->si() * efficiency * efficiency::attention;
  r.memory = gpus * gpu.memory_bandwidth->si() * *gpu.decode_efficiency;
  const double domain = count(system.gpus_per_node * system.nodes_per_domain);
  r.link = gpus <= domain ? gpu.scale_up_bandwidth->si() * efficiency::scale_up : system.nic_bandwidth->si();
  return r;
}

/// Attention per token at `context` tokens before it. Latent attention decodes on the compressed cache: its products
/// are as long as the cache entry is wide.
double decode_attention_flops(const AiModelSpec& model, double context) {
  if (model.attention == AttentionKind::latent && model.latent) {
    const double scores = count(*model.latent->kv_rank) + count(*model.latent->rope_dim);
    return 2 * count(*model.heads) * (scores + count(*model.latent->kv_rank)) * context * count(*model.layers);
  }
  return inference_flops_per_token(model, context) - inference_flops_per_token(model, 0);
}

/// Communication of one step that processes `tokens`.
double communication_time(const AiModelSpec& model, double gpus, double tokens, double link, Precision precision) {
  if (gpus <= 1) {
    return 0;
  }
  const double routed = routed_layers(model);
  const double hidden = count(*model.hidden);
  // Dense layers: two all-reduces in BF16. Routed layers: attention is data-parallel, so tokens travel to their
  // experts and back, shared by all GPUs.
  const double reduce = 2 * (2 * (gpus - 1) / gpus * 2 * hidden * tokens / link + collective_latency_s);
  double exchange = 0;
  if (routed > 0) {
    const double bytes = hidden * count(*model.moe->top_k) * ((is_narrow(precision) ? 1 : 2) + 2);
    exchange = bytes * tokens / gpus * (gpus - 1) / gpus / link + routed_wait_s;
  }
  return (count(*model.layers) - routed) * reduce + routed * exchange;
}

}  // namespace

ServingRate serving_rate(const AiModelSpec& model, const SystemSpec& system, std::int64_t gpus_per_replica,
                         Precision precision, double input_per_output, double context) {
  const double gpus = count(std::max<std::int64_t>(gpus_per_replica, 1));
  const Rates rate = rates(system, gpus, precision);
  const double weights = parameter_count(model) * weight_width(precision);
  const double cache = kv_cache_bytes_per_token(model, is_narrow(precision) ? 1.0 : 2.0, context) * context;
  const double room = usable_memory * gpus * system.gpu->memory->si() - weights;

  ServingRate result;
  if (room < cache) {
    result.fits = false;
    return result;
  }
  const double batch = std::min(largest_batch, room / cache);

  const double expert_flops = 2 * active_expert_parameters(model);
  const double product_flops = inference_flops_per_token(model, 0) - expert_flops;
  const double product_time = product_flops / rate.products + expert_flops / rate.experts;  // [s] per token

  const double experts = expert_parameters(model) * weight_width(precision);
  const double touched =
      model.moe ? 1 - std::pow(1 - count(*model.moe->top_k) / count(*model.moe->experts), batch) : 0.0;
  const double weight_time = (weights - experts * (1 - touched)) / rate.memory;

  const double linear = std::max(batch * product_time, weight_time);
  const double attention_compute = batch * decode_attention_flops(model, context) / rate.attention;
  const double cache_time = batch * cache / rate.memory;
  const double attention = std::max(attention_compute, cache_time);

  const double prompt = context * input_per_output / (input_per_output + 0.5);
  const double prompt_attention = inference_flops_per_token(model, prompt / 2) - inference_flops_per_token(model, 0);
  const double prefill = batch * input_per_output * (product_time + prompt_attention / rate.attention);

  const double kernels = linear + attention + prefill;
  const double network = communication_time(model, gpus, batch * (1 + input_per_output), rate.link, precision);
  const double step = (1 + efficiency::gaps) * kernels + network;

  double compute = prefill;
  compute += batch * product_time >= weight_time ? linear : 0.0;
  compute += attention_compute >= cache_time ? attention : 0.0;
  result.batch = batch;
  result.output_tokens_per_second = batch / step / gpus;
  result.compute_share = compute / step;
  return result;
}

}  // namespace aif
