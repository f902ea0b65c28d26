#include "step/identity.hpp"

#include <cstring>
#include <initializer_list>

#include "core/real.hpp"
#include "fabric/collectives.hpp"

namespace aif::step {
namespace {

class Bytes {
 public:
  void put(std::initializer_list<double> numbers) {
    for (const double number : numbers) {
      char raw[sizeof number];
      std::memcpy(raw, &number, sizeof number);
      text_.append(raw, sizeof raw);
    }
  }
  void put(const GemmConstants& g) { put({g.rate, g.fill, g.tile, g.wave, g.memory, g.training}); }
  void put(const std::optional<GemmConstants>& g) {
    put({g ? 1.0 : 0.0});
    put(g.value_or(GemmConstants{}));
  }
  std::string text_;
};

void put_model(const ModelShape& m, Bytes& bytes) {
  bytes.put({real(m.layers), m.hidden, m.ffn, m.heads, m.kv_heads, m.head_dim, m.vocab, static_cast<double>(m.mlp),
             m.rotary ? 1.0 : 0.0, m.causal ? 1.0 : 0.0, m.window.value_or(-1), m.global_share,
             real(m.prediction_layers), m.side_params, m.side_params_per_token});
  const LatentShape l = m.latent.value_or(LatentShape{});
  bytes.put({l.q_rank, l.kv_rank, l.rope, l.nope, l.value});
  const RoutedShape r = m.routed.value_or(RoutedShape{});
  bytes.put({r.experts, r.shared, r.top_k, r.width, real(r.dense_layers), r.imbalance, r.capacity.value_or(-1),
             r.biases ? 1.0 : 0.0, r.node_limit});
  bytes.put({static_cast<double>(m.stacks.size())});
  for (const StackShape& s : m.stacks) {
    bytes.put({s.layers, s.hidden, s.ffn, s.heads, s.kv_heads, s.head_dim, s.gated ? 1.0 : 0.0, s.tokens_ratio,
               s.span.value_or(-1), s.causal ? 1.0 : 0.0, s.sees_backbone ? 1.0 : 0.0});
  }
  const CrossShape cross = m.cross.value_or(CrossShape{});
  const ModulationShape modulation = m.modulation.value_or(ModulationShape{});
  bytes.put({cross.tokens, cross.width, modulation.vectors, modulation.rank});
}

void put_machine(const Machine& m, Bytes& bytes) {
  bytes.put({m.sms, m.memory_bandwidth, m.memory, m.coherent_host ? 1.0 : 0.0, m.gather_bus, m.all_reduce_bus,
             m.domain_latency, real(m.domain), m.nic});
  bytes.put(m.gemm_16);
  bytes.put(m.gemm_8);
  bytes.put(m.gemm_4);
  const AttentionConstants& a = m.attention;
  bytes.put({a.rate_128, a.rate_64, a.start, a.wave, a.memory, a.training, a.first_generation});
  bytes.put({static_cast<double>(m.placement), static_cast<double>(m.rank_order), m.piece, m.node, m.line_latency});
  for (const Trunk& trunk : m.trunks) {
    bytes.put(
        {trunk.gpus, trunk.ring_rate, trunk.exchange_rate, trunk.exchange_kept, trunk.name == "hall" ? 1.0 : 0.0});
  }
  bytes.put({static_cast<double>(m.algorithm), m.collectives ? m.collectives->rate : 0.0,
             m.collectives ? m.collectives->adapter : 0.0});
}

void put_layout(const Layout& l, Bytes& bytes) {
  bytes.put({real(l.tp), real(l.pp), real(l.vpp), real(l.cp), real(l.ep), real(l.dp), l.sequence_parallel ? 1.0 : 0.0,
             static_cast<double>(l.sharding), real(l.sharding_group.value_or(-1)), real(l.micro_batch),
             real(l.global_batch), static_cast<double>(l.recompute), static_cast<double>(l.order()),
             real(static_cast<std::int64_t>(l.stage_layers.size()))});
  for (const std::int64_t layers : l.stage_layers) {
    bytes.put({real(layers)});
  }
}

void put_software(const SoftwareSpec& s, Bytes& bytes) {
  bytes.put({s.date,
             s.fused_attention ? 1.0 : 0.0,
             s.first_generation_attention ? 1.0 : 0.0,
             s.sequence_parallel ? 1.0 : 0.0,
             s.tensor_overlap ? 1.0 : 0.0,
             s.data_overlap ? 1.0 : 0.0,
             s.scatter_gather_sends ? 1.0 : 0.0,
             s.fused_accumulation ? 1.0 : 0.0,
             s.blocking_pipeline ? 1.0 : 0.0,
             s.fused_loss ? 1.0 : 0.0,
             s.dropout ? 1.0 : 0.0,
             s.partitioned_checkpoints ? 1.0 : 0.0,
             s.whole_tensor_broadcasts ? 1.0 : 0.0,
             s.expert_overlap ? 1.0 : 0.0,
             s.fused_experts ? 1.0 : 0.0,
             s.low_precision_attention ? 1.0 : 0.0,
             static_cast<double>(s.expert_exchange),
             s.dispatch_bytes,
             static_cast<double>(s.graphs),
             s.full_recomputation,
             s.gradient_bytes.value_or(-1),
             s.optimizer_state_bytes});
}

}  // namespace

std::string identity(const Job& job) {
  Bytes bytes;
  put_model(job.model, bytes);
  put_machine(job.machine, bytes);
  put_layout(job.layout, bytes);
  put_software(job.software, bytes);
  bytes.put({real(job.gpus), real(job.sequence), static_cast<double>(job.format)});
  return bytes.text_;
}

}  // namespace aif::step
