#include "validation/case_text.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"
#include "validation/page.hpp"
#include "validation/validation.hpp"

using namespace aif;

namespace {

ValidationResult validated(const std::string& text) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("aifactory-cases-" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file, std::ios::trunc) << "format: aifactory-validation/v1\n" << text;
  const ValidationResult result = validate_file(file, shipped_catalog());
  std::filesystem::remove(file);
  return result;
}

const char* full_case =
    "- id: full\n  source: SimuMax 2025\n  gpu: h100-sxm-80gb\n  gpus: 8\n  nvlink_domain: 8\n"
    "  nic_per_gpu: 400 Gbit/s\n"
    "  model: {name: 8B, layers: 32, hidden: 4096, ffn_hidden: 14336, heads: 32, kv_heads: 8, vocab: 128256, mlp: "
    "swiglu}\n"
    "  sequence: 4096\n  parallel: {tp: 1, pp: 2, vpp: 1, cp: 1, ep: 1, dp: 4, data_sharding: zero1, "
    "sequence_parallel: false}\n"
    "  micro_batch: 1\n  global_batch: 64\n  recompute: none\n  precision: bf16\n  measured: {step_time: 4 s}\n";

}  // namespace

TEST_CASE("GPUs by the names that people use") {
  for (const auto& [name, gpu] : {std::pair<const char*, const char*>{"h100-sxm-80gb", "h100-sxm"},
                                  {"NVIDIA H100 80GB HBM3", "h100-sxm"},
                                  {"A100-SXM4-40GB", "a100-40-sxm"},
                                  {"a100-sxm-80gb", "a100-80-sxm"},
                                  {"NVIDIA A100-SXM4-80GB", "a100-80-sxm"},
                                  {"b200-sxm-180gb", "b200-sxm"},
                                  {"GB200 NVL72", "gb200"},
                                  {"gb300-nvl72", "gb300"},
                                  {"AMD Instinct MI300X", "mi300x"},
                                  {"h200-sxm-141gb", "h200-sxm"}}) {
    CHECK_MESSAGE(catalog_gpu(name, shipped_catalog()) == std::optional<std::string>(gpu), name);
  }
  for (const char* name : {"V100", "H100 PCIe", "TPU v4", ""}) {
    CHECK_MESSAGE(!catalog_gpu(name, shipped_catalog()), name);
  }
}

TEST_CASE("the year of a stack") {
  CHECK(year_in("NeMo 25.04 release notes, 2024") == doctest::Approx(2025 + 4.0 / 12));
  CHECK(year_in("Narayanan et al. 2021 (SC21), https://arxiv.org/abs/2104.04473") == 2021.5);
  CHECK(year_in("version 1.23.45 of something") == std::nullopt);
  CHECK(year_in("") == std::nullopt);
}

TEST_CASE("a case in other words is the same case") {
  const ValidationResult given = validated(std::string("kind: training_step\ncases:\n") + full_case);
  const ValidationResult other = validated(
      "kind: training_step\ncases:\n"
      "- id: other\n  source: SimuMax 2025\n  GPU: NVIDIA H100 80GB HBM3\n  num_gpus: 8\n  nvlink_domain: 8\n"
      "  nic_per_gpu: 400 Gbps\n"
      "  model: {name: 8B, num_layers: 32, hidden_size: 4096, intermediate_size: 14336, num_heads: 32, num_kv_heads: "
      "8, "
      "vocab_size: 128256, activation: SwiGLU, rope_theta: 500000}\n"
      "  seq_len: 4096\n  parallel: {pp: 2, data_sharding: ZeRO-1}\n"
      "  mbs: 1\n  gbs: 64\n  recompute: \"no\"\n  dtype: BFloat16\n  measured: {step_time_s: 4, tflops: 400}\n");
  REQUIRE(given.comparisons.size() == 1);
  REQUIRE(other.comparisons.size() == 1);
  CHECK_MESSAGE(!given.comparisons[0].failed, given.comparisons[0].reason);
  CHECK_MESSAGE(!other.comparisons[0].failed, other.comparisons[0].reason);
  CHECK(other.comparisons[0].simulated == given.comparisons[0].simulated);
  CHECK(other.comparisons[0].measured == 4);
}

