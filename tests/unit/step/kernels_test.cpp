#include "step/kernels.hpp"

#include "core/error.hpp"
#include "doctest/doctest.h"
#include "step/communication.hpp"
#include "step/sample.hpp"

namespace aif::step {
namespace {

/// 100 multiprocessors, 100 TFLOP/s, 1 TB/s of which 80 % is reached.
Machine made_up() {
  Machine machine;
  machine.gpu = "made-up";
  machine.sms = 100;
  machine.memory_bandwidth = 1e12;
  machine.gemm_16 = {.rate = 100e12, .fill = 100, .tile = 0, .wave = 0.5, .memory = 0.8};
  machine.attention = {.rate_128 = 50e12, .rate_64 = 25e12, .start = 1000, .wave = 1, .memory = 0.5};
  machine.gather_bus = 100e9;
  machine.all_reduce_bus = 120e9;
  machine.domain_latency = 10e-6;
  machine.domain = 8;
  machine.nic = 10e9;
  return machine;
}

TEST_CASE("a product of whole waves by hand") {
  // 1280 x 1280 in tiles of 128 x 128: 100 tiles, one wave. Unit 2 x 128 x 128 x 100 / 100e12 = 3.2768e-8 s, times
  // 900 + 100 elements: 32.768 us. Smaller tiles have four waves of half or a quarter, as long; larger ones 50 tiles,
  // half a wave at twice the unit, split in two: 6.5536e-8 x (450 + 200) + 4 x 2 x 1280^2 / 0.8e12 = 59 us.
  // Memory: 2 B x 3 x ... = 2 x (2 x 1280 x 900 + 1280^2) / 0.8e12 = 9.856 us.
  const double compute = 3.2768e-8 * 1000;
  const double memory = 2.0 * (2 * 1280 * 900 + 1280 * 1280) / 0.8e12;
  // 900 is a multiple of 4 but not of 8: alignment 1.4.
  const double expected = std::cbrt(std::pow(1.4 * compute, 3) + std::pow(memory, 3));
  CHECK(soft_equal(gemm_time(1280, 1280, 900, 1, 2, MathWidth::bits16, made_up()), expected));
}

TEST_CASE("batched products need rows that start at multiples of 16 bytes") {
  const double aligned = gemm_time(2048, 2048, 112, 64, 2, MathWidth::bits16, made_up());
  const double unaligned = gemm_time(2048, 2048, 108, 64, 2, MathWidth::bits16, made_up());
  CHECK(unaligned > 3 * aligned);
  CHECK(gemm_time(2048, 2048, 108, 1, 2, MathWidth::bits16, made_up()) <
        2 * gemm_time(2048, 2048, 112, 1, 2, MathWidth::bits16, made_up()));
}

TEST_CASE("half of an idle wave is lost") {
  // 1408 x 1280: 110 tiles of 128 x 128, 1.1 waves; 0.5 x 0.9 of a wave more: 1.55. Tiles of 64 x 64: 440 tiles, 4.4
  // waves and 0.5 x 0.6: 4.7 of a quarter unit each: 1.175 waves, the least.
  const double unit = 3.2768e-8 / 4;
  const double compute = 4.7 * unit * (6400 + 100);
  const double memory = 2.0 * (1408.0 * 6400 + 1280.0 * 6400 + 1408.0 * 1280) / 0.8e12;
  CHECK(soft_equal(gemm_time(1408, 1280, 6400, 1, 2, MathWidth::bits16, made_up()),
                   std::cbrt(std::pow(compute, 3) + std::pow(memory, 3))));
}

TEST_CASE("larger and worse aligned products take longer") {
  const Machine machine = made_up();
  double before = 0;
  for (const double m : {128.0, 512.0, 2048.0, 8192.0}) {
    const double now = gemm_time(m, 4096, 4096, 1, 2, MathWidth::bits16, machine);
    CHECK(now > before);
    before = now;
  }
  CHECK(gemm_time(4096, 4096, 4097, 1, 2, MathWidth::bits16, machine) >
        3 * gemm_time(4096, 4096, 4096, 1, 2, MathWidth::bits16, machine));
  CHECK(gemm_time(0, 4096, 4096, 1, 2, MathWidth::bits16, machine) == 0.0);
  CHECK_THROWS_AS(gemm_time(1, 1, 1, 1, 2, MathWidth::bits8, machine), SimulationError);
}

TEST_CASE("attention by hand") {
  // b 1, 100 heads, 1024 x 1024 causal, width 128: 4 x 100 x 1024^2 x 128 / 2 = 26.8435 GFLOP. 800 blocks: 8 waves.
  // rate 50e12 x 1024/2024. Memory 2 x 128 x 400 x 1024 / 0.5e12 = 209.7152 us.
  const AttentionShape shape{1, 100, 100, 1024, 1024, 128, true};
  const double compute = 4.0 * 100 * 1024 * 1024 * 128 / 2 / (50e12 * 1024 / 2024);
  const double memory = 2.0 * 128 * 400 * 1024 / 0.5e12;
  CHECK(soft_equal(attention_time(shape, made_up()), std::cbrt(std::pow(compute, 3) + std::pow(memory, 3))));
  AttentionShape narrow = shape;
  narrow.head_dim = 64;  // half the work at half the rate
  narrow.heads = 400;
  CHECK(attention_time(narrow, made_up()) > attention_time(shape, made_up()));
  AttentionShape full = shape;
  full.causal = false;
  CHECK(attention_time(full, made_up()) > 1.5 * attention_time(shape, made_up()));
}

TEST_CASE("a window costs what it sees and a little more") {
  CHECK(soft_equal(window_share(128, 8192), 1728.0 / 8192));
  CHECK(window_share(4096, 4096) == 1.0);
}

TEST_CASE("gathers by hand, inside a domain and between domains") {
  Constants constants;
  constants.nvlink_achieved = 0.8;
  constants.nic_achieved = 0.9;
  constants.network_hop_latency = 1e-6;
  // 8 ranks in a domain: 7/8 GB at 80 GB/s and one start.
  CHECK(soft_equal(gather_time(1e9, 8, 8, 1e9, made_up(), constants), 0.875 / 80 + 10e-6));
  // 16 ranks, 8 in each of two domains: the ring leaves a domain on eight adapters, 72 GB/s; four messages.
  CHECK(soft_equal(gather_time(1e9, 16, 8, 0.25e9, made_up(), constants), 0.9375 / 72 + 4 * 11e-6));
  CHECK(gather_time(1e9, 1, 8, 1e9, made_up(), constants) == 0.0);
}

}  // namespace
}  // namespace aif::step
