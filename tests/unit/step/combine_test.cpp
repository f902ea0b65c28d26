#include "step/combine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"
#include "step/breakdown.hpp"
#include "step/plan.hpp"
#include "step/presume.hpp"
#include "step/sample.hpp"
#include "step/simulate.hpp"

namespace aif::step {
namespace {

Job job(const char* model, const char* system, std::int64_t gpus, ParallelSpec parallel, double sequences,
        Precision precision = Precision::bf16, std::int64_t sequence = 8192) {
  const auto the_model = shipped_catalog().get<AiModelSpec>(model);
  const auto the_system = shipped_catalog().get<SystemSpec>(system);
  const FabricSpec fabric;
  return job_from({the_model.spec.get(), the_system.spec.get(), &fabric, gpus, parallel, sequence,
                   sequences * static_cast<double>(sequence), precision},
                  shipped_calibration());
}

double sum(const Breakdown& b) {
  double total = 0;
  for (const NamedShare& part : b.times()) {
    total += part.value;
  }
  return total;
}

TEST_CASE("the parts of a step add up") {
  for (const Job& one : {job("llama-3.1-405b", "dgx-h100", 1024, {8, 16, 4, 1, 1}, 512),
                         job("deepseek-v3", "gb200-nvl72", 256, {1, 8, 4, 1, 32}, 4096, Precision::fp8, 4096),
                         job("llama-3.1-8b", "dgx-a100", 8, {1, 1, 1, 1, 1}, 64),
                         job("gpt3-175b", "dgx-b200", 64, {8, 8, 1, 1, 1}, 64)}) {
    const Breakdown b = breakdown_of(one, constants(), 1e15, nullptr);
    CHECK(soft_equal(sum(b), b.time.total));
    for (const NamedShare& part : b.times()) {
      CHECK(part.value >= 0.0);
    }
  }
}

TEST_CASE("the simulation meets the closed form where that is exact") {
  // 96 layers in 8 equal stages, no head to speak of, nothing to reduce.
  Job one = job("gpt3-175b", "dgx-h100", 64, {8, 8, 1, 1, 1}, 64);
  one.model.vocab = 1;
  Constants c = constants();
  const Components parts = components_of(one);
  auto closed = [&one, &parts](const Constants& with) {
    const StepTime t = step_time(one, parts, with);
    return t.products + t.memory_bound + t.gaps + t.recomputation + t.tensor + t.pipeline + t.bubble;
  };
  auto played = [&one, &parts](const Constants& with) {
    return simulate_pipeline(pipeline_work(one, parts, with), false).end;
  };
  // With sends the pipeline drains a little faster than the closed form says.
  CHECK(played(c) <= closed(c) * (1 + 1e-12));
  CHECK(played(c) > 0.99 * closed(c));
  c.pipeline_exposed = 0;
  const StageTimes stages = stage_times(one, parts, c);
  const double head = stages.forward.back() + stages.backward.back() - stages.forward[0] - stages.backward[0];
  CHECK(head >= 0.0);
  const double others = stages.forward[0] + stages.backward[0];
  CHECK(SoftEqual{.rel = 1e-6}(played(c), 64 * (others + head) + 7 * others));
  CHECK(SoftEqual{.rel = 1e-6}(closed(c), 64 * (others + head) + 7 * others));
}

TEST_CASE("model FLOPs are those of the catalog") {
  for (const char* name : {"llama-3.1-405b", "gpt3-175b", "deepseek-v3", "nemotron-4-340b", "qwen3-235b-a22b"}) {
    const auto model = shipped_catalog().get<AiModelSpec>(name);
    Job one = job("llama-3.1-8b", "dgx-h100", 8, {1, 1, 1, 1, 1}, 8, Precision::bf16, 4096);
    one.model = shape_of(*model);
    CHECK(soft_equal(model_flops(one), 8 * 4096 * training_flops_per_token(*model, 4096)));
  }
}

TEST_CASE("stages share layers by rule") {
  CHECK(stage_layers(96, 8, false) == std::vector<std::int64_t>(8, 12));
  // 126 layers in 16 stages: embedding and head take the place of a layer each.
  const std::vector<std::int64_t> llama = stage_layers(126, 16, false);
  CHECK(llama.front() == 7);
  CHECK(llama[1] == 8);
  CHECK(llama.back() == 7);
  for (const auto& [layers, stages, routed] :
       {std::tuple{61, 16, true}, {61, 8, true}, {105, 35, false}, {70, 12, false}}) {
    const std::vector<std::int64_t> list = stage_layers(layers, stages, routed);
    CHECK(std::accumulate(list.begin(), list.end(), std::int64_t{0}) == layers);
    CHECK(*std::min_element(list.begin(), list.end()) >= 0);
  }
}

TEST_CASE("memory of GPT-3 by hand") {
  Job one = job("gpt3-175b", "dgx-h100", 64, {8, 8, 1, 1, 1}, 64, Precision::bf16, 2048);
  one.layout.sharding = Sharding::replicated;
  // 12 layers of 12 h^2 and an embedding of 50257 h, over 8 tensor ranks.
  const double h = 12288;
  const auto vocab = static_cast<double>(*shipped_catalog().get<AiModelSpec>("gpt3-175b")->vocab);
  const double held = (12 * 12 * h * h + vocab * h) / 8;
  CHECK(SoftEqual{.rel = 1e-6}(held_parameters(one).dense, held));
  const Footprint full = footprint(one, Recompute::full);
  CHECK(soft_equal(full.weights, 2 * held_parameters(one).dense));
  CHECK(soft_equal(full.gradients, 2 * held_parameters(one).dense));
  CHECK(soft_equal(full.optimizer, 12 * held_parameters(one).dense));
  // First stage: 12 layers of 8 micro-batches keep 2 x 2048 h / 8 each; one layer is whole: 2T(4h + 4h + 2 x 4h)/8.
  CHECK(soft_equal(full.activations, 12 * 8 * 2 * 2048 * h / 8 + 2 * 2048 * (4 * h + 4 * h + 8 * h) / 8));
  CHECK(footprint(one, Recompute::none).activations > full.activations);
}

TEST_CASE("recomputation is as little as memory asks for") {
  Job one = job("llama-3.1-70b", "dgx-h100", 64, {4, 4, 1, 1, 1}, 64);
  double before = 1.1;
  for (const double memory : {40e9, 60e9, 80e9, 120e9, 400e9}) {
    one.machine.memory = memory;
    const double share = recomputed_share(one);
    CHECK(share <= before);
    before = share;
  }
  CHECK(before == 0.0);
  one.layout.recompute = Recompute::full;
  CHECK(recomputed_share(one) == 1.0);
}

TEST_CASE("gradients that overlap cost less, and a faster adapter never costs more") {
  Job one = job("llama-3.1-70b", "dgx-h100", 256, {4, 4, 1, 1, 1}, 256);
  const double overlapped = step_time(one, components_of(one), constants()).data_parallel;
  one.software.data_overlap = false;
  const double exposed = step_time(one, components_of(one), constants()).data_parallel;
  CHECK(overlapped < exposed);
  one.machine.nic *= 4;
  CHECK(step_time(one, components_of(one), constants()).data_parallel < exposed);
}

TEST_CASE("tensor ranks share the work of experts") {
  // The same 64 GPUs and expert group; with tp 2 half the replicas, each rank with half the tokens of a micro-batch.
  const Job one = job("qwen3-235b-a22b", "dgx-h100", 64, {1, 4, 1, 1, 8}, 256, Precision::bf16, 4096);
  const Job two = job("qwen3-235b-a22b", "dgx-h100", 64, {2, 4, 1, 1, 8}, 256, Precision::bf16, 4096);
  auto work = [](const Job& a_job) {
    double flops = 0;
    for (const Operator& op : layer_operators(a_job).routed) {
      flops += op.flops();
    }
    return flops;
  };
  CHECK(soft_equal(work(one), 2 * work(two)));
  CHECK(soft_equal(layer_traffic(one).expert - 2 * one.machine.domain_latency,
                   2 * (layer_traffic(two).expert - 2 * two.machine.domain_latency)));
  CHECK(local_experts(one) == 16.0);
}

TEST_CASE("biases of experts leave the products unless a fused kernel takes them along") {
  Job one = job("qwen3-235b-a22b", "gb200-nvl72", 64, {1, 4, 1, 1, 16}, 1024, Precision::fp8, 4096);
  auto moved = [](const Job& a_job) {
    double bytes = 0;
    for (const Operator& op : layer_operators(a_job).routed) {
      bytes += op.part == Part::routing || op.part == Part::expert_biases ? op.moved : 0.0;
    }
    return bytes;
  };
  one.software.fused_experts = false;
  Job biased = one;
  biased.model.routed->biases = true;
  const double rows = one.tokens_per_rank() * one.model.routed->top_k;
  CHECK(soft_equal(moved(biased) - moved(one), 64 * rows * one.model.hidden));
  one.software.fused_experts = biased.software.fused_experts = true;
  CHECK(experts_fused(one));
  CHECK(moved(biased) == moved(one));
  // The fused kernel takes widths that 256 divides, and 8 or 4 bits.
  Job narrow = one;
  narrow.model.hidden = 2880;
  CHECK_FALSE(experts_fused(narrow));
  Job wide = one;
  wide.format = NumberFormat::bf16;
  CHECK_FALSE(experts_fused(wide));
}

TEST_CASE("features of software do what they are named after") {
  const Job plain = job("qwen3-235b-a22b", "gb200-nvl72", 64, {1, 4, 1, 1, 16}, 1024, Precision::fp8, 4096);
  const Constants c = constants();
  auto time = [&c](const Job& one) { return step_time(one, components_of(one), c); };
  Job bare = plain;
  bare.software.graphs = Graphs::none;
  bare.software.fused_experts = false;
  bare.software.expert_overlap = false;
  Job graphs = bare;
  graphs.software.graphs = Graphs::step;
  CHECK(time(graphs).gaps < time(bare).gaps);
  Job fused = bare;
  fused.software.fused_experts = true;
  CHECK(time(fused).memory_bound < time(bare).memory_bound);
  CHECK(time(fused).gaps < time(bare).gaps);
  // Without interleaving a pipeline has nothing to hide the exchange under.
  Job overlap = bare;
  overlap.software.expert_overlap = true;
  CHECK(time(overlap).expert == time(bare).expert);
  overlap.layout.vpp = bare.layout.vpp = 2;
  CHECK(time(overlap).expert < time(bare).expert);

  // It costs launches where no graph holds them, none where the step is one.
  CHECK(time(overlap).gaps > time(bare).gaps);
  overlap.software.graphs = bare.software.graphs = Graphs::step;
  CHECK(routed_layer(overlap, components_of(overlap), c).gaps == routed_layer(bare, components_of(bare), c).gaps);

  Job young = job("llama-3.1-8b", "dgx-a100", 64, {1, 1, 1, 1, 1}, 64);
  young.layout.sharding = Sharding::zero1;
  Job turns = young;
  turns.software.whole_tensor_broadcasts = true;
  CHECK(soft_equal(time(turns).data_parallel - time(young).data_parallel, 64 * c.broadcast_per_rank));
  Job unfused = young;
  unfused.software.fused_loss = false;
  CHECK(time(unfused).total > time(young).total);
  Job full = young;
  full.layout.recompute = Recompute::full;
  Job dead = full;
  dead.software.full_recomputation = 0.5;
  CHECK(soft_equal(time(full).recomputation, 2 * time(dead).recomputation));
}

TEST_CASE("rows of an exchange by hand") {
  // 32 ranks in four domains of eight; eight experts per token.
  Job one = job("qwen3-235b-a22b", "dgx-h100", 256, {1, 8, 1, 1, 32}, 1024, Precision::fp8, 4096);
  const double hit = 1 - std::pow(0.75, 8);  // of one domain of four
  CHECK(soft_equal(exchange_rows(one).outside, 4 * hit * 3 / 4));
  CHECK(soft_equal(exchange_rows(one).inside, 32 * (1 - std::pow(31.0 / 32, 8)) * 7 / 8));
  Job copies = one;
  copies.software.expert_exchange = ExpertExchange::collective;
  CHECK(soft_equal(exchange_rows(copies).outside, 8.0 * 3 / 4));
  CHECK(soft_equal(exchange_rows(copies).inside, 8.0 / 4 * 7 / 8));
  CHECK(layer_traffic(copies).expert > layer_traffic(one).expert);
  CHECK(soft_equal(step_traffic(copies).expert.network / step_traffic(one).expert.network, 2 / hit));
  Job limited = one;
  limited.model.routed->node_limit = 1;
  CHECK(soft_equal(exchange_rows(limited).outside, 3.0 / 4));
  // Half the bytes on the way there: three quarters of both ways.
  Job narrow = one;
  narrow.software.dispatch_bytes = 1;
  const double latency = 2 * one.machine.domain_latency;
  CHECK(soft_equal(layer_traffic(narrow).expert - latency, 0.75 * (layer_traffic(one).expert - latency)));
  CHECK(exchange_rows(job("llama-3.1-8b", "dgx-h100", 8, {1, 1, 1, 1, 1}, 8)).inside == 0.0);
}

TEST_CASE("all-to-all of the library costs sorting and waiting for the host") {
  Job kernels = job("qwen3-235b-a22b", "dgx-b200", 64, {1, 8, 2, 1, 8}, 1024, Precision::fp8, 4096);
  kernels.software.expert_overlap = false;
  Job library = kernels;
  library.software.expert_exchange = ExpertExchange::collective;
  const Constants c = constants();
  const StepTime slow = step_time(library, components_of(library), c);
  const StepTime fast = step_time(kernels, components_of(kernels), c);
  CHECK(slow.memory_bound > fast.memory_bound);
  CHECK(slow.gaps > fast.gaps);
  CHECK(slow.expert > fast.expert);
  Constants patient = c;
  patient.exchange_gap = 0;
  CHECK(step_time(library, components_of(library), patient).gaps < slow.gaps);
  CHECK(step_time(kernels, components_of(kernels), patient).gaps == fast.gaps);
}

TEST_CASE("an overlapped exchange is never cheaper on a slower link, and never dearer than the exchange alone") {
  Job one = job("deepseek-v3", "dgx-b200", 256, {1, 8, 4, 1, 32}, 2048, Precision::fp8, 4096);
  one.software.expert_overlap = true;
  const Constants c = constants();
  double before = 0;
  for (const double nic : {400e9, 50e9, 25e9, 12.5e9, 3e9}) {
    one.machine.nic = nic;
    for (const Graphs graphs : {Graphs::step, Graphs::routing, Graphs::none}) {
      one.software.graphs = graphs;
      const Components parts = components_of(one);
      const LayerTime layer = routed_layer(one, parts, c);
      CHECK(layer.expert <= 2 * parts.traffic.expert / c.nvlink_achieved);
      if (graphs == Graphs::none) {
        CHECK(layer.both() >= before);
        before = layer.both();
      }
    }
  }
}

TEST_CASE("bytes sent by hand") {
  Job one = job("gpt3-175b", "dgx-h100", 128, {8, 8, 1, 1, 1}, 16, Precision::bf16, 2048);
  one.layout.recompute = Recompute::none;
  const StepTraffic t = step_traffic(one);
  // 8 micro-batches, 12 layers each: 8 x 2 x 2048 h x 7/8 bytes a layer, inside the domain.
  const double h = 12288;
  CHECK(soft_equal(t.tensor.domain, 8 * 2 * 2048 * h * 7 / 8 * 12 * 8));
  CHECK(t.tensor.network == 0.0);
  CHECK(soft_equal(t.pipeline.network, 2 * 2 * 2048 * h / 8 * 8));
  // Two replicas, one rank of each per domain: 2 B gradients and 2 B parameters, half of each.
  CHECK(soft_equal(t.data.network, 4 * held_parameters(one).dense / 2));
}

TEST_CASE("a plan holds only layouts that divide and fit, fastest first") {
  PlanRequest request;
  request.job = job("llama-3.1-70b", "dgx-h100", 64, {1, 1, 1, 1, 1}, 128);
  request.simulated = 2;
  const Plan plan = plan_layouts(request, constants());
  CHECK(plan.best.size() == 10);
  for (const PlannedLayout& layout : plan.best) {
    CHECK(layout_problems(layout.job).empty());
    CHECK(fits(layout.job));
  }
  CHECK(layouts_that_fit(request.job, constants(), 3).size() == 3);
}

}  // namespace
}  // namespace aif::step
