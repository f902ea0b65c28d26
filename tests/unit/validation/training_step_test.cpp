#include "validation/training_step.hpp"

#include <chrono>
#include <string>

#include "core/error.hpp"
#include "doctest/doctest.h"
#include "document/yaml.hpp"

namespace aif {
namespace {

const std::filesystem::path folder = std::string(AIF_SOURCE_DIR) + "/tests/validation";

struct Recorded {
  std::string file, figure;
  std::int64_t cases = 0;
  double mean = 0, median = 0, p90 = 0;
};

}  // namespace

template <>
struct Fields<Recorded> {
  static const Record<Recorded>& get() {
    static const Record<Recorded> record = Record<Recorded>("recorded accuracy", "Of a file of cases.")
                                               .required("file", &Recorded::file, "The cases.")
                                               .required("figure", &Recorded::figure, "What is compared.")
                                               .required("cases", &Recorded::cases, "How many.")
                                               .required("mean", &Recorded::mean, "Of the absolute error [%].")
                                               .required("median", &Recorded::median, "[%]")
                                               .required("p90", &Recorded::p90, "[%]");
    return record;
  }
};

namespace {

std::vector<Recorded> recorded() {
  Diagnostics diagnostics;
  const Node root = load_document(folder / "accuracy.yaml", diagnostics);
  Reader reader(diagnostics);
  std::vector<Recorded> list;
  Codec<std::vector<Recorded>>::read(*root.find("files"), list, reader, {});
  diagnostics.throw_if_errors();
  return list;
}

TEST_CASE("published training steps are met as well as before") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  constexpr double allowed = 0.2;  // percentage points
  std::map<std::string, ValidationResult> results;
  for (const Recorded& record : recorded()) {
    if (results.count(record.file) == 0) {
      results.emplace(record.file, validate_file(folder / record.file, catalog));
      CHECK(results.at(record.file).summary().failed == 0);
    }
    const ValidationSummary s = results.at(record.file).summaries().at("figure").at(record.figure);
    CAPTURE(record.file);
    CAPTURE(record.figure);
    CHECK(static_cast<std::int64_t>(s.n) == record.cases);
    CHECK(100 * s.mape <= record.mean + allowed);
    CHECK(100 * s.median_ape <= record.median + allowed);
    CHECK(100 * s.p90_ape <= record.p90 + allowed);
  }
}

TrainingStepCase one_case() {
  TrainingStepCase c;
  c.id = "made-up";
  c.source = "NeMo 25.11";
  c.gpu = "h100-sxm-80gb";
  c.gpus = 64;
  c.nic_per_gpu = gigabits_per_second(400);
  c.model.layers = 32;
  c.model.hidden = 4096;
  c.model.ffn_hidden = 16384;
  c.model.heads = 32;
  c.model.kv_heads = 32;
  c.model.vocab = 51200;
  c.sequence = 4096;
  c.parallel.tp = 4;
  c.parallel.pp = 2;
  c.parallel.dp = 8;
  c.parallel.sequence_parallel = true;
  c.global_batch = 64;
  c.measured.step_time = seconds(1);
  return c;
}

std::string refusal(const TrainingStepCase& c) {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  try {
    (void)job_of(c, load_software_table(folder / "software.yaml"), catalog, step::shipped_calibration());
  } catch (const SimulationError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("cases that cannot be laid out say why, with the numbers and a choice that works") {
  CHECK(refusal(one_case()) == "");
  TrainingStepCase c = one_case();
  c.parallel.dp = 7;
  CHECK(refusal(c).find("tp 4 x pp 2 x cp 1 x dp 7 = 56 is not the 64 GPUs of the job; use dp 8 on 64 GPUs") == 0);
  c = one_case();
  c.global_batch = 60;
  CHECK(refusal(c) ==
        "a batch of 60 sequences is not a whole number of micro-batches of 1 on 8 replicas (8); use 56 or 64");
  c = one_case();
  c.model.heads = 30;
  CHECK(refusal(c) == "30 attention heads cannot be shared by tp 4; use tp 5");
  c = one_case();
  c.precision = step::NumberFormat::nvfp4;
  CHECK(refusal(c) == "h100-sxm has no 4-bit matrix products; use fp8 or bf16");
  c = one_case();
  c.source = "an unknown stack of 2022";
  CHECK(refusal(c).empty());
  CHECK(software_of(c, {}).guessed);
  CHECK(software_of(c, {}).software.date == 2022.5);
  CHECK_FALSE(software_of(c, {}).software.fused_attention);
  c = one_case();
  c.gpu = "x100-sxm";
  CHECK(refusal(c).find("unknown GPU \"x100-sxm\"; did you mean \"h100-sxm\"?") == 0);
}

TEST_CASE("what a source leaves open is chosen by rule") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const std::vector<SoftwareEntry> table = load_software_table(folder / "software.yaml");
  TrainingStepCase c = one_case();
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.sharding == step::Sharding::zero1);
  c.source = "vTrain";
  c.precision = step::NumberFormat::fp16;
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.sharding == step::Sharding::replicated);
  // A presumed micro-batch is the fastest that divides; the one given does not matter.
  c.presumed = {"micro_batch"};
  const auto chosen = job_of(c, table, catalog, step::shipped_calibration()).layout.micro_batch;
  c.micro_batch = 8;
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.micro_batch == chosen);
}

