#include "step/trunks.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "doctest/doctest.h"
#include "step/across_sites.hpp"
#include "step/contention.hpp"
#include "step/lost_capacity.hpp"
#include "step/presume.hpp"
#include "step/sample.hpp"

namespace aif::step {
namespace {

Machine machine() {
  Machine m;
  m.nic = 50e9;
  m.domain = 8;
  m.node = 8;
  m.trunks = {{256, 25e9, 25e9, 1, "leaf"}, {3072, 50e9 / 7, 50e9 / 7, 1, "pod"}};
  return m;
}

TEST_CASE("members below a trunk, by placement") {
  Machine m = machine();
  const Group data{128, 128, 1};  // tensor 8, pipeline 16
  const Trunk leaf = m.trunks[0], pod = m.trunks[1];
  CHECK(members(m, data, leaf) == 2);
  CHECK(members(m, data, pod) == 24);
  m.piece = 1024;
  CHECK(members(m, data, pod) == 8);
  m.piece = 0;
  m.placement = FabricPlacement::spread;
  CHECK(members(m, data, pod) == 1);
  CHECK(members(m, {1, 8, 8}, pod) == 8);
  CHECK(members(m, data, {6144, 1e9, 1e9, 1, "hall"}) == 48);  // spread over the pods of a hall, hall after hall
}

TEST_CASE("rings leave a trunk once per group, exchanges with all that is outside") {
  const Machine m = machine();
  // Two of the group below a leaf whose trunk is half as wide, 24 below a pod with one seventh: nothing is lost.
  CHECK(ring_adapter(m, {128, 128, 1}) == 50e9);
  // Alone below its leaf: the trunk's share is all there is.
  CHECK(ring_adapter(m, {256, 64, 1}) == 25e9);
  Machine spread = m;
  spread.placement = FabricPlacement::spread;
  CHECK(soft_equal(50e9 / 7, ring_adapter(spread, {128, 128, 1})));
  // 64 ranks side by side: within a leaf. 512: half of them and more outside.
  CHECK(exchange_adapter(m, {1, 64, 8}) == 50e9);
  CHECK(soft_equal(25e9 * (512.0 - 8) / (512 - 256), exchange_adapter(m, {1, 512, 8})));
  Machine rails = m;
  rails.trunks[0].exchange_kept = 0.125;
  CHECK(exchange_adapter(rails, {1, 512, 8}) < exchange_adapter(m, {1, 512, 8}));
}

TEST_CASE("jobs that share a trunk by hand") {
  // Alone, half of a step of 2 s waits for 10 GB over a trunk of 10 GB/s.
  const SharingJob job{.step = 2, .communication = 1, .window = 0, .loads = {{0, 10e9}}};
  CHECK(soft_equal(2.0, shared_steps({job}, {10e9})[0]));
  // Two that begin together fill it together: 2 s of flows, 1 s of computing.
  const std::vector<double> both = shared_steps({job, job}, {10e9}, 40);
  CHECK(both[0] > 2.0);
  CHECK(both[0] <= 3.0 + 1e-9);
  CHECK(std::abs(both[0] - both[1]) < 0.1);
  // A trunk with room for both slows neither; another trunk concerns nobody else.
  CHECK(std::abs(shared_steps({job, job}, {20e9})[0] - 2.0) < 1e-6);
  SharingJob other = job;
  other.loads[0].trunk = 1;
  CHECK(std::abs(shared_steps({job, other}, {10e9, 10e9})[0] - 2.0) < 1e-6);
  SharingJob silent;
  silent.step = 5;
  CHECK(shared_steps({silent, job}, {10e9})[0] == 5.0);
  // What hides under computing still fills the trunk.
  const SharingJob hidden{.step = 2, .communication = 0, .window = 1, .loads = {{0, 10e9}}};
  CHECK(std::abs(shared_steps({hidden}, {10e9})[0] - 2.0) < 1e-6);
  CHECK(shared_steps({hidden, hidden}, {10e9})[0] > 2.2);
  CHECK_THROWS_AS((void)shared_steps({job}, {0}), SimulationError);
}

TEST_CASE("a wider trunk is never slower, more jobs never faster") {
  RandomStream random(11, "trunks");
  for (int i = 0; i < 8; ++i) {
    std::vector<SharingJob> jobs;
    for (int j = 0; j < 3; ++j) {
      const double communication = random.uniform(0.1, 1), window = random.uniform(0, 1);
      jobs.push_back({communication + window + random.uniform(0.1, 2),
                      communication,
                      window,
                      {{0, (communication + window) * 10e9}}});
    }
    const std::vector<double> narrow = shared_steps(jobs, {12e9}), wide = shared_steps(jobs, {40e9});
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      CHECK(wide[j] <= narrow[j] * (1 + 1e-6));
      CHECK(narrow[j] >= jobs[j].step * (1 - 1e-6));
    }
  }
}

TEST_CASE("a fabric of 250,000 GPUs is built, and an all-reduce over 65,536 played") {
  PlayedFabric fabric;
  fabric.nodes = 8192;
  fabric.node_rate = 400e9;
  fabric.latency = 0;
  fabric.group_nodes = {32, 384};
  fabric.trunk_rates = {32 * 400e9, 384 * 400e9 / 7};
  const FabricPlay play = play_fabric(fabric, 1e9);
  CHECK(play.hosts == 2 * 256);  // the ends of leaf groups
  CHECK(play.links == 2 * 256 + 256 + 22);
  // Every edge of the ring goes through one node's adapters, and only one at a time over a trunk.
  const double edge = 2 * 8191.0 / 8192 * 1e9;
  CHECK(std::abs(play.all_reduce / (edge / 400e9) - 1) < 1e-6);
  // A trunk above the pods that carries less than one node's adapters sets the pace.
  fabric.trunk_rates[1] = 100e9;
  CHECK(std::abs(play_fabric(fabric, 1e9).all_reduce / (edge / 100e9) - 1) < 1e-6);
  fabric.trunk_rates[0] = 50e9;
  CHECK(std::abs(play_fabric(fabric, 1e9).all_reduce / (edge / 50e9) - 1) < 1e-6);
  fabric.nodes = 31'250;
  CHECK(play_fabric(fabric, 1e9).hosts == 2 * 977);
}

SiteRing line(double rate, double latency) {
  SiteRing ring;
  ring.seconds_per_byte = 1 / rate;
  ring.latency_s = latency;
  ring.slowest = bytes_per_second(rate);
  return ring;
}

TEST_CASE("a job across sites by hand") {
  AcrossSitesSpec spec;
  spec.synchronisation = SiteSynchronisation::every_step;
  spec.bytes_per_parameter = 2;
  // 2 sites, 1e9 parameters: 2 GB each way; 20 ms at 100 GB/s and 10 ms of light.
  AcrossSites a = across_sites(1, 1e9, 2, line(100e9, 0.01), spec);
  CHECK(soft_equal(0.02 + 0.01, a.exchange));
  CHECK(soft_equal(1.03, a.step));
  // A twentieth of the step may be exposed: 50 ms - 10 ms for 2 GB.
  CHECK(soft_equal(2e9 / 0.04, a.needed_rate));
  spec.synchronisation = SiteSynchronisation::local_update;
  spec.steps_between = 10;
  CHECK(soft_equal(1.003, across_sites(1, 1e9, 2, line(100e9, 0.01), spec).step));
  spec.overlap = 1;
  CHECK(across_sites(1, 1e9, 2, line(100e9, 0.01), spec).exposed == 0);
  // What does not fit under ten steps shows.
  CHECK(soft_equal(0.1, across_sites(1, 1e9, 2, line(2e9 / 11, 0), spec).exposed));
  CHECK(across_sites(1, 1e9, 1, SiteRing{}, spec).exposed == 0);
  // Longer lines and more sites are never faster.
  spec.overlap = 0.3;
  double last = 0;
  for (const double km : {10.0, 100.0, 1000.0, 10000.0}) {
    const double step = across_sites(1, 1e9, 4, line(10e9, fibre_latency(kilometres(km)).si()), spec).step;
    CHECK(step > last);
    last = step;
  }
  CHECK(across_sites(1, 1e9, 5, line(10e9, 0.01), spec).step > across_sites(1, 1e9, 4, line(10e9, 0.01), spec).step);
}

/// The Llama 3 cluster: pods of 3,072 GPUs, one seventh above them.
FabricSpec llama_fabric(const Catalog& catalog) {
  FabricSpec fabric;
  fabric.leaf = catalog.get<SwitchSpec>("quantum2-qm9700");
  fabric.optic = catalog.get<OpticSpec>("400g-dr4");
  fabric.topology = FabricTopology::rail_optimised;
  fabric.pod_gpus = 3072;
  fabric.core_oversubscription = 7;
  return fabric;
}

double mfu(const Catalog& catalog, const FabricSpec& fabric, std::int64_t gpus) {
  const auto model = catalog.get<AiModelSpec>("llama-3.1-405b");
  const auto system = catalog.get<SystemSpec>("dgx-h100");
  return step_profile({.model = model.spec.get(),
                       .system = system.spec.get(),
                       .fabric = &fabric,
                       .gpus = gpus,
                       .parallel = {.tensor = 8, .pipeline = 16, .virtual_stages = 7},
                       .sequence = 8192,
                       .batch_tokens = 16'777'216})
      .mfu;
}

/// The run of 2024: gradients summed and reduced in FP32, tensor parallelism without overlap (llama3-paper, 3.3.2), a
/// layer per chunk.
double mfu_of_2024(const Catalog& catalog, const FabricSpec& fabric, std::int64_t gpus) {
  const auto model = catalog.get<AiModelSpec>("llama-3.1-405b");
  const auto system = catalog.get<SystemSpec>("dgx-h100");
  const Calibration& calibration = shipped_calibration();
  Job job = job_from({.model = model.spec.get(),
                      .system = system.spec.get(),
                      .fabric = &fabric,
                      .gpus = gpus,
                      .parallel = {.tensor = 8, .pipeline = 16, .virtual_stages = 8},
                      .sequence = 8192,
                      .batch_tokens = 16'777'216},
                     calibration);
  job.software.date = 2024.2;
  job.software.tensor_overlap = false;
  job.software.fused_accumulation = false;
  job.software.gradient_bytes = 4;
  job.layout.sharding = Sharding::zero1;
  job.layout.micro_batch = 1;
  const double time = step_time(job, components_of(job), constants_of(calibration.global)).total;
  const double flops = 16'777'216 * training_flops_per_token(*model, 8192.0);
  return flops / time / static_cast<double>(gpus) / 989e12;
}

TEST_CASE("the Llama 3 cluster: 43 % of peak on 8,192 GPUs, 41 % on 16,384") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const FabricSpec fabric = llama_fabric(catalog);
  CHECK(std::abs(100 * mfu_of_2024(catalog, fabric, 8192) - 43) < 1.5);
  CHECK(std::abs(100 * mfu_of_2024(catalog, fabric, 16384) - 41) < 1.5);
  // A job spread over the pods would have paid for the core.
  FabricSpec spread = fabric;
  spread.placement = FabricPlacement::spread;
  CHECK(mfu_of_2024(catalog, spread, 16384) < 0.97 * mfu_of_2024(catalog, fabric, 16384));
}

