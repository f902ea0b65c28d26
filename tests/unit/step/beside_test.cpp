#include "step/beside.hpp"

#include "catalog/catalog.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"
#include "step/breakdown.hpp"
#include "step/operator_list.hpp"
#include "step/presume.hpp"
#include "step/sample.hpp"

namespace aif::step {
namespace {

Job job_on(const char* model, ParallelSpec parallel, std::int64_t gpus, std::int64_t sequence, double sequences) {
  const auto the_model = shipped_catalog().get<AiModelSpec>(model);
  const auto the_system = shipped_catalog().get<SystemSpec>("dgx-h100");
  const FabricSpec fabric;
  return job_from({the_model.spec.get(), the_system.spec.get(), &fabric, gpus, parallel, sequence,
                   sequences * static_cast<double>(sequence), Precision::bf16},
                  shipped_calibration());
}

double time_of(const Job& one) { return step_time(one, components_of(one), constants()).total; }

/// Forward FLOPs of a list of operators.
double forward_flops(const std::vector<BesideOperator>& list) {
  double sum = 0;
  for (const BesideOperator& one : list) {
    sum += one.op.direction == Direction::forward ? one.count * one.op.flops() : 0.0;
  }
  return sum;
}

TEST_CASE("operators beside the backbone do the catalog's FLOPs") {
  for (const auto& [name, sequence] :
       {std::pair<const char*, std::int64_t>{"driving-vla-10b", 4096}, {"world-model-14b", 57344}, {"t5-3b", 512}}) {
    static const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
    const auto model = shipped_catalog().get<AiModelSpec>(name);
    const Job one = job_on(name, {.tensor = 1}, 8, sequence, 8);
    const double tokens = static_cast<double>(sequence);
    CHECK(soft_equal(forward_flops(beside_operators(one)), tokens * beside_flops_per_token(one.model, tokens)));
    CHECK(soft_equal(model_flops(one), 8 * tokens * training_flops_per_token(*model, tokens)));
  }
}

TEST_CASE("tensor and context ranks share the work") {
  const Job whole = job_on("world-model-14b", {.tensor = 1}, 8, 57344, 8);
  const Job shared = job_on("world-model-14b", {.tensor = 4, .context = 2}, 8, 57344, 8);
  const double all = forward_flops(beside_operators(whole)), part = forward_flops(beside_operators(shared));
  // Keys and values of the text, and modulation, are computed on every context rank: a little more than an eighth.
  CHECK(part > all / 8);
  CHECK(part < all / 8 * 1.01);
}

TEST_CASE("more to do never takes less time") {
  const Job plain = job_on("driving-vla-10b", {.tensor = 2}, 64, 4096, 256);
  Job more = plain;
  more.model.stacks.front().tokens_ratio *= 2;
  CHECK(time_of(more) > time_of(plain));
  Job fewer = plain;
  fewer.model.stacks.clear();
  CHECK(time_of(fewer) < time_of(plain));
  CHECK(running_footprint(fewer).activations <= running_footprint(plain).activations);

  const Job world = job_on("world-model-14b", {.tensor = 4, .context = 2}, 64, 57344, 64);
  Job without = world;
  without.model.cross.reset();
  CHECK(time_of(without) < time_of(world));
  Job unmodulated = world;
  unmodulated.model.modulation.reset();
  CHECK(time_of(unmodulated) < time_of(world));
  Job longer = world;
  longer.model.cross->tokens *= 4;
  CHECK(time_of(longer) > time_of(world));
}

TEST_CASE("attention of a vision encoder stays within an image") {
  const Job one = job_on("driving-vla-10b", {.tensor = 1}, 8, 4096, 8);
  bool found = false;
  for (const BesideOperator& beside : beside_operators(one)) {
    if (beside.owner == "vision encoder" && beside.op.kind == OperatorKind::attention) {
      CHECK(beside.op.attention.query == 720);
      CHECK(beside.op.attention.keys == 720);
      CHECK_FALSE(beside.op.attention.causal);
      CHECK(soft_equal(beside.op.attention.batch, 3.2 * 4096 / 720));
      found = true;
    }
    if (beside.owner == "diffusion action expert" && beside.op.kind == OperatorKind::attention) {
      CHECK(beside.op.attention.keys == 64 + 4096);
    }
  }
  CHECK(found);
}

TEST_CASE("the list of operators has every part, its shape and how it was priced") {
  const Job one = job_on("world-model-14b", {.tensor = 4, .context = 2}, 64, 57344, 64);
  const std::vector<PricedOperator> list = priced_operators(one, constants());
  bool cross = false, head = false;
  for (const PricedOperator& op : list) {
    CHECK(op.seconds > 0);
    CHECK(op.bytes > 0);
    CHECK((op.flops > 0) == (op.op.kind != OperatorKind::memory));
    CHECK_FALSE(shape_text(op.op).empty());
    CHECK(format_text(op.op, one) == "bf16");
    cross = cross || op.name == "cross attention";
    head = head || op.owner == "head";
  }
  CHECK(cross);
  CHECK(head);
  CHECK(origin_text(Origin::fitted) == "fitted");
  const std::vector<std::string> defaults = priced_by_default(one, constants());
  CHECK(defaults.size() == 2);  // element-wise work and the backward pass of attention
}

TEST_CASE("windows and further predictions are listed for what they are") {
  const Job windowed = job_on("k-exaone", {.tensor = 8}, 64, 8192, 64);
  double global = 0, local = 0;
  for (const PricedOperator& op : priced_operators(windowed, constants())) {
    if (op.op.kind == OperatorKind::attention && op.op.direction == Direction::forward && op.owner == "layer") {
      (op.name.find("window") == std::string::npos ? global : local) += op.count;
      if (op.name.find("window") != std::string::npos) {
        // window w of a sequence s: (w - w^2 / 2s) / (s / 2) of the causal work
        const double w = *windowed.model.window;
        CHECK(soft_equal(op.flops, op.op.flops() * (w - w * w / (2 * 8192)) / 4096));
      }
    }
  }
  CHECK(soft_equal(global + local, static_cast<double>(windowed.model.layers)));
  CHECK(soft_equal(global, windowed.model.global_share * static_cast<double>(windowed.model.layers)));

  const Job predicting = job_on("deepseek-v3", {.tensor = 1, .expert = 64}, 64, 4096, 64);
  double heads = 0;
  for (const PricedOperator& op : priced_operators(predicting, constants())) {
    heads += op.name == "loss" && op.op.direction == Direction::forward ? op.count : 0.0;
  }
  CHECK(heads == 2);  // its own, and one for the second token
}

}  // namespace
}  // namespace aif::step
