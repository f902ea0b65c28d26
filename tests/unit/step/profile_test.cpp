#include "step/profile.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "made_up.hpp"

namespace aif {
namespace {

const SoftEqual soft_equal{.rel = 1e-9};

/// A job on made-up machines; the fabric and the machines can be changed.
struct Job {
  AiModelSpec model = made_up::model();
  SystemSpec system = made_up::system();
  FabricSpec fabric = made_up::fabric();
  std::int64_t gpus = 1;
  ParallelSpec parallel{.tensor = 1};
  double sequences = 2;
  Precision precision = Precision::bf16;

  [[nodiscard]] StepProfile profile() const {
    return step_profile({.model = &model,
                         .system = &system,
                         .fabric = &fabric,
                         .gpus = gpus,
                         .parallel = parallel,
                         .sequence = 1000,
                         .batch_tokens = 1000 * sequences,
                         .precision = precision});
  }
  [[nodiscard]] std::string refusal() const {
    try {
      static_cast<void>(profile());
    } catch (const SimulationError& error) {
      return error.what();
    }
    return "";
  }
};

/// One microbatch of the made-up model on one made-up GPU.
///   products    6 x 25e6 (24e6 of the layers, 1e6 of the projection) = 150e6 per token at 50e12:  3.0 ms
///   attention   7/6 x 3 x 2 layers x 500 keys x 4000 = 14e6 per token at 0.8 x 50e12:            0.35 ms
///   memory      324,000 B per token at 0.75e12 B/s                                               0.432 ms
///   gaps        0.06 x 3.782 ms                                                                  0.22692 ms
constexpr double compute_ms = 3.35;
constexpr double memory_ms = 0.432 + 0.22692;
constexpr double optimizer_ms = 1.04;  ///< 30 x 26e6 B at 0.75e12 B/s

TEST_CASE("one GPU by hand") {
  const StepProfile profile = Job{}.profile();
  const double step_ms = 2 * (compute_ms + memory_ms) + optimizer_ms;  // two microbatches
  CHECK(soft_equal(profile.step_time.in(milliseconds), step_ms));
  CHECK(soft_equal(profile.tokens_per_second, 2000 / (step_ms / 1000)));
  CHECK(soft_equal(profile.compute_share, 2 * compute_ms / step_ms));
  CHECK(soft_equal(profile.memory_share, (2 * memory_ms + optimizer_ms) / step_ms));
  CHECK(profile.communication_share == 0.0);
  CHECK(profile.bubble_share == 0.0);
  CHECK(soft_equal(profile.flops_per_step.si(), 2000 * 162e6));  // 150e6 + 3 x 4e6 per token
  CHECK(soft_equal(profile.mfu, 2000 * 162e6 / (step_ms / 1000 * 100e12)));
  CHECK(soft_equal(profile.memory_per_gpu.si(), 532e6));
}

TEST_CASE("two tensor ranks by hand") {
  Job job;
  job.gpus = 2;
  job.parallel.tensor = 2;
  // 10 x 1/2 x 2 B x 1000 x 1000 x 2 layers = 20e6 B at 80e9 B/s = 0.25 ms, half of it hidden. Straggler 0.4 %.
  const double step_ms = (2 * (compute_ms / 2 + memory_ms / 2 + 0.125) + optimizer_ms / 2) * 1.004;
  CHECK(soft_equal(job.profile().step_time.in(milliseconds), step_ms));
  CHECK(soft_equal(job.profile().communication_share, 0.25 / step_ms + 0.004 / 1.004));
}

TEST_CASE("two replicas by hand, within a node and between nodes") {
  Job job;
  job.gpus = 2;
  // 26e6 x (4 + 2) B x 1/2 at 80e9 B/s = 0.975 ms, a fifth exposed.
  const double near_ms = (compute_ms + memory_ms + optimizer_ms / 2 + 0.2 * 0.975) * 1.004;
  CHECK(soft_equal(job.profile().step_time.in(milliseconds), near_ms));
  // One GPU per node: at 10e9 B/s 7.8 ms, of which the compute of the only microbatch can hide 3.35.
  job.system.gpus_per_node = 1;
  const double far_ms = (compute_ms + memory_ms + optimizer_ms / 2 + 7.8 - 3.35) * 1.004;
  CHECK(soft_equal(job.profile().step_time.in(milliseconds), far_ms));
}

TEST_CASE("two stages by hand") {
  Job job;
  job.gpus = 2;
  job.parallel.pipeline = 2;
  job.sequences = 4;
  // Four microbatches and one more of waiting; 4 x 1000 x 1000 B at 80e9 B/s = 0.05 ms, a fifth exposed.
  const double micro_ms = compute_ms / 2 + memory_ms / 2 + 0.01;
  const double step_ms = (5 * micro_ms + optimizer_ms / 2) * 1.004;
  CHECK(soft_equal(job.profile().step_time.in(milliseconds), step_ms));
  CHECK(soft_equal(job.profile().bubble_share, micro_ms / step_ms));
}

TEST_CASE("experts by hand") {
  Job job;
  job.model = made_up::routed_model();
  job.gpus = 4;
  job.parallel.expert = 4;
  job.sequences = 4;
  // products: (2 x (4e6 + 8e3) + 1e6) x 6 / 50e12 + 6 x 32e6 / (50e12 x 0.75) per token, x 1000 = 6.20192 ms; + 0.35
  // memory: 492,000 B per token / 0.75e12 = 0.656 ms; gaps 0.06 x 7.20792; host 2 x 2 ms
  // exchange: 8 B x 1000 x 2 x 3/4 x 2 layers x 1000 tokens = 24e6 B at 80e9 = 0.3 ms, half hidden
  // optimizer 30 x 34.504e6 / 0.75e12 = 1.38016 ms
  // gradients: dense 10.016e6 x 6 x 3/4 / 80e9 = 0.5634 ms, a fifth exposed; experts have no copies
  const double compute = (6 * 9.016e6 / 50e12 + 6 * 32e6 / 37.5e12) * 1e6 + 0.35;
  const double memory = 0.656 + 0.06 * (compute + 0.656) + 4;
  const double step_ms = (compute + memory + 0.15 + 1.38016 + 0.2 * 0.5634) * 1.008;
  CHECK(soft_equal(job.profile().step_time.in(milliseconds), step_ms));
}

TEST_CASE("recomputation costs up to a third of compute") {
  Job job;
  job.sequences = 1;
  const_cast<GpuSpec&>(*job.system.gpu).memory.value = bytes(472e6 / 0.95);  // just fits if everything is recomputed
  const StepProfile profile = job.profile();
  CHECK(profile.fits);
  const double micro_ms = (compute_ms + 0.432) * 4 / 3 * 1.06;
  CHECK(soft_equal(profile.step_time.in(milliseconds), micro_ms + optimizer_ms));
  CHECK(soft_equal(profile.memory_per_gpu.si(), 472e6));
}

TEST_CASE("what cannot be laid out is refused") {
  Job job;
  job.gpus = 6;
  job.parallel = {.tensor = 2, .pipeline = 2};
  CHECK(job.refusal() ==
        "made-up on 6 GPUs cannot be laid out: replicas of 4 GPUs (tensor 2 x pipeline 2 x context 1) do not divide "
        "them.");
  job.parallel = {.tensor = 1};
  CHECK(job.refusal() ==
        "made-up on 6 GPUs cannot be laid out: a batch of 2 sequences of 1000 tokens is less than one for each of 6 "
        "replicas.");
  job.sequences = 6;
  job.parallel.expert = 4;
  CHECK(job.refusal() == "made-up on 6 GPUs cannot be laid out: expert 4 does not divide the 6 replicas.");
  job.parallel = {.tensor = 0};
  CHECK(job.refusal().find("at least 1") != std::string::npos);
  job.parallel = {.tensor = 1};
  job.precision = Precision::fp8;
  CHECK(job.refusal() == "Made-up has no FP8 arithmetic. Choose bf16 or other machines.");
}

/// Random jobs that can be laid out.
Job random_job(RandomStream& stream) {
  Job job;
  if (stream.uniform() < 0.5) {
    job.model = made_up::routed_model();
  }
  job.model.layers.value = 8;
  const auto power_of_two = [&stream](std::uint64_t exponents) { return std::int64_t{1} << stream.below(exponents); };
  job.parallel = {.tensor = power_of_two(4),
                  .pipeline = power_of_two(3),
                  .virtual_stages = power_of_two(2),
                  .context = power_of_two(2)};
  const std::int64_t replicas = power_of_two(7);
  job.parallel.expert = job.model.moe ? std::min<std::int64_t>(replicas, power_of_two(4)) : 1;
  job.gpus = replicas * job.parallel.tensor * job.parallel.pipeline * job.parallel.context;
  job.sequences = static_cast<double>(replicas * power_of_two(6));
  job.fabric.oversubscription = stream.uniform(1, 8);
  job.fabric.routing_efficiency = stream.uniform(0.3, 1);
  job.system.nic_bandwidth.value = gigabytes_per_second(stream.uniform(1, 100));
  job.system.nodes_per_domain = power_of_two(4);
  return job;
}

TEST_CASE("shares add up to one, whatever the job") {
  RandomStream stream(11, "step jobs");
  for (int i = 0; i < 500; ++i) {
    const StepProfile p = random_job(stream).profile();
    CHECK(soft_equal(p.compute_share + p.memory_share + p.communication_share + p.bubble_share, 1.0));
    CHECK(std::min({p.compute_share, p.memory_share, p.communication_share, p.bubble_share}) >= 0.0);
    CHECK(p.mfu > 0.0);
    CHECK(p.mfu < 0.5);  // the GPU's efficiency in large products
  }
}

TEST_CASE("a worse network is never faster, a better GPU never slower") {
  RandomStream stream(12, "step jobs");
  for (int i = 0; i < 500; ++i) {
    const Job job = random_job(stream);
    const Duration base = job.profile().step_time;
    Job worse = job;
    worse.fabric.oversubscription *= 2;
    CHECK(worse.profile().step_time >= base);
    worse = job;
    worse.fabric.routing_efficiency /= 2;
    CHECK(worse.profile().step_time >= base);
    worse = job;
    worse.system.nic_bandwidth.value = job.system.nic_bandwidth.value / 3.0;
    CHECK(worse.profile().step_time >= base);
    Job better = job;
    auto gpu = std::make_shared<GpuSpec>(*job.system.gpu);
    gpu->bf16.value = gpu->bf16.value * 2.0;
    gpu->memory_bandwidth.value = gpu->memory_bandwidth.value * 1.5;
    better.system.gpu.spec = gpu;
    CHECK(better.profile().step_time < base);
  }
}

TEST_CASE("a longer batch takes longer and wastes less") {
  Job job;
  job.gpus = 16;
  job.parallel = {.tensor = 2, .pipeline = 2};
  job.sequences = 4;
  StepProfile before = job.profile();
  for (int doubling = 0; doubling < 6; ++doubling) {
    job.sequences *= 2;
    const StepProfile now = job.profile();
    CHECK(now.step_time > before.step_time);
    CHECK(now.mfu > before.mfu);
    CHECK(now.bubble_share < before.bubble_share);
    before = now;
  }
}

/// A published run: tokens per second and GPU, and the error of the model [%] that src/step/README.md states.
struct Published {
  const char* model;
  const char* system;
  std::int64_t gpus;
  ParallelSpec parallel;
  std::int64_t sequence;
  double sequences;
  Precision precision;
  double tokens_per_second;
  double error;
};

constexpr Precision bf16 = Precision::bf16;
constexpr Precision fp8 = Precision::fp8;

const Published published[] = {
    // megatron-bridge-performance, release 25.11
    {"llama-3.1-8b", "dgx-h100", 8, {1, 1, 1, 1, 1}, 8192, 128, fp8, 14451, -21},
    {"llama-3.1-70b", "dgx-h100", 64, {4, 8, 5, 1, 1}, 8192, 128, fp8, 1602, -1},
    {"llama-3.1-405b", "dgx-h100", 1024, {8, 8, 8, 2, 1}, 8192, 512, fp8, 292, 0},
    {"llama-3.1-8b", "dgx-b200", 8, {1, 1, 1, 1, 1}, 8192, 128, fp8, 30624, 2},
    {"llama-3.1-405b", "dgx-b200", 128, {4, 8, 8, 2, 1}, 8192, 64, fp8, 661, 2},
    {"deepseek-v3", "dgx-b200", 256, {1, 16, 1, 1, 8}, 4096, 2048, fp8, 2139, 55},
    {"qwen3-235b-a22b", "dgx-b200", 64, {1, 8, 2, 1, 8}, 4096, 1024, fp8, 3269, 68},
    {"llama-3.1-8b", "gb200-nvl72", 8, {1, 1, 1, 1, 1}, 8192, 128, fp8, 31508, 11},
    {"llama-3.1-405b", "gb200-nvl72", 256, {4, 16, 4, 1, 1}, 8192, 1536, fp8, 813, -5},
    {"deepseek-v3", "gb200-nvl72", 256, {1, 4, 4, 1, 64}, 4096, 4096, bf16, 3139, 9},
    {"deepseek-v3", "gb200-nvl72", 256, {1, 8, 4, 1, 32}, 4096, 4096, fp8, 4018, 10},
    {"qwen3-235b-a22b", "gb200-nvl72", 256, {1, 8, 3, 1, 32}, 4096, 8192, bf16, 4916, -1},
    {"llama-3.1-8b", "gb300-nvl72", 8, {1, 1, 1, 1, 1}, 8192, 128, fp8, 37556, -7},
    {"llama-3.1-405b", "gb300-nvl72", 256, {2, 8, 4, 2, 1}, 8192, 1536, fp8, 999, -22},
    {"deepseek-v3", "gb300-nvl72", 256, {1, 2, 4, 1, 32}, 4096, 4096, bf16, 3848, -9},
    {"deepseek-v3", "gb300-nvl72", 256, {1, 2, 4, 1, 32}, 4096, 4096, fp8, 4357, 4},
    {"qwen3-235b-a22b", "gb300-nvl72", 256, {1, 4, 12, 1, 16}, 4096, 8192, bf16, 6131, -20},
    // llama3-paper table 4, 430, 400 and 380 TFLOP/s per GPU over 2.524, 2.524 and 4.046 TFLOP per token
    {"llama-3.1-405b", "dgx-h100", 8192, {8, 16, 8, 1, 1}, 8192, 2048, bf16, 170.4, 5},
    {"llama-3.1-405b", "dgx-h100", 16384, {8, 16, 8, 1, 1}, 8192, 2048, bf16, 158.5, 6},
    {"llama-3.1-405b", "dgx-h100", 16384, {8, 16, 8, 16, 1}, 131072, 128, bf16, 93.9, 0},
    // deepseek-v3-report table 1: 14.8e12 tokens in 2.664e6 GPU hours
    {"deepseek-v3", "hgx-h800", 2048, {1, 16, 2, 1, 64}, 4096, 15360, fp8, 1543, -15},
};

TEST_CASE("published training runs") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  FabricSpec fabric;
  for (const Published& run : published) {
    CAPTURE(run.model);
    CAPTURE(run.system);
    CAPTURE(run.gpus);
    const auto model = catalog.get<AiModelSpec>(run.model);
    const auto system = catalog.get<SystemSpec>(run.system);
    const StepProfile profile = step_profile({.model = model.spec.get(),
                                              .system = system.spec.get(),
                                              .fabric = &fabric,
                                              .gpus = run.gpus,
                                              .parallel = run.parallel,
                                              .sequence = run.sequence,
                                              .batch_tokens = static_cast<double>(run.sequence) * run.sequences,
                                              .precision = run.precision});
    const double error = 100 * (profile.tokens_per_second / static_cast<double>(run.gpus) / run.tokens_per_second - 1);
    CAPTURE(error);
    CHECK(std::abs(error - run.error) < 1.0);  // the error is the stated one
    CHECK(profile.fits);
  }
}

TEST_CASE("dense models on many H100 reach the utilisation of Llama 3") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const auto model = catalog.get<AiModelSpec>("llama-3.1-405b");
  const auto system = catalog.get<SystemSpec>("dgx-h100");
  FabricSpec fabric;
  const StepProfile profile = step_profile({.model = model.spec.get(),
                                            .system = system.spec.get(),
                                            .fabric = &fabric,
                                            .gpus = 16384,
                                            .parallel = {8, 16, 8, 1, 1},
                                            .sequence = 8192,
                                            .batch_tokens = 2048.0 * 8192});
  CHECK(profile.mfu > 0.38);
  CHECK(profile.mfu < 0.44);
}

}  // namespace
}  // namespace aif
