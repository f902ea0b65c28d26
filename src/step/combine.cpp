#include "step/combine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "step/data_parallel.hpp"
#include "step/operators.hpp"
#include "step/pipeline_form.hpp"

namespace aif::step {
namespace {

/// A layer that the host cannot launch in time waits for it; in between the two blur.
double wait_for_host(double gpu, double host) { return std::pow(std::pow(gpu, 4) + std::pow(host, 4), 0.25); }

/// What is launched inside CUDA graphs, and what a launch there and elsewhere costs over a plain one.
struct Launching {
  double layer = 0, routing = 0, experts = 0;  ///< shares inside graphs of a layer's launches by part
  double host = 1;                             ///< of the host's work that is left
  double inside = 1, outside = 1;

  [[nodiscard]] double gap(double plain, double share) const {
    return plain * (share * inside + (1 - share) * outside);
  }
};

/// Whether the exchange with experts runs under another micro-batch's work, of which a pipeline stage without
/// interleaving has none.
bool hides_exchange(const Job& job) {
  return job.software.expert_overlap && job.layout.ep > 1 &&
         (job.layout.pp == 1 || job.layout.vpp > 1 || job.layout.order() == PipelineSchedule::dualpipe);
}

Launching launching_of(const Job& job, const Constants& c, bool routed) {
  Launching l;
  l.inside = c.graph_gap;
  if (job.software.graphs == Graphs::step) {
    l.layer = l.routing = l.experts = 1;
    l.host = 0;
  } else if (job.software.graphs == Graphs::routing && routed) {
    l.layer = 1;
    l.routing = 0.5;  // the other half belongs to dispatch and combination
    l.host = 0.5;
  }
  if (routed && hides_exchange(job)) {
    l.outside = c.overlap_launches;
    l.host *= c.overlap_launches;
  }
  return l;
}

/// Factors of one job that every layer uses.
struct Factors {
  double gemm = 1, gemm_16 = 1, attention = 1, grouped = 1, cast = 1, host = 0, gap = 0;
  Launching launching;
};

Factors factors_of(const Job& job, const Constants& c, bool routed) {
  Factors f;
  f.gemm = job.machine.gemm(job.width()).training;
  f.gemm_16 = job.machine.gemm_16.training;
  f.attention = c.attention_forward * job.machine.attention.training;
  if (job.software.first_generation_attention) {
    f.attention *= job.machine.attention.first_generation;
  }
  const bool low_precision = job.width() != MathWidth::bits16;
  if (job.software.low_precision_attention && low_precision) {
    f.attention *= c.attention_low_precision;
  }
  f.grouped = c.grouped_gemm;
  f.launching = launching_of(job, c, routed);
  f.cast = c.cast * (job.format == NumberFormat::mxfp8 ? c.cast_block_scaled : 1.0);
  f.host = f.launching.host * c.host_floor * (job.software.before_2023() ? c.host_before_2023 : 1.0);
  f.gap = f.launching.gap(c.layer_gap * (low_precision ? c.layer_gap_low_precision : 1.0), f.launching.layer);
  return f;
}

/// Exposed traffic of a layer in one pass.
struct Exposed {
  double tensor = 0, context = 0, expert = 0;
  bool expert_hidden = false;
};

Exposed exposed_traffic(const Job& job, const Components& k, const Constants& c, bool routed) {
  Exposed e;
  const double share =
      job.software.tensor_overlap && job.layout.sequence_parallel ? c.tensor_exposed : c.tensor_exposed_without_overlap;
  const LayerTraffic& t = k.traffic;
  e.tensor = 2 * share * (t.tensor_domain / c.nvlink_achieved + t.tensor_network / c.nic_achieved + t.tensor_latency);
  e.context = t.context / c.nvlink_achieved * c.context_exposed;
  if (routed && job.layout.ep > 1) {
    e.expert_hidden = hides_exchange(job);
    e.expert = t.expert / c.nvlink_achieved * (e.expert_hidden ? 1.0 : c.expert_exposed_without_overlap);
  }
  return e;
}

LayerTime layer_time(const Job& job, const Components& k, const Constants& c, bool routed) {
  const Factors f = factors_of(job, c, routed);
  const bool low_precision = job.width() != MathWidth::bits16;
  Both core;
  Both memory{k.element_wise_attention.forward * c.element_wise + k.cast_attention.forward * f.cast,
              k.element_wise_attention.backward * c.element_wise + k.cast_attention.backward * f.cast};
  if (job.software.fused_attention) {
    core = {k.core / f.attention, k.core / f.attention * c.attention_backward};
  } else {
    core = {k.core / f.gemm_16, 2 * k.core / f.gemm_16};
    memory.forward += k.softmax.forward * c.softmax;
    memory.backward += k.softmax.backward * c.softmax;
  }
  Both products{k.linear_attention.forward / f.gemm + core.forward,
                k.linear_attention.backward / f.gemm + core.backward};
  Both gap{f.gap, 1.5 * f.gap};
  double host = f.host;
  if (routed) {
    products.forward += (k.experts.forward / f.grouped + k.linear_shared.forward) / f.gemm;
    products.backward += (k.experts.backward / f.grouped + k.linear_shared.backward) / f.gemm;
    memory.forward += k.routing.forward * c.routing_traffic + k.routing_cast.forward * f.cast;
    memory.backward += k.routing.backward * c.routing_traffic + k.routing_cast.backward * f.cast;
    memory.forward += k.biases.forward * c.bias_traffic;
    memory.backward += k.biases.backward * c.bias_traffic;
    // Without fused kernels every expert's products and casts are launched on their own.
    const double each = experts_fused(job) ? 0.0 : k.local_experts * c.expert_gap;
    const double launches = each * (low_precision ? c.layer_gap_low_precision : 1.0);
    // The library's all-to-all waits until the host has read the counts, and the GPU for what the host launches then.
    const bool counted = job.software.expert_exchange == ExpertExchange::collective && job.layout.ep > 1;
    const double wait = counted ? c.exchange_gap : 0.0;
    const Launching& l = f.launching;
    gap.forward += l.gap(c.routing_gap, l.routing) + l.gap(launches + wait, l.experts);
    gap.backward += l.gap(1.3 * c.routing_gap, l.routing) + l.gap(2 * launches + wait, l.experts);
    host += l.host * c.host_routing;
  } else {
    products.forward += k.linear_dense.forward / f.gemm;
    products.backward += k.linear_dense.backward / f.gemm;
    memory.forward += k.element_wise_dense.forward * c.element_wise + k.cast_dense.forward * f.cast;
    memory.backward += k.element_wise_dense.backward * c.element_wise + k.cast_dense.backward * f.cast;
  }
  products.forward *= 1 + k.side_share;
  products.backward *= 1 + k.side_share;
  const BesideWork& b = k.beside;
  products.forward += b.linear.forward / f.gemm + b.core / f.attention;
  products.backward += b.linear.backward / f.gemm + b.core / f.attention * c.attention_backward;
  memory.forward += b.element_wise.forward * c.element_wise + b.cast.forward * f.cast;
  memory.backward += b.element_wise.backward * c.element_wise + b.cast.backward * f.cast;
  gap.forward += b.layers * f.gap;
  gap.backward += b.layers * 1.5 * f.gap;
  host += b.layers * f.host;

  Exposed e = exposed_traffic(job, k, c, routed);
  double gather = 0;
  if (job.software.partitioned_checkpoints && job.layout.recompute == Recompute::full) {
    gap.forward += c.checkpoint_host;
    gap.backward += c.checkpoint_host;
    gather = 0.25 * e.tensor;  // the input of the layer: half of one of the two all-reduces
  }
  // Of an exchange that runs under work a share shows, in gaps nothing; and no more than the rest of a pass hides.
  auto shown = [&](double work, double gaps) {
    return e.expert_hidden ? std::max({0.0, c.expert_exposed * (e.expert - gaps), e.expert - work - gaps}) : e.expert;
  };
  const Both exchange{shown(products.forward + memory.forward, gap.forward),
                      shown(products.backward + memory.backward, gap.backward)};
  const double gpu_forward = products.forward + memory.forward + gap.forward + e.tensor + exchange.forward + e.context;
  const double gpu_backward =
      products.backward + memory.backward + gap.backward + e.tensor + gather + exchange.backward + 2 * e.context;
  LayerTime layer;
  layer.forward = wait_for_host(gpu_forward, host);
  layer.backward = wait_for_host(gpu_backward, 1.2 * host);
  // What waiting for the host adds counts as gaps.
  layer.gaps = gap.forward + gap.backward + (layer.forward - gpu_forward) + (layer.backward - gpu_backward);
  layer.recomputation = k.recomputed * layer.forward;
  if (job.layout.recompute == Recompute::selective) {
    layer.recomputation += core.forward + (job.software.fused_attention ? 0.0 : k.softmax.forward * c.softmax);
  }
  layer.backward += layer.recomputation;
  layer.weight = k.weight_share * (products.backward - core.backward);
  layer.products = products.forward + products.backward;
  layer.memory_bound = memory.forward + memory.backward;
  layer.tensor = 2 * e.tensor + gather;
  layer.expert = exchange.forward + exchange.backward;
  layer.context = 3 * e.context;
  return layer;
}

/// Sums over all layers of the model, for one micro-batch.
struct AllLayers {
  LayerTime sum;
  double per_layer_forward = 0, per_layer_backward = 0;
  Both head;
};

AllLayers all_layers(const Job& job, const Components& k, const Constants& c) {
  const LayerTime dense = k.dense_layers > 0 ? dense_layer(job, k, c) : LayerTime{};
  const LayerTime routed = k.routed_layers > 0 ? routed_layer(job, k, c) : LayerTime{};
  AllLayers all;
  auto add = [&all](const LayerTime& l, double n) {
    all.sum.forward += n * l.forward;
    all.sum.backward += n * l.backward;
    all.sum.products += n * l.products;
    all.sum.memory_bound += n * l.memory_bound;
    all.sum.recomputation += n * l.recomputation;
    all.sum.tensor += n * l.tensor;
    all.sum.context += n * l.context;
    all.sum.expert += n * l.expert;
    all.sum.gaps += n * l.gaps;
    all.sum.weight += n * l.weight;
  };
  add(dense, static_cast<double>(k.dense_layers));
  add(routed, static_cast<double>(k.routed_layers));
  const double gemm_16 = job.machine.gemm_16.training;
  all.head = {k.head.forward / gemm_16, k.head.backward / gemm_16};
  const double accumulation = k.accumulation * static_cast<double>(job.layout.pp);
  all.sum.backward += accumulation;
  all.sum.memory_bound += accumulation;
  all.sum.weight += accumulation;
  const auto extra = static_cast<double>(job.model.prediction_layers);
  if (extra > 0) {
    add(k.routed_layers > 0 ? routed : dense, extra);
    all.sum.forward += extra * all.head.forward;
    all.sum.backward += extra * all.head.backward;
    all.sum.products += extra * (all.head.forward + all.head.backward);
  }
  const auto layers = static_cast<double>(job.model.layers);
  all.per_layer_forward = all.sum.forward / layers;
  all.per_layer_backward = all.sum.backward / layers;
  return all;
}

double send_time(const Job& job, const Components& k, const Constants& c) {
  const bool young = job.layout.vpp > 1 || !job.software.before_2023();
  return (k.traffic.pipeline_network / c.nic_achieved + k.traffic.pipeline_fixed) *
         (job.software.blocking_pipeline ? 2.0 : 1.0) * (young ? c.pipeline_exposed : c.pipeline_exposed_before_2023);
}

/// Extra time of 8-bit training in its first year.
double first_year(const Job& job, const Constants& c) {
  // Transformer Engine, the first stack to train in FP8, came out at the end of 2022 [transformer-engine].
  constexpr double release = 2022.8;
  return job.format == NumberFormat::fp8 ? 1 + c.fp8_first_year * std::exp(-(job.software.date - release) / 0.3) : 1.0;
}

/// Passes of a micro-batch on every stage, without factors of early stacks.
StageTimes stages_of(const Job& job, const AllLayers& all) {
  StageTimes times;
  const double weight = all.sum.weight / static_cast<double>(job.model.layers);
  for (const std::int64_t n : stage_layers(job)) {
    times.forward.push_back(static_cast<double>(n) * all.per_layer_forward);
    times.backward.push_back(static_cast<double>(n) * all.per_layer_backward);
    times.weight.push_back(static_cast<double>(n) * weight);
  }
  times.forward.back() += all.head.forward;
  times.backward.back() += all.head.backward;
  times.weight.back() += all.head.backward / 2;  // of two products of the same size
  return times;
}

/// Equation (1), or the form of another schedule, with the longest stage and the rest.
PipelineTime pipeline_time(const Job& job, const AllLayers& all, double send) {
  const double m = job.micro_batches();
  const double sum = all.sum.both() + all.head.forward + all.head.backward;
  const auto v = static_cast<double>(job.layout.vpp);
  if (job.layout.pp == 1) {
    return {m * sum, sum, 0, 0};
  }
  if (job.layout.order() == PipelineSchedule::zero_bubble || job.layout.order() == PipelineSchedule::dualpipe) {
    return pipeline_form(job.layout.order(), stages_of(job, all), m, send);
  }
  const std::vector<std::int64_t> layers = stage_layers(job);
  const double layer = all.per_layer_forward + all.per_layer_backward;
  PipelineTime result;
  double sends = 0, all_sends = 0;
  for (std::int64_t i = 0; i < job.layout.pp; ++i) {
    const double head = i + 1 == job.layout.pp ? all.head.forward + all.head.backward : 0.0;
    const double stage = static_cast<double>(layers[static_cast<std::size_t>(i)]) * layer + head;
    const ExposedSends count = exposed_sends(i, job.layout.pp, job.layout.vpp);
    const double waits = (count.forward + count.backward) * send * v;
    all_sends += waits;
    if (stage + waits > result.slowest + sends) {
      result.slowest = stage;
      sends = waits;
    }
  }
  result.bubble = (sum - result.slowest) / v;
  result.sends = m * sends + (all_sends - sends) / v;
  result.total = m * result.slowest + result.bubble + result.sends;
  return result;
}

}  // namespace

ExposedSends exposed_sends(std::int64_t stage, std::int64_t stages, std::int64_t chunks) {
  if (chunks > 1) {
    return {};
  }
  return {stage + 1 == stages ? 0.0 : 1.0, stage == 0 ? 0.0 : 1.0};
}

LayerTime dense_layer(const Job& job, const Components& parts, const Constants& constants) {
  return layer_time(job, parts, constants, false);
}
LayerTime routed_layer(const Job& job, const Components& parts, const Constants& constants) {
  return layer_time(job, parts, constants, true);
}

StageTimes stage_times(const Job& job, const Components& parts, const Constants& constants) {
  const AllLayers all = all_layers(job, parts, constants);
  const double factor = first_year(job, constants);
  StageTimes times = stages_of(job, all);
  for (std::vector<double>* list : {&times.forward, &times.backward, &times.weight}) {
    for (double& time : *list) {
      time *= factor;
    }
  }
  times.chunk_share = chunk_shares(job.layout);
  times.send = job.layout.pp > 1 ? factor * send_time(job, parts, constants) : 0.0;
  return times;
}

StepTime step_time(const Job& job, const Components& parts, const Constants& c) {
  const AllLayers all = all_layers(job, parts, c);
  const PipelineTime pipeline = pipeline_time(job, all, job.layout.pp > 1 ? send_time(job, parts, c) : 0.0);
  const double m = job.micro_batches();
  const double young = first_year(job, c);
  StepTime t;

  // The slowest stage's time by what it does, in the proportions of the whole model.
  const double sum = all.sum.both() + all.head.forward + all.head.backward;
  const double scale = m * pipeline.slowest / sum;
  t.products = scale * (all.sum.products + all.head.forward + all.head.backward);
  t.memory_bound = scale * all.sum.memory_bound;
  t.recomputation = scale * all.sum.recomputation;
  t.gaps = scale * all.sum.gaps;
  t.tensor = scale * all.sum.tensor;
  t.context = scale * all.sum.context;
  t.expert = scale * all.sum.expert;
  t.bubble = pipeline.bubble;
  t.pipeline = pipeline.sends;
  t.fixed = pipeline.total * (young - 1);
  if (job.layout.pp == 1) {
    constexpr double host_link = 200e9;  // chip to chip, each direction, half the nominal rate [nvidia-gh200-datasheet]
    t.host_spill = c.host_offload_exposed * 2 * m * parts.spilled / host_link;
  }
  const double compute = pipeline.total * young + t.host_spill;

  const DataParallelTime dp = data_parallel_time(job, parts.held, compute, c);
  t.data_parallel = dp.exposed;
  t.data_parallel_raw = dp.raw;
  t.optimizer = optimizer_time(job, parts.held, c);
  const double before = compute + t.data_parallel + t.optimizer;
  const double spread = c.straggler_per_doubling * std::max(0.0, std::log2(static_cast<double>(job.gpus) / 8));
  const double old = job.software.before_2023() ? c.before_2023 : 1.0;
  t.stragglers = before * spread;
  t.fixed += before * (1 + spread) * (old - 1) + c.fixed_per_step;
  t.total = before * (1 + spread) * old + c.fixed_per_step;
  return t;
}

}  // namespace aif::step