TEST_CASE("more oversubscription is never faster, and placement decides what it costs") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  FabricSpec fabric = llama_fabric(catalog);
  double last = 1, last_spread = 1;
  for (const double o : {1.0, 2.0, 4.0, 8.0}) {
    fabric.core_oversubscription = o;
    fabric.placement = FabricPlacement::compact;
    const double compact = mfu(catalog, fabric, 16384);
    fabric.placement = FabricPlacement::spread;
    const double spread = mfu(catalog, fabric, 16384);
    CHECK(compact <= last);
    CHECK(spread <= last_spread);
    CHECK(spread <= compact);
    last = compact;
    last_spread = spread;
  }
  CHECK(last_spread < 0.98 * last);
}

/// DeepSeek-V3 on 1,024 H100: experts over eight nodes, so that leaf trunks matter.
StepSpec experts_over_nodes(const AiModelSpec& model, const SystemSpec& system, const FabricSpec& fabric) {
  return {.model = &model,
          .system = &system,
          .fabric = &fabric,
          .gpus = 1024,
          .parallel = {.tensor = 1, .pipeline = 8, .expert = 64},
          .sequence = 4096,
          .batch_tokens = 4096.0 * 4096,
          .precision = Precision::fp8};
}

TEST_CASE("fewer links are never faster") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const auto model = catalog.get<AiModelSpec>("deepseek-v3");
  const auto system = catalog.get<SystemSpec>("dgx-h100");
  RandomStream random(3, "losses");
  for (const FabricPlacement placement : {FabricPlacement::compact, FabricPlacement::spread}) {
    FabricSpec fabric = llama_fabric(catalog);
    fabric.placement = placement;
    LossSlowdown slowdown(experts_over_nodes(*model, *system, fabric));
    CHECK(slowdown({}) == 1);
    for (int i = 0; i < 20; ++i) {
      std::vector<LostCapacity> lost{{"leaf", random.uniform(0, 0.4)}, {"pod", random.uniform(0, 0.4)}};
      const double before = slowdown(lost);
      CHECK(slowdown(lost) == before);
      CHECK(before >= 1);
      lost[i % 2].share += random.uniform(0.05, 0.55);
      CHECK(slowdown(lost) >= before * (1 - 1e-12));
    }
    CHECK(slowdown({{"leaf", 0.9}}) > 1.05);
    CHECK(slowdown({{"group", 0.9}}) == 1);  // there is no such tier
  }
  // The same as a fabric that is built with as much gone.
  FabricSpec fabric = llama_fabric(catalog), failed = fabric;
  failed.failed_links = 0.8;
  const auto spec = experts_over_nodes(*model, *system, fabric), after = experts_over_nodes(*model, *system, failed);
  CHECK(std::abs(LossSlowdown(spec)({{"leaf", 0.8}, {"pod", 0.8}}) /
                     (step_profile(after).step_time / step_profile(spec).step_time) -
                 1) < 1e-3);
}

