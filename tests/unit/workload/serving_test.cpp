#include "workload/serving.hpp"

#include <cmath>
#include <string>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

const SoftEqual close{.rel = 1e-9};

/// Two layers of width 1000, ten heads, two key-value heads, plain feed-forward of 4000, 1000 words.
///   attention 2 h^2 + 2 h 200 = 2.4e6, feed-forward 8e6: 20.8e6 in two layers; embeddings 2e6: 22.8e6.
///   cache 2 layers x 2 x 200 values = 800 per token.
AiModelSpec made_up_model() {
  AiModelSpec spec;
  spec.name = "made-up";
  spec.layers.value = 2;
  spec.hidden.value = 1000;
  spec.ffn_hidden.value = 4000;
  spec.heads.value = 10;
  spec.kv_heads.value = 2;
  spec.vocab.value = 1000;
  spec.context.value = 8192;
  spec.mlp = MlpKind::gelu;
  return spec;
}

/// 100 TFLOP/s of which half is reached, 1 TB/s of which half; memory as asked.
SystemSpec made_up_system(double memory_bytes) {
  auto gpu = std::make_shared<GpuSpec>();
  gpu->bf16.value = teraflops_per_second(100);
  gpu->memory.value = bytes(memory_bytes);
  gpu->memory_bandwidth.value = gigabytes_per_second(1000);
  gpu->scale_up_bandwidth.value = gigabytes_per_second(100);
  gpu->training_efficiency.value = 0.5;
  gpu->decode_efficiency.value = 0.5;
  SystemSpec spec;
  spec.gpu.spec = gpu;
  spec.gpus_per_node = 8;
  spec.nic_bandwidth.value = gigabytes_per_second(10);
  return spec;
}

TEST_CASE("one GPU by hand") {
  // Weights 45.6e6 B. Cache of 1000 tokens: 1600 B x 1000 = 1.6e6 B. 0.9 M - w = 160e6 B: a hundred sequences.
  const AiModelSpec model = made_up_model();
  const SystemSpec system = made_up_system((45.6e6 + 160e6) / 0.9);
  // products  2 x 21.8e6 FLOP = 43.6e6 at 50e12:                0.872 us per token
  // weights   45.6e6 B at 0.5e12 B/s:                           91.2 us;  decode of 100: 87.2 us, so weights bound it
  // cache     160e6 B:                                          320 us;   arithmetic 100 x 8e6 / 40e12 = 20 us
  // prefill   rho = 1/2: p = 1000 x 0.5 / 1 = 500 tokens, attention at 250: 2 layers x 4 x 1000 x 250 = 2e6
  //           100 x 0.5 x (0.872 us + 2e6 / 40e12 = 0.05 us) = 46.1 us
  // step      1.06 x (91.2 + 320 + 46.1) = 484.738 us
  const ServingRate rate = serving_rate(model, system, 1, Precision::bf16, 0.5, 1000);
  CHECK(rate.fits);
  CHECK(close(rate.batch, 100));
  CHECK(close(rate.output_tokens_per_second, 100 / 484.738e-6));
  CHECK(close(rate.compute_share, 46.1 / 484.738));
}

TEST_CASE("two GPUs add what they say to each other") {
  const AiModelSpec model = made_up_model();
  const SystemSpec system = made_up_system((45.6e6 + 160e6) / 0.9 / 2);
  // Twice the rates: half the time in kernels. Two layers of two all-reduces: 2 x 1/2 x 2 B x 1000 x 150 tokens at
  // 80e9 B/s = 3.75 us, and 10 us of latency: 4 x 13.75 = 55 us.
  const ServingRate rate = serving_rate(model, system, 2, Precision::bf16, 0.5, 1000);
  CHECK(close(rate.batch, 100));
  CHECK(close(rate.output_tokens_per_second, 100 / (484.738e-6 / 2 + 55e-6) / 2));
}

TEST_CASE("what does not fit says so") {
  const AiModelSpec model = made_up_model();
  CHECK_FALSE(serving_rate(model, made_up_system(45e6), 1, Precision::bf16, 1, 1000).fits);
  const ServingRate none = serving_rate(model, made_up_system((45.6e6 + 1.5e6) / 0.9), 1, Precision::bf16, 1, 1000);
  CHECK_FALSE(none.fits);  // weights, but not one sequence
  CHECK(none.output_tokens_per_second == 0.0);
  CHECK(serving_rate(model, made_up_system((45.6e6 + 1.7e6) / 0.9), 1, Precision::bf16, 1, 1000).fits);
  CHECK_THROWS_AS(serving_rate(model, made_up_system(1e9), 1, Precision::fp8, 1, 1000), SimulationError);
}

TEST_CASE("longer contexts and longer prompts cost throughput, memory gains it") {
  const AiModelSpec model = made_up_model();
  double before = 1e300;
  for (double context = 100; context < 1e5; context *= 2) {
    const double now =
        serving_rate(model, made_up_system(1e9), 1, Precision::bf16, 1, context).output_tokens_per_second;
    CHECK(now < before);
    before = now;
  }
  before = 1e300;
  for (double ratio = 0; ratio < 50; ratio += 2.5) {
    const double now =
        serving_rate(model, made_up_system(1e9), 1, Precision::bf16, ratio, 1000).output_tokens_per_second;
    CHECK(now < before);
    before = now;
  }
  // A larger batch shares the reading of weights, until arithmetic bounds every kernel.
  const auto with_memory = [&model](double memory) {
    return serving_rate(model, made_up_system(memory), 1, Precision::bf16, 1, 1000);
  };
  CHECK(with_memory(200e6).output_tokens_per_second > with_memory(100e6).output_tokens_per_second);
  CHECK(with_memory(1e9).output_tokens_per_second >= with_memory(500e6).output_tokens_per_second);
  CHECK(with_memory(1e12).batch == 2048.0);
}

