#pragma once

#include "step/profile.hpp"

/// A model and machines with round numbers.
namespace aif::made_up {

/// Two layers of width 1000 with ten heads and a plain feed-forward part of width 4000; 1000 words.
///   attention 4 h^2 = 4e6, feed-forward 2 h f = 8e6 per layer; 24e6 in two layers; embeddings 2 x 1e6: 26e6.
inline AiModelSpec model() {
  AiModelSpec spec;
  spec.name = "made-up";
  spec.layers.value = 2;
  spec.hidden.value = 1000;
  spec.ffn_hidden.value = 4000;
  spec.heads.value = 10;
  spec.kv_heads.value = 10;
  spec.vocab.value = 1000;
  spec.context.value = 8192;
  spec.mlp = MlpKind::gelu;
  return spec;
}

/// The same with eight experts of width 4000 in every layer, of which two are chosen.
inline AiModelSpec routed_model() {
  AiModelSpec spec = model();
  MoeSpec moe;
  moe.experts.value = 8;
  moe.shared_experts.value = 0;
  moe.top_k.value = 2;
  moe.expert_hidden.value = 4000;
  moe.dense_layers.value = 0;
  spec.moe = moe;
  return spec;
}

/// 100 TFLOP/s of which half is reached, 1 TB/s, 80 GB; 100 GB/s between the four GPUs of a node, 10 GB/s outside.
inline SystemSpec system() {
  auto gpu = std::make_shared<GpuSpec>();
  gpu->name = "made-up";
  gpu->title = "Made-up";
  gpu->bf16.value = teraflops_per_second(100);
  gpu->memory.value = gigabytes(80);
  gpu->memory_bandwidth.value = gigabytes_per_second(1000);
  gpu->scale_up_bandwidth.value = gigabytes_per_second(100);
  gpu->training_efficiency.value = 0.5;
  gpu->decode_efficiency.value = 0.5;
  SystemSpec spec;
  spec.name = "made-up";
  spec.gpu.spec = gpu;
  spec.gpus_per_node = 4;
  spec.nodes_per_domain = 1;
  spec.nic_bandwidth.value = gigabytes_per_second(10);
  return spec;
}

inline FabricSpec fabric() {
  FabricSpec spec;
  spec.oversubscription = 1;
  spec.routing_efficiency = 1;
  return spec;
}

}  // namespace aif::made_up
