#include "step/layout.hpp"

#include <functional>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"
#include "step/neighbours.hpp"
#include "step/plan.hpp"
#include "step/presume.hpp"

namespace aif::step {
namespace {

/// Llama 3.1 405B (126 layers, 128 heads) on 16,384 GPUs in a layout that works.
Job good() {
  const FabricSpec fabric;
  const auto model = shipped_catalog().get<AiModelSpec>("llama-3.1-405b");
  const auto system = shipped_catalog().get<SystemSpec>("dgx-h100");
  return job_from(
      {model.spec.get(), system.spec.get(), &fabric, 16384, {8, 16, 8, 1, 1}, 8192, 2048 * 8192.0, Precision::bf16},
      shipped_calibration());
}

/// What is said about the layout after an edit.
std::string problem(const std::function<void(Job&)>& edit) {
  Job job = good();
  edit(job);
  return join(layout_problems(job), "; ");
}

TEST_CASE("layouts that do not divide name the numbers and the nearest choice") {
  CHECK(problem([](Job&) {}).empty());
  CHECK(problem([](Job& j) { j.layout.dp = 100; }) ==
        "tp 8 x pp 16 x cp 1 x dp 100 = 12800 is not the 16384 GPUs of the job; use dp 128 on 16384 GPUs; a batch of "
        "2048 sequences is not a whole number of micro-batches of 1 on 100 replicas (100); use 2000 or 2100");
  CHECK(
      problem([](Job& j) { j.layout.global_batch = 2000; }) ==
      "a batch of 2000 sequences is not a whole number of micro-batches of 1 on 128 replicas (128); use 1920 or 2048");
  CHECK(problem([](Job& j) { j.layout.global_batch = 128 * 17; }) ==
        "interleaving needs micro-batches in multiples of the 16 stages, not 17; use a batch of 4096, or vpp 1");
  CHECK(problem([](Job& j) { j.layout.vpp = 9; }) == "126 layers cannot fill 144 chunks (pp 16 x vpp 9); use vpp 8");
  CHECK(problem([](Job& j) { j.layout.ep = 2; }) == "ep 2 on a model without experts; use ep 1");
  CHECK(problem([](Job& j) { j.layout.tp = 3, j.layout.pp = 1, j.layout.vpp = 1, j.layout.dp = 1, j.gpus = 3; }) ==
        "128 attention heads cannot be shared by tp 3; use tp 4");
  CHECK(problem([](Job& j) { j.model.heads = 4, j.model.kv_heads = 4; }) ==
        "4 attention heads cannot be shared by tp 8; use tp 4");
  CHECK(problem([](Job& j) { j.sequence = 8191, j.layout.cp = 2, j.layout.dp = 64, j.layout.global_batch = 1024; }) ==
        "a sequence of 8191 tokens cannot be shared by cp 2; use cp 1");
}

TEST_CASE("schedules say what they need") {
  CHECK(problem([](Job& j) { j.layout.schedule = PipelineSchedule::one_forward_one_backward; }) ==
        "the schedule 1f1b has one chunk per stage, not vpp 8; use vpp 1, or interleaved");
  CHECK(problem([](Job& j) { j.layout.schedule = PipelineSchedule::interleaved, j.layout.vpp = 1; }) ==
        "the schedule interleaved needs several chunks per stage, not vpp 1; use vpp 2, or 1f1b");
  CHECK(problem([](Job& j) { j.layout.schedule = PipelineSchedule::dualpipe, j.layout.vpp = 1; }) ==
        "the schedule dualpipe needs an even number of micro-batches, at least 32 for pp 16, not 16; use a batch of "
        "4096, or 1f1b");
  CHECK(problem([](Job& j) {
          j.layout.schedule = PipelineSchedule::dualpipe, j.layout.vpp = 1, j.layout.global_batch = 4096;
        }).empty());
  CHECK(problem([](Job& j) {
          j.layout.schedule = PipelineSchedule::dualpipe, j.layout.vpp = 1, j.layout.global_batch = 4096;
          j.layout.pp = 1, j.layout.dp = 2048;
        }) == "the schedule dualpipe needs an even number of stages, not pp 1; use pp 2");
}

TEST_CASE("stated layers and sharding groups are checked") {
  CHECK(problem([](Job& j) {
          j.layout.stage_layers = {1, 2, 3};
        }) == "stage_layers has 3 entries; it needs 16, or 128 for every chunk");
  CHECK(problem([](Job& j) { j.layout.stage_layers.assign(16, 8); }) ==
        "stage_layers add up to 128, but the model has 126 layers");
  CHECK(problem([](Job& j) {
          j.layout.stage_layers.assign(16, 8), j.layout.stage_layers[0] = 7, j.layout.stage_layers[15] = 7;
        }).empty());
  CHECK(problem([](Job& j) { j.layout.sharding = Sharding::hsdp; }) ==
        "hsdp needs a sharding group: a divisor of the 128 ranks (dp 128 x cp 1), such as 8");
  CHECK(problem([](Job& j) { j.layout.sharding_group = 24; }) ==
        "a sharding group of 24 does not divide the 128 ranks (dp 128 x cp 1); use 32");
}

TEST_CASE("a stage with fewer layers changes the step, and stated equal stages do not") {
  Job job = good();
  job.layout.vpp = 1;
  const Constants constants = constants_of(shipped_calibration().global);
  const double by_rule = step_time(job, components_of(job), constants).total;
  job.layout.stage_layers.assign(16, 8);
  job.layout.stage_layers.front() = job.layout.stage_layers.back() = 7;
  CHECK(step_time(job, components_of(job), constants).total == by_rule);
  job.layout.stage_layers[3] = 12;
  job.layout.stage_layers[4] = 4;
  CHECK(step_time(job, components_of(job), constants).total > by_rule);
}

TEST_CASE("neighbours of a layout") {
  const Job job = good();
  const Constants constants = constants_of(shipped_calibration().global);
  const StepTime time = step_time(job, components_of(job), constants);
  const std::vector<Neighbour> list = neighbours_of(job, time, constants);
  REQUIRE(list.size() >= 2);
  bool fitting = true;
  for (const Neighbour& n : list) {
    CHECK((n.time.has_value() != n.excess.has_value()));
    CHECK((fitting || !n.time));  // those that fit come first
    fitting = n.time.has_value();
    if (n.time) {
      CHECK(n.slower == doctest::Approx(*n.time / time.total - 1).scale(0));
    }
  }
  CHECK_FALSE(neighbours_text(list, 3).empty());
}

}  // namespace
}  // namespace aif::step