TEST_CASE("a stack that is not listed has the features of its year") {
  const std::vector<SoftwareEntry> table = load_software_table(folder / "software.yaml");
  TrainingStepCase c = one_case();
  CHECK(!software_of(c, table).guessed);
  c.source = "somebody's cluster, arXiv 2104.04473, March 2022";
  CHECK(software_of(c, table).guessed);
  CHECK(software_of(c, table).software.date == 2022.5);
  CHECK(!software_of(c, table).software.fused_attention);
  c.source = "somebody's cluster";
  CHECK(software_of(c, table).software.date == 2024.5);  // as usual on H100
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const std::vector<Comparison> result = compare_training_step(c, table, catalog, step::shipped_calibration());
  CHECK(result.front().reason == "the stack is not in software.yaml; features of 2024.5 taken");
}

TEST_CASE("the date of a stack that is not listed respects what the case uses") {
  TrainingStepCase c = one_case();
  c.source = "somebody's cluster";
  const auto date = [&c] { return software_of(c, {}).software.date; };
  c.gpu = "a100-sxm-80gb";
  CHECK(date() == 2022.5);
  c.parallel.data_sharding = CaseSharding::fsdp;
  CHECK(date() == 2023.5);
  c = one_case();
  c.gpu = "a100-sxm-80gb";
  c.source = "somebody's cluster";
  c.model.mlp = CaseMlp::swiglu;
  CHECK(date() == 2023.5);
  c.model.mlp = CaseMlp::gelu;
  c.source = "somebody's simulator, a conference of 2024";
  CHECK(date() == 2024.5);
  c.precision = step::NumberFormat::fp16;  // the paper is younger than the run
  CHECK(date() == 2022.5);
}

TEST_CASE("experts of GPT-OSS have biases unless the case says otherwise") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  TrainingStepCase c = one_case();
  c.model.moe = CaseRouting{.experts = 8, .topk = 2, .expert_ffn = 1024};
  const auto biased = [&] { return job_of(c, {}, catalog, step::shipped_calibration()).model.routed->biases; };
  CHECK_FALSE(biased());
  for (const char* name : {"GPT-OSS-120B", "gpt_oss_20b"}) {
    c.model.name = name;
    CHECK(biased());
  }
  c.model.moe->biases = false;
  CHECK_FALSE(biased());
}

TEST_CASE("a recipe fills only fields that the case does not state") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const std::vector<SoftwareEntry> table = load_software_table(folder / "software.yaml");
  TrainingStepCase c = one_case();
  c.source = "Google Cloud AI-Hypercomputer gpu-recipes";
  c.gpu = "b200-sxm-180gb";
  c.parallel.tp = c.parallel.pp = 1;
  c.parallel.dp = 64;
  c.global_batch = 128;
  c.micro_batch = 1;
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.micro_batch == 1);
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.recompute == step::Recompute::full);
  c.presumed = {"micro_batch"};
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.micro_batch == 2);
  c.recompute = CaseRecompute::none;
  CHECK(job_of(c, table, catalog, step::shipped_calibration()).layout.recompute == step::Recompute::none);
}

}  // namespace
}  // namespace aif