/// A published throughput, output tokens per second and GPU, and the error [%] that src/workload/README.md states.
struct Published {
  const char* model;
  const char* system;
  std::int64_t gpus;
  Precision precision;
  double input;
  double output;
  double tokens_per_second;
  double error;
};

constexpr Precision fp8 = Precision::fp8;
constexpr Precision fp4 = Precision::fp4;

// tensorrt-llm-performance
const Published published[] = {
    {"llama-3.3-70b", "dgx-h100", 2, fp8, 1000, 1000, 2209, 8},
    {"llama-3.3-70b", "dgx-h100", 2, fp8, 8192, 1024, 398, -9},
    {"llama-3.3-70b", "dgx-h200", 2, fp8, 1000, 1000, 2587, 3},
    {"llama-3.3-70b", "dgx-h200", 2, fp8, 1024, 8192, 2009, 8},
    {"llama-3.3-70b", "dgx-h200", 2, fp8, 8192, 1024, 537, -8},
    {"llama-3.3-70b", "dgx-h200", 2, fp8, 32768, 1024, 120, -16},
    {"llama-3.3-70b", "dgx-b200", 1, fp4, 1000, 1000, 6920, 3},
    {"llama-3.3-70b", "dgx-b200", 1, fp4, 1024, 8192, 3242, 28},
    {"llama-3.3-70b", "dgx-b200", 1, fp4, 8192, 1024, 1362, -11},
    {"llama-3.3-70b", "dgx-b200", 1, fp4, 32768, 1024, 274, -11},
    {"llama-3.3-70b", "gb200-nvl72", 1, fp4, 1000, 1000, 7769, 1},
    {"llama-3.3-70b", "gb200-nvl72", 1, fp4, 1024, 8192, 3805, 15},
    {"llama-3.3-70b", "gb200-nvl72", 1, fp4, 8192, 1024, 1491, -11},
    {"llama-3.3-70b", "gb200-nvl72", 1, fp4, 32768, 1024, 302, -11},
    {"llama-3.3-70b", "rtx-pro-server", 1, fp4, 1000, 1000, 1724, -8},
    {"llama-3.3-70b", "rtx-pro-server", 1, fp4, 8192, 1024, 296, -22},
    {"deepseek-v3", "dgx-b200", 4, fp4, 1000, 1000, 6463, 5},
    {"deepseek-v3", "dgx-b200", 4, fp4, 1024, 8192, 3862, 36},
    {"deepseek-v3", "dgx-b200", 4, fp4, 8192, 1024, 1168, 13},
    {"deepseek-v3", "gb200-nvl72", 4, fp4, 1000, 1000, 6939, 4},
    {"deepseek-v3", "dgx-h200", 8, fp8, 1000, 1000, 1627, 66},
    {"deepseek-v3", "dgx-h200", 8, fp8, 1024, 8192, 1218, 103},
    {"qwen3-235b-a22b", "dgx-b200", 4, fp4, 1000, 1000, 5764, 24},
    {"qwen3-235b-a22b", "dgx-b200", 4, fp4, 1024, 8192, 3389, 17},
    {"qwen3-235b-a22b", "dgx-b200", 4, fp4, 8192, 1024, 1410, -1},
    {"qwen3-235b-a22b", "gb200-nvl72", 4, fp4, 1000, 1000, 6172, 21},
    {"qwen3-235b-a22b", "dgx-h200", 4, fp8, 1000, 1000, 3288, 23},
    {"qwen3-235b-a22b", "dgx-h200", 4, fp8, 1024, 8192, 1417, 30},
    {"qwen3-235b-a22b", "dgx-h200", 4, fp8, 8192, 1024, 627, -3},
    {"qwen3-235b-a22b", "dgx-h100", 8, fp8, 1000, 1000, 1932, 55},
    {"qwen3-235b-a22b", "dgx-h100", 8, fp8, 1024, 8192, 873, 50},
    {"qwen3-235b-a22b", "rtx-pro-server", 8, fp4, 1000, 1000, 969, 45},
};

TEST_CASE("published throughput") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  for (const Published& row : published) {
    CAPTURE(row.model);
    CAPTURE(row.system);
    CAPTURE(row.input);
    const auto model = catalog.get<AiModelSpec>(row.model);
    const auto system = catalog.get<SystemSpec>(row.system);
    const ServingRate rate =
        serving_rate(*model, *system, row.gpus, row.precision, row.input / row.output, row.input + row.output / 2);
    const double error = 100 * (rate.output_tokens_per_second / row.tokens_per_second - 1);
    CAPTURE(error);
    CHECK(std::abs(error - row.error) < 1.0);  // the error is the stated one
    CHECK(rate.fits);
  }
}

}  // namespace
}  // namespace aif
