#include "power/node_parts.hpp"

#include <string>

#include "catalog/catalog.hpp"
#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "power/node_power.hpp"
#include "shipped.hpp"

namespace aif {
namespace {

NodeParts parts_of(const std::string& system, CoolingKind cooling, RangePoint point = RangePoint::mid) {
  const PowerData& data = shipped_power_data();
  return {*shipped_catalog().get<SystemSpec>(system), *data.node(system), data, cooling, point};
}

}  // namespace

TEST_CASE("a node by hand") {
  Sourced<Power> idle, busy, air, liquid;
  idle.value = watts(50);
  busy.value = watts(100);
  air.value = watts(800);
  liquid.value = watts(80);
  PowerData data;
  data.nodes.parts = {{"processor", idle, busy}};
  data.nodes.supplies = {{"round", {0.8, 0.9, 0.95, 0.9}, "", true}};
  NodePartsSpec node;
  node.system = "round";
  node.parts = {{"processor", 2}};
  node.fans = {air, liquid};
  node.supplies = {"round", watts(10000)};
  auto gpu = std::make_shared<GpuSpec>();
  gpu->tdp.value = watts(1000);
  SystemSpec system;
  system.gpu.spec = gpu;
  system.gpus_per_node = 8;

  const NodeParts immersed(system, node, data, CoolingKind::immersion);
  // 8 * 600 + 2 * 100 = 5,000 W, half of the supplies' output: 5,000 / 0.95 = 5,263.16 W at the input.
  CHECK(SoftEqual{}(immersed.behind_supplies(watts(600), HostState::busy).si(), 5000));
  CHECK(SoftEqual{.rel = 1e-9}(immersed.at(watts(600), HostState::busy).si(), 5000 / 0.95));
  // Idle: 8 * 100 + 2 * 50 = 900 W, 9 % of the output. Losses at 10 and 20 %: 10,000 (0.1 / 0.8 - 0.1) = 250 W and
  // 10,000 (0.2 / 0.9 - 0.2) = 222.22 W; on their straight line 250 + 0.1 * 27.78 = 252.78 W.
  CHECK(SoftEqual{.rel = 1e-5}(immersed.at(watts(100), HostState::idle).si(), 1152.78));
  // Air: heat 5,000 of at most 8,200 W, fans at 0.60976 of their speed: 800 * 0.226717 = 181.37 W.
  const NodeParts cooled(system, node, data, CoolingKind::air);
  CHECK(SoftEqual{.rel = 1e-5}(cooled.behind_supplies(watts(600), HostState::busy).si(), 5181.37));
  // Below half speed they do not go: 800 / 8 = 100 W.
  CHECK(SoftEqual{}(cooled.behind_supplies(watts(100), HostState::idle).si(), 1000));
  const NodeParts wet(system, node, data, CoolingKind::liquid);
  CHECK(SoftEqual{}(wet.behind_supplies(watts(100), HostState::idle).si(), 910));
}

TEST_CASE("parts of shipped nodes add up and grow with the GPUs") {
  RandomStream random(4, "test.node-parts");
  for (const NodePartsSpec& node : shipped_power_data().nodes.nodes) {
    CAPTURE(node.system);
    for (const CoolingKind cooling : {CoolingKind::air, CoolingKind::liquid, CoolingKind::immersion}) {
      const NodeParts parts = parts_of(node.system, cooling);
      for (int round = 0; round < 100; ++round) {
        const double less = random.uniform(50.0, 1400.0);
        const double more = random.uniform(less, 1400.0);
        for (const HostState state : {HostState::idle, HostState::busy}) {
          Power sum;
          for (const PartPower& part : parts.parts(watts(less), state)) {
            sum += part.power;
          }
          CHECK(SoftEqual{}(sum.si(), parts.at(watts(less), state).si()));
          CHECK(parts.at(watts(less), state) <= parts.at(watts(more), state));
          CHECK(parts.behind_supplies(watts(less), state) < parts.at(watts(less), state));
        }
      }
    }
  }
}

TEST_CASE("ranges enclose the node") {
  const Power each = watts(683);
  CHECK(parts_of("dgx-h100", CoolingKind::air, RangePoint::low).at(each, HostState::busy) <
        parts_of("dgx-h100", CoolingKind::air).at(each, HostState::busy));
  CHECK(parts_of("dgx-h100", CoolingKind::air).at(each, HostState::busy) <
        parts_of("dgx-h100", CoolingKind::air, RangePoint::high).at(each, HostState::busy));
}

TEST_CASE("training power of shipped systems is the sum of their parts") {
  for (const NodePartsSpec& node : shipped_power_data().nodes.nodes) {
    CAPTURE(node.system);
    const Ref<SystemSpec> system = shipped_catalog().get<SystemSpec>(node.system);
    const GpuPower gpu(*system->gpu, shipped_power_data());
    const Power sum = parts_of(node.system, system->cooling).at(gpu.computing(), HostState::busy);
    CHECK(std::abs(sum / *system->training_power - 1) < 0.005);
    CHECK(sum <= *system->max_power);
  }
}

TEST_CASE("metered levels of nodes") {
  const auto computing = [](const std::string& name, CoolingKind cooling) {
    const Ref<SystemSpec> system = shipped_catalog().get<SystemSpec>(name);
    return parts_of(name, cooling).at(GpuPower(*system->gpu, shipped_power_data()).computing(), HostState::busy).si();
  };
  // [mlperf-training-v4-power]: 8 H100, immersed, 95th percentile 7,256 W.
  CHECK(std::abs(computing("dgx-h100", CoolingKind::immersion) / 7256 - 1) < 0.015);
  // [bnl-h100-node-power]: 8 H100 in air, highest draw 8.4 kW.
  CHECK(std::abs(computing("dgx-h100", CoolingKind::air) / 8400 - 1) < 0.05);
  // [mlperf-training-v5-power]: 8 B200 in water, 95th percentile 9.93 kW.
  CHECK(std::abs(computing("dgx-b200", CoolingKind::liquid) / 9930 - 1) < 0.05);
  // [acme-trace]: 8 A100 in air, 99th percentile 5.42 kW.
  CHECK(std::abs(computing("dgx-a100", CoolingKind::air) / 5420 - 1) < 0.06);
}

TEST_CASE("what is not a GPU hardly rests: a node metered on both sides of its supplies") {
  // [mlperf-training-v4-power], run 5027-1 of 8 H100: without a job, and with one that waits; AC and DC side.
  const Ref<SystemSpec> system = shipped_catalog().get<SystemSpec>("dgx-h100");
  const GpuPower gpu(*system->gpu, shipped_power_data());
  const NodeParts node = parts_of("dgx-h100", CoolingKind::immersion);
  CHECK(std::abs(node.at(gpu.idle(), HostState::idle).si() / 2378 - 1) < 0.05);
  CHECK(std::abs(node.behind_supplies(gpu.idle(), HostState::idle).si() / 2225 - 1) < 0.05);
  CHECK(std::abs(node.at(gpu.between_kernels(), HostState::busy).si() / 2820 - 1) < 0.06);
  CHECK(std::abs(node.behind_supplies(gpu.between_kernels(), HostState::busy).si() / 2640 - 1) < 0.06);
  // The same parts in another node: 8 B200 in water idle at 2.9 to 3.0 kW [mlperf-training-v5-power].
  const Ref<SystemSpec> b200 = shipped_catalog().get<SystemSpec>("dgx-b200");
  const Power idle =
      parts_of("dgx-b200", CoolingKind::liquid).at(GpuPower(*b200->gpu, shipped_power_data()).idle(), HostState::idle);
  CHECK(std::abs(idle.si() / 2950 - 1) < 0.10);
}

}  // namespace aif