TEST_CASE("algorithms of collectives, by job") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const auto model = catalog.get<AiModelSpec>("llama-3.1-405b");
  const auto system = catalog.get<SystemSpec>("dgx-h100");
  auto time = [&](std::optional<JobNetworkSpec> network, Sharding sharding) {
    const FabricSpec fabric = fabric_for(llama_fabric(catalog), network);
    return step_profile({.model = model.spec.get(),
                         .system = system.spec.get(),
                         .fabric = &fabric,
                         .gpus = 16384,
                         .parallel = {.tensor = 8, .pipeline = 16, .virtual_stages = 7, .sharding = sharding},
                         .sequence = 8192,
                         .batch_tokens = 16'777'216})
        .step_time.si();
  };
  for (const Sharding sharding : {Sharding::replicated, Sharding::zero1}) {
    const double best = time({}, sharding);
    for (const CollectiveChoice choice :
         {CollectiveChoice::ring, CollectiveChoice::tree, CollectiveChoice::hierarchical}) {
      CHECK(time(JobNetworkSpec{.collectives = choice}, sharding) >= best * (1 - 1e-12));
    }
    CHECK(time(JobNetworkSpec{.collectives = CollectiveChoice::in_network}, sharding) <
          time(JobNetworkSpec{.collectives = CollectiveChoice::ring}, sharding));
    CHECK(time(JobNetworkSpec{.collectives = CollectiveChoice::automatic}, sharding) == best);
    CHECK(time(JobNetworkSpec{.placement = FabricPlacement::spread}, sharding) > best);
  }
  // Trees do not scatter: where ranks share state, rings take their place.
  CHECK(time(JobNetworkSpec{.collectives = CollectiveChoice::tree}, Sharding::zero1) ==
        time(JobNetworkSpec{.collectives = CollectiveChoice::ring}, Sharding::zero1));
}

