#include "step/fit_kernels.hpp"

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "step/kernels.hpp"

namespace aif::step {
namespace {

/// The H100-like GPU whose constants the timings are made from.
Machine known_machine() {
  Machine machine;
  machine.sms = 132;
  machine.memory_bandwidth = 3.35e12;
  machine.gemm_16 = {.rate = 7.5e14, .fill = 180, .tile = 25, .wave = 0.6, .memory = 0.85};
  machine.attention = {.rate_128 = 5.5e14, .rate_64 = 4e14, .start = 400, .wave = 0.7, .memory = 0.6};
  return machine;
}

constexpr double launch = 4e-6;

/// Timings that the known constants predict, off by `scatter` up and down in turn.
Measurements made_up_timings(double scatter) {
  const Machine machine = known_machine();
  Measurements all;
  all.gpu = {"made-up", 132, gigabytes_per_second(3350), "2026-01-01", ""};
  double sign = 1;
  auto scattered = [&](double seconds) { return seconds * (1 + scatter * (sign = -sign)); };
  for (const double m : {256., 1024., 2048., 4096., 8192., 16384.}) {
    for (const double n : {1024., 2048., 5120., 8192.}) {
      for (const double k : {512., 1024., 4096., 8192., 14336.}) {
        const double t = launch + gemm_time(m, n, k, 1, 2, MathWidth::bits16, machine);
        all.gemm.push_back({"bf16", m, n, k, scattered(t), 600});
      }
    }
  }
  for (const double batch : {1., 4.}) {
    for (const double heads : {4., 16., 32.}) {
      for (const double sequence : {1024., 2048., 4096., 8192., 16384.}) {
        for (const double width : {64., 128.}) {
          const double t = launch + attention_time({batch, heads, heads, sequence, sequence, width, true}, machine);
          all.attention.push_back({batch, heads, heads, sequence, width, true, scattered(t), 500});
        }
      }
    }
  }
  all.traffic = {{1e9, 1e9 / (0.9 * 3.35e12), 400}, {1e6, 1e-5, 300}, {4e9, 4e9 / (0.9 * 3.35e12), 400}};
  return all;
}

TEST_CASE("constants behind made-up timings come back") {
  const auto gemm = fit_gemm(made_up_timings(0), MathWidth::bits16);
  REQUIRE(gemm);
  const Machine known = known_machine();
  CHECK(SoftEqual{.rel = 0.02}(gemm->kernel.rate.si(), known.gemm_16.rate));
  CHECK(SoftEqual{.rel = 0.10}(gemm->kernel.fill, known.gemm_16.fill));
  CHECK(SoftEqual{.rel = 0.15}(gemm->kernel.tile, known.gemm_16.tile));
  CHECK(std::abs(gemm->kernel.wave - known.gemm_16.wave) < 0.05);
  CHECK(gemm->train_error < 0.01);
  CHECK(gemm->test_error < 0.01);
  CHECK(gemm->test_rows > 30);
  CHECK(gemm->kernel.test_rows == gemm->test_rows);

  const auto attention = fit_attention(made_up_timings(0));
  REQUIRE(attention);
  CHECK(SoftEqual{.rel = 0.02}(attention->kernel.rate_128.si(), known.attention.rate_128));
  CHECK(SoftEqual{.rel = 0.02}(attention->kernel.rate_64.si(), known.attention.rate_64));
  CHECK(SoftEqual{.rel = 0.10}(attention->kernel.start, known.attention.start));
  CHECK(attention->test_error < 0.01);
  CHECK(SoftEqual{.rel = 1e-9}(achieved_memory(made_up_timings(0)).value(), 0.9));
}

TEST_CASE("scatter in the timings shows as error, not as other constants") {
  const auto fit = fit_gemm(made_up_timings(0.05), MathWidth::bits16);
  REQUIRE(fit);
  CHECK(SoftEqual{.rel = 0.05}(fit->kernel.rate.si(), known_machine().gemm_16.rate));
  CHECK(fit->test_error > 0.03);
  CHECK(fit->test_error < 0.08);
}

TEST_CASE("what was not measured is not fitted") {
  Measurements few = made_up_timings(0);
  few.gemm.resize(10);
  few.attention.clear();
  few.traffic.clear();
  CHECK_FALSE(fit_gemm(few, MathWidth::bits16));
  CHECK_FALSE(fit_gemm(made_up_timings(0), MathWidth::bits8));
  CHECK_FALSE(fit_attention(few));
  CHECK_FALSE(achieved_memory(few));
}

TEST_CASE("files of timings are read, and refused with their place") {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("aifactory-kernels-" + std::to_string(getpid()) + ".yaml");
  auto read = [&file](const std::string& text) {
    std::ofstream(file, std::ios::trunc) << text;
    return load_measurements(file);
  };
  const std::string head =
      "format: aifactory-kernels/v1\n"
      "gpu: {name: X, sm_count: 132, memory_bandwidth: 3.35 TB/s, date: \"2026-01-01\"}\n";
  const Measurements all =
      read(head +
           "gemm:\n  columns: [format, m, n, k, seconds, watts]\n  rows:\n  - [bf16, 1, 2, 3, 1e-4, 0]\n"
           "attention:\n  columns: [batch, heads, kv_heads, sequence, head_dim, causal, seconds]\n"
           "  rows:\n  - [1, 8, 8, 1024, 128, true, 2e-4]\n");
  REQUIRE(all.gemm.size() == 1);
  CHECK(all.gemm[0].k == 3);
  CHECK(all.gemm[0].seconds == 1e-4);
  REQUIRE(all.attention.size() == 1);
  CHECK(all.attention[0].causal);
  CHECK(all.attention[0].watts == 0);
  CHECK_THROWS_AS(read("format: something\n"), ScenarioError);
  CHECK_THROWS_AS(read("format: aifactory-kernels/v1\n"), ScenarioError);
  CHECK_THROWS_AS(read(head + "gemm: {columns: [m, n], rows: []}\n"), ScenarioError);
  CHECK_THROWS_AS(read(head + "gemm:\n  columns: [format, m, n, k, seconds]\n  rows: [[bf16, 1, 2]]\n"), ScenarioError);
  CHECK_THROWS_AS(read(head + "gemm:\n  columns: [format, m, n, k, seconds]\n  rows: [[int3, 1, 2, 3, 1]]\n"),
                  ScenarioError);
  CHECK_THROWS_AS(read(head + "gemm:\n  columns: [format, m, n, k, seconds]\n  rows: [[bf16, 1, 2, 3, 0]]\n"),
                  ScenarioError);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace aif::step
