#include "fabric/inventory.hpp"

#include <limits>
#include <string>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "doctest/doctest.h"
#include "nearly.hpp"

namespace aif {
namespace {

/// Switches of `ports` ports at 50 GB/s and 100 W; modules of `module_rate` and 10 W.
FabricSpec made_up_fabric(std::int64_t ports, std::int64_t tiers, double oversubscription = 1,
                          DataRate module_rate = gigabytes_per_second(50)) {
  auto device = std::make_shared<SwitchSpec>();
  device->name = "made-up";
  device->ports.value = ports;
  device->port_rate.value = gigabytes_per_second(50);
  device->power.value = watts(100);
  auto optic = std::make_shared<OpticSpec>();
  optic->rate.value = module_rate;
  optic->power.value = watts(10);
  FabricSpec fabric;
  fabric.leaf.spec = device;
  fabric.optic.spec = optic;
  fabric.tiers = tiers;
  fabric.oversubscription = oversubscription;
  return fabric;
}

std::string message_of(const FabricSpec& fabric, std::int64_t endpoints) {
  try {
    fabric_inventory(fabric, endpoints);
  } catch (const SimulationError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("published sizes of fat trees") {
  CHECK(fabric_inventory(made_up_fabric(64, 3), 1).max_endpoints == 65'536);    // 64^3 / 4
  CHECK(fabric_inventory(made_up_fabric(144, 2), 1).max_endpoints == 10'368);   // 144^2 / 2
  CHECK(fabric_inventory(made_up_fabric(144, 3), 1).max_endpoints == 746'496);  // 144^3 / 4
  CHECK(fabric_inventory(made_up_fabric(64, 1), 1).max_endpoints == 64);
}

TEST_CASE("512 ports by hand") {
  // 512 / 32 = 16 leaves, 16 x 32 / 64 = 8 spines, 512 cables up; modules 512 x 2 + 512 x 2 = 2048.
  const FabricInventory fabric = fabric_inventory(made_up_fabric(64, 3), 512);
  CHECK(fabric.leaves == 16);
  CHECK(fabric.spines == 8);
  CHECK(fabric.cores == 0);
  CHECK(fabric.optics == 2048);
  CHECK(soft_equal(fabric.power.in(watts), 24 * 100 + 2048 * 10));
}

TEST_CASE("the largest three-tier tree of 4-port switches by hand") {
  // k = 4: 4 pods of 2 leaves and 2 spines, 4 cores, 16 ports: the textbook fat tree. 16 + 16 cables between switches.
  const FabricInventory fabric = fabric_inventory(made_up_fabric(4, 3), 16);
  CHECK(fabric.leaves == 8);
  CHECK(fabric.spines == 8);
  CHECK(fabric.cores == 4);
  CHECK(fabric.optics == 16 * 2 + 32 * 2);
}

TEST_CASE("one switch needs no tier above it") {
  const FabricInventory fabric = fabric_inventory(made_up_fabric(64, 3), 64);
  CHECK(fabric.leaves == 1);
  CHECK(fabric.spines + fabric.cores == 0);
  CHECK(fabric.optics == 128);
}

TEST_CASE("oversubscription takes ports from the spine") {
  // 3 : 1 on 64 ports: 48 down, 16 up. 960 / 48 = 20 leaves, 20 x 16 / 64 = 5 spines.
  const FabricInventory fabric = fabric_inventory(made_up_fabric(64, 2, 3.0), 960);
  CHECK(fabric.leaves == 20);
  CHECK(fabric.spines == 5);
  CHECK(fabric.max_endpoints == 64 * 48);
}

TEST_CASE("twin-port modules serve two ports of a switch, one of an adapter") {
  // 512 x (1 + 1/2) + 512 x 2 / 2 = 1280
  CHECK(fabric_inventory(made_up_fabric(64, 2, 1, gigabytes_per_second(100)), 512).optics == 1280);
}

TEST_CASE("a fabric for nothing") {
  const FabricInventory fabric = fabric_inventory(made_up_fabric(64, 3), 0);
  CHECK(fabric.leaves == 0);
  CHECK(fabric.power.si() == 0.0);
}

TEST_CASE("what does not fit is refused with the arithmetic") {
  CHECK(message_of(made_up_fabric(64, 3), 65'536).empty());
  CHECK(message_of(made_up_fabric(64, 3), 65'537) ==
        "65,537 network ports do not fit into 3 tiers of made-up (64 pods x 32 leaves x 32 ports down = 65,536, "
        "oversubscription 1). Use switches with more ports or divide the machines among sites.");
  CHECK(
      message_of(made_up_fabric(64, 1), 65) ==
      "65 network ports do not fit into 1 tier of made-up (one switch has 64 ports, oversubscription 1). Add a tier or "
      "use switches with more ports.");
  CHECK_THROWS_AS(fabric_inventory(made_up_fabric(1, 3), 5), SimulationError);
  CHECK_THROWS_AS(fabric_inventory(made_up_fabric(64, 3), std::numeric_limits<std::int64_t>::max()), SimulationError);
}

TEST_CASE("more ports never need fewer switches, more oversubscription never more") {
  FabricInventory before;
  for (std::int64_t endpoints = 1; endpoints <= 65'536; endpoints += 977) {
    const FabricInventory now = fabric_inventory(made_up_fabric(64, 3), endpoints);
    CHECK(now.leaves >= before.leaves);
    CHECK(now.spines + now.cores >= before.spines + before.cores);
    CHECK(now.power >= before.power);
    // Every leaf's ports up are taken by a spine, every spine's by a core.
    if (now.leaves > 1) {
      CHECK(now.leaves * 32 >= endpoints);
      CHECK(now.spines * (now.cores > 0 ? 32 : 64) >= now.leaves * 32);
      CHECK((now.cores == 0 || now.cores * 64 >= now.leaves * 32));
    }
    const FabricInventory thin = fabric_inventory(made_up_fabric(64, 3, 2.0), endpoints);
    CHECK(thin.spines + thin.cores <= now.spines + now.cores);
    before = now;
  }
}

TEST_CASE("power per eight GPUs against the estimate of a metered run") {
  // mlperf-training-v4-power: 59.6 of 475 kWh, 980 W per eight GPUs, estimated by the submitter from nameplates. Our
  // 512 H100 need two tiers and 569 W; three tiers, as in a larger hall, 901 W.
  const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  FabricSpec fabric;
  fabric.leaf = catalog.get<SwitchSpec>("quantum2-qm9700");
  fabric.optic = catalog.get<OpticSpec>("400g-dr4");
  CHECK(soft_equal(fabric_inventory(fabric, 512).power.in(watts) / 64, 569.25));
  CHECK(soft_equal(fabric_inventory(fabric, 65'536).power.in(watts) / 8192, 900.75));
}

}  // namespace
}  // namespace aif
