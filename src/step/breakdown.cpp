#include "step/breakdown.hpp"

#include <algorithm>
#include <cmath>

#include "power/node_power.hpp"
#include "step/draw.hpp"
#include "step/operator_list.hpp"

namespace aif::step {
namespace {

/// Forward FLOPs of one token in the layers and the output projection.
double forward_flops_per_token(const ModelShape& m, double sequence) {
  double attention = 2 * m.hidden * m.heads * m.head_dim + 2 * m.hidden * m.kv_heads * m.head_dim;
  double widths = 2 * m.head_dim;
  if (m.latent) {
    const LatentShape& l = *m.latent;
    attention = m.hidden * l.q_rank + l.q_rank * m.heads * (l.nope + l.rope) + m.hidden * (l.kv_rank + l.rope) +
                l.kv_rank * m.heads * (l.nope + l.value) + m.heads * l.value * m.hidden;
    widths = l.nope + l.rope + l.value;
  }
  double span = m.causal ? sequence / 2 : sequence;
  if (m.window && *m.window < sequence) {
    const double windowed = *m.window - *m.window * *m.window / (2 * sequence);
    span = m.global_share * span + (1 - m.global_share) * windowed;
  }
  const double matrices = m.gated() ? 3 : 2;
  const double dense = matrices * m.hidden * m.ffn;
  const auto layers = static_cast<double>(m.layers);
  double feed_forward = layers * dense;
  double one_more = dense;
  if (m.routed) {
    const RoutedShape& r = *m.routed;
    const double first = std::min(layers, static_cast<double>(r.dense_layers));
    one_more = (r.top_k + r.shared) * matrices * m.hidden * r.width + m.hidden * r.experts;
    feed_forward = first * dense + (layers - first) * one_more;
  }
  const double head = m.vocab * m.hidden;
  const double core = 2 * m.heads * widths * span;
  const auto extra = static_cast<double>(m.prediction_layers);
  return 2 * (layers * attention + feed_forward + head + m.side_params_per_token) + layers * core +
         beside_flops_per_token(m, sequence) +
         extra * (2 * (attention + one_more + head + 2 * m.hidden * m.hidden) + core);
}

}  // namespace

double model_flops(const Job& job) {
  const double tokens = static_cast<double>(job.layout.global_batch) * static_cast<double>(job.sequence);
  return 3 * forward_flops_per_token(job.model, static_cast<double>(job.sequence)) * tokens;
}

std::vector<NamedShare> Breakdown::times() const {
  return {{"matrix products and attention", time.products},
          {"memory-bound kernels", time.memory_bound},
          {"launch gaps and host", time.gaps},
          {"recomputation", time.recomputation},
          {"tensor-parallel traffic", time.tensor},
          {"context-parallel traffic", time.context},
          {"expert traffic", time.expert},
          {"sends between stages", time.pipeline},
          {"pipeline bubble", time.bubble},
          {"data-parallel traffic", time.data_parallel},
          {"optimizer", time.optimizer},
          {"host memory", time.host_spill},
          {"stragglers", time.stragglers},
          {"fixed and software factors", time.fixed}};
}

std::vector<NamedShare> Breakdown::memory() const {
  return {{"weights", footprint.weights},           {"gradients", footprint.gradients},
          {"optimizer state", footprint.optimizer}, {"gathered layers", footprint.gathered},
          {"activations", footprint.activations},   {"logits", footprint.logits},
          {"workspace", footprint.workspace}};
}

Breakdown breakdown_of(const Job& job, const Constants& constants, double peak_per_gpu, const SystemSpec* system) {
  Breakdown b;
  b.job = job;
  const Components parts = components_of(job);
  b.time = step_time(job, parts, constants);
  b.footprint = running_footprint(job);
  b.fits = b.footprint.total() <= job.machine.memory;
  b.traffic = step_traffic(job);
  b.model_flops = model_flops(job);
  b.hardware_flops = b.model_flops * (1 + parts.recomputed / 3);
  const auto gpus = static_cast<double>(job.gpus);
  b.peak = peak_per_gpu * gpus;
  b.mfu = b.model_flops / (b.time.total * b.peak);
  b.hfu = b.hardware_flops / (b.time.total * b.peak);
  b.tokens_per_gpu_second =
      static_cast<double>(job.layout.global_batch) * static_cast<double>(job.sequence) / b.time.total / gpus;
  if (system != nullptr) {
    const NodePower power(*system);
    const double nodes = gpus / static_cast<double>(system->gpus_per_node);
    const StepDraw draw = step_draw(job, parts, b.time, power.gpu(), peak_per_gpu);
    b.energy = nodes * power.busy(1.0, 1.0, job_draw(power.gpu(), draw.mean)).si() * b.time.total;
  }
  b.defaults = priced_by_default(job, constants);
  return b;
}

}  // namespace aif::step