TEST_CASE("little is enough where the meaning is clear") {
  const ValidationResult result = validated(
      "kind: training_step\ncases:\n- id: short\n  gpu: H100\n  gpus: 64\n  model: Llama-3.1-8B\n  sequence: 8192\n"
      "  global_batch: 128\n  precision: bf16\n  measured: {tokens_per_s_per_gpu: 10000}\n");
  REQUIRE(result.comparisons.size() == 1);
  CHECK_MESSAGE(!result.comparisons[0].failed, result.comparisons[0].reason);
  CHECK(result.comparisons[0].measured == doctest::Approx(128 * 8192 / 10000.0 / 64));
  CHECK(result.comparisons[0].reason.find("presumed") != std::string::npos);
}

TEST_CASE("a bad case fails with its reason and does not keep the others") {
  const ValidationResult result = validated(
      std::string("kind: training_step\ncases:\n") + full_case +
      "- id: no-model\n  source: X\n  gpu: h100\n  gpus: 8\n  sequence: 1\n  global_batch: 1\n  precision: bf16\n"
      "  measured: {step_time: 1 s}\n"
      "- id: other-gpu\n  gpu: V100\n  gpus: 8\n  nvlink_domain: 8\n  nic_per_gpu: 1 GB/s\n  model: llama-3.1-8b\n"
      "  sequence: 4096\n  global_batch: 8\n  precision: bf16\n  measured: {step_time: 1 s}\n"
      "- id: fp8-on-a100\n  gpu: a100\n  gpus: 8\n  model: llama-3.1-8b\n  sequence: 4096\n  global_batch: 8\n"
      "  precision: fp8\n  measured: {step_time: 1 s}\n"
      "- just a text\n");
  REQUIRE(result.comparisons.size() == 5);
  CHECK(!result.comparisons[0].failed);
  for (std::size_t i = 1; i < 5; ++i) {
    CHECK(result.comparisons[i].failed);
    CHECK(!result.comparisons[i].reason.empty());
  }
  CHECK(result.comparisons[1].reason.find("model") != std::string::npos);
  CHECK(result.comparisons[2].reason.find("V100") != std::string::npos);
  CHECK(result.comparisons[3].reason.find("8-bit") != std::string::npos);
  CHECK(result.summary().n == 1);
  CHECK(result.summary().failed == 4);
  CHECK(to_json({result}).find("\"error\": null") != std::string::npos);
}

TEST_CASE("an unknown kind is said for its file") {
  const ValidationResult result = validated("kind: phase_of_the_moon\ncases:\n- {id: one}\n- {id: two}\n");
  CHECK(result.problem.find("phase_of_the_moon") != std::string::npos);
  CHECK(result.summary().failed == 2);
  CHECK(!result.all_within());
  CHECK(to_text(result).find(result.problem) != std::string::npos);
}

TEST_CASE("the page is complete in itself, in two languages") {
  ValidationResult result = validated(std::string("kind: training_step\ncases:\n") + full_case + "- id: <b>bad</b>\n");
  const std::string page = validation_page({result}, Language::english);
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(page.find("<circle") != std::string::npos);
  CHECK(page.find("<rect") != std::string::npos);
  CHECK(page.find("By GPU") != std::string::npos);
  CHECK(page.find("<b>bad") == std::string::npos);
  CHECK(page.find("&lt;b&gt;bad") != std::string::npos);
  for (const char* outside : {"src=", "href=", "@import", "url("}) {
    CHECK_MESSAGE(page.find(outside) == std::string::npos, outside);
  }
  CHECK(validation_page({result}, Language::korean).find("시뮬레이션") != std::string::npos);
}
