#include "catalog/ai_model.hpp"

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

AiModelSpec model(const std::string& name) {
  static const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  return *catalog.get<AiModelSpec>(name);
}

}  // namespace

TEST_CASE("published parameter counts") {
  const SoftEqual close{.rel = 0.02};
  // Totals that the publishers print: [llama3-model-card], [gpt3-paper], [deepseek-v3-report], [qwen3-report],
  // [axk1-report], [nemotron-4-report], [exaone-4-report].
  CHECK(close(parameter_count(model("gpt3-175b")), 175e9));
  CHECK(close(parameter_count(model("llama-3.1-8b")), 8.03e9));
  CHECK(close(parameter_count(model("llama-3.1-70b")), 70.55e9));
  CHECK(close(parameter_count(model("llama-3.3-70b")), 70.55e9));
  CHECK(close(parameter_count(model("llama-3.1-405b")), 405.85e9));
  CHECK(close(parameter_count(model("deepseek-v3")), 671e9));
  CHECK(close(parameter_count(model("qwen3-235b-a22b")), 235e9));
  CHECK(close(parameter_count(model("a.x-k1")), 519e9));
  CHECK(close(parameter_count(model("nemotron-4-340b")), 341e9));
  CHECK(close(parameter_count(model("exaone-4.0-32b")), 32e9));
  CHECK(close(active_parameter_count(model("deepseek-v3")), 37e9));
  CHECK(close(active_parameter_count(model("qwen3-235b-a22b")), 22e9));
  CHECK(close(active_parameter_count(model("a.x-k1")), 33e9));
}

TEST_CASE("Llama 3.1 8B by hand") {
  // attention per layer 2*4096*4096 + 2*4096*1024 = 41,943,040; feed-forward 3*4096*14336 = 176,160,768;
  // 32 layers 6,979,321,856; two embeddings 2*128256*4096 = 1,050,673,152; sum 8,029,995,008
  CHECK(parameter_count(model("llama-3.1-8b")) == 8'029'995'008.0);
  CHECK(active_parameter_count(model("llama-3.1-8b")) == 8'029'995'008.0);
}

TEST_CASE("GPT-3 by hand") {
  // layers: 96 * (4*12288^2 + 2*12288*49152) = 96 * 12 * 12288^2 = 173,946,175,488
  // output projection: 50257 * 12288 = 617,558,016; together 174,563,733,504; times 6: 1,047,382,401,024
  // attention forward and layer: 2 * 96 heads * (128+128) * 1024 keys = 50,331,648; times 96 layers and 3:
  // 14,495,514,624; sum 1,061,877,915,648
  CHECK(SoftEqual{}(training_flops_per_token(model("gpt3-175b"), 2048), 1'061'877'915'648.0));
  // Tied embeddings count once.
  CHECK(parameter_count(model("gpt3-175b")) == 174'563'733'504.0);
  // Forward with 1000 tokens before: 2 * 174,563,733,504 + 96 * 2*96*256 * 1000 = 353,846,059,008
  CHECK(SoftEqual{}(inference_flops_per_token(model("gpt3-175b"), 1000), 353'846'059'008.0));
}

TEST_CASE("FLOPs per token behind published throughput") {
  // [megatron-bridge-performance] prints FLOP/s and tokens/s per GPU of the same run; the quotient is the FLOPs
  // per token that its authors count: 8,192 tokens for the Llama models, 4,096 for the mixtures of experts.
  const SoftEqual close{.rel = 0.01};
  CHECK(close(training_flops_per_token(model("llama-3.1-8b"), 8192), 744e12 / 14451));
  CHECK(close(training_flops_per_token(model("llama-3.1-70b"), 8192), 719e12 / 1602));
  CHECK(close(training_flops_per_token(model("llama-3.1-405b"), 8192), 737e12 / 292));
  CHECK(close(training_flops_per_token(model("qwen3-235b-a22b"), 4096), 484e12 / 3269));
  CHECK(close(training_flops_per_token(model("deepseek-v3"), 4096), 557e12 / 2139));
  // Its GB200 run of DeepSeek-V3 does without the layer that predicts a second token.
  AiModelSpec without = model("deepseek-v3");
  without.prediction_layers.reset();
  CHECK(close(training_flops_per_token(without, 4096), 1003e12 / 4018));
}

TEST_CASE("a longer sequence costs more, a window less") {
  for (const char* name : {"gpt3-175b", "deepseek-v3", "exaone-4.0-32b", "world-model-14b", "driving-vla-10b"}) {
    const AiModelSpec spec = model(name);
    CHECK(training_flops_per_token(spec, 4096) < training_flops_per_token(spec, 8192));
    CHECK(inference_flops_per_token(spec, 1000) < inference_flops_per_token(spec, 20000));
  }
  AiModelSpec windowed = model("k-exaone");
  const double with_window = training_flops_per_token(windowed, 32768);
  windowed.sliding_window.reset();
  windowed.global_every.reset();
  CHECK(with_window < training_flops_per_token(windowed, 32768));
}

TEST_CASE("attention under a window by hand") {
  // One layer with window 4 over a sequence of 8: spans 4 - 16/16 = 3 on average instead of 4.
  AiModelSpec spec;
  spec.layers.value = 1;
  spec.hidden.value = 2;
  spec.ffn_hidden.value = 1;
  spec.heads.value = 1;
  spec.kv_heads.value = 1;
  spec.vocab.value = 1;
  const double full = training_flops_per_token(spec, 8);
  spec.sliding_window.emplace().value = 4;
  // 3 passes * 2 * 1 head * (2 + 2) * (4 - 3) = 24
  CHECK(SoftEqual{}(full - training_flops_per_token(spec, 8), 24.0));
}

TEST_CASE("a world model sees the whole clip") {
  AiModelSpec spec = model("world-model-14b");
  const double whole = training_flops_per_token(spec, 10000);
  spec.architecture = Architecture::decoder;
  // 36 layers * 3 * 2 * 40 heads * 256 * 5000 more tokens
  CHECK(SoftEqual{.rel = 1e-9}(whole - training_flops_per_token(spec, 10000), 36.0 * 3 * 2 * 40 * 256 * 5000));
}

TEST_CASE("side stacks count by their tokens") {
  AiModelSpec spec = model("driving-vla-10b");
  spec.side_stacks.erase(spec.side_stacks.begin());
  spec.side_stacks.front().shape.reset();
  const double with = training_flops_per_token(spec, 4096);
  spec.side_stacks.clear();
  // 6 * 2.3e9 * 0.018
  CHECK(SoftEqual{.rel = 1e-6}(with - training_flops_per_token(spec, 4096), 248.4e6));
}

TEST_CASE("key-value cache") {
  CHECK(kv_cache_bytes_per_token(model("llama-3.1-70b"), 2) == 2.0 * 2 * 8 * 128 * 80);
  CHECK(kv_cache_bytes_per_token(model("deepseek-v3"), 2) == 2.0 * (512 + 64) * 61);
  // 16 of 64 layers see everything, the other 48 keep 4,096 of 8,192 tokens: as 40 full layers.
  CHECK(kv_cache_bytes_per_token(model("exaone-4.0-32b"), 1, 8192) == 2.0 * 8 * 128 * 40);
  CHECK(kv_cache_bytes_per_token(model("exaone-4.0-32b"), 1, 4096) == 2.0 * 8 * 128 * 64);
}

}  // namespace aif