TEST_CASE("halls") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const auto step = [&](FabricPlacement placement, std::optional<HallSpec> halls, std::int64_t gpus) {
    FabricSpec fabric = llama_fabric(catalog);
    fabric.placement = placement;
    fabric.halls = halls;
    return mfu(catalog, fabric, gpus);
  };
  // A job within a hall does not feel what lies between halls; one over two does, and the longer the cables the more.
  const HallSpec large{.gpus = 12288, .oversubscription = 8, .distance = metres(300)};
  const HallSpec small{.gpus = 6144, .oversubscription = 32, .distance = metres(300)};
  CHECK(step(FabricPlacement::compact, large, 8192) == step(FabricPlacement::compact, {}, 8192));
  CHECK(step(FabricPlacement::spread, large, 8192) == step(FabricPlacement::spread, {}, 8192));
  CHECK(step(FabricPlacement::compact, small, 8192) < step(FabricPlacement::compact, {}, 8192));
  HallSpec far = small;
  far.distance = kilometres(20);
  CHECK(step(FabricPlacement::compact, far, 8192) < step(FabricPlacement::compact, small, 8192));
}

TEST_CASE("larger NVLink domains help experts") {
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  const auto model = catalog.get<AiModelSpec>("deepseek-v3");
  const auto system = catalog.get<SystemSpec>("gb200-nvl72");
  double last = 0;
  for (const std::int64_t domain : {8, 16, 36, 72, 144, 576}) {
    FabricSpec fabric = llama_fabric(catalog);
    fabric.domain_gpus = domain;
    const StepProfile profile =
        step_profile({.model = model.spec.get(),
                      .system = system.spec.get(),
                      .fabric = &fabric,
                      .gpus = 512,
                      .parallel = {.tensor = 1, .pipeline = 4, .virtual_stages = 4, .expert = 64},
                      .sequence = 4096,
                      .batch_tokens = 4096.0 * 4096,
                      .precision = Precision::fp8});
    CHECK(profile.mfu >= last);
    last = profile.mfu;
  }
}

}  // namespace
}  // namespace aif::step
