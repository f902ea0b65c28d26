#include "fabric/lost_trunks.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

const SoftEqual soft_equal;

/// Two pools of 8-GPU nodes on switches of 64 ports of 400 Gbit/s: leaf groups of 32 GPUs, pods of 512.
SiteSpec two_pools() {
  auto device = std::make_shared<SwitchSpec>();
  device->name = "made-up";
  device->ports.value = 64;
  device->port_rate.value = gigabits_per_second(400);
  device->latency.value = nanoseconds(200);
  auto system = std::make_shared<SystemSpec>();
  system->name = "node";
  system->gpus_per_node = 8;
  system->nic_bandwidth.value = gigabits_per_second(400);
  SiteSpec site;
  site.name = "here";
  site.fabric.leaf.spec = device;
  site.fabric.pod_gpus = 512;
  for (const std::int64_t gpus : {1024, 256}) {
    PoolSpec pool;
    pool.system.spec = system;
    pool.gpus = gpus;
    site.pools.push_back(pool);
  }
  return site;
}

NetworkEventSpec event(NetworkEventKind kind, TrunkTier tier) {
  NetworkEventSpec spec;
  spec.kind = kind;
  spec.tier = tier;
  return spec;
}

TEST_CASE("links and switches of a fabric by hand") {
  const std::vector<FabricPart> parts = fabric_parts(two_pools());
  const FabricTier leaf = parts[0].tiers[0], pod = parts[0].tiers[1];
  CHECK(leaf.links == 32);
  CHECK(parts[0].groups(leaf) == 32);
  CHECK(leaf.switches == 16);  // 16 leaves of a pod x 32 links over 32 ports down
  CHECK(parts[0].spans(leaf) == 2);
  CHECK(pod.links == 512);
  CHECK(pod.switches == 16);  // 2 pods x 512 links over 64 ports
  CHECK(parts[1].groups(parts[1].tiers[0]) == 8);
  const TrunkLoss link = loss_of_link(parts[0], 0, leaf, 3);
  CHECK(link.first == 96);
  CHECK(link.end == 128);
  CHECK(soft_equal(1.0 / 32, link.share));
  const TrunkLoss spine = loss_of_switch(parts[0], 0, leaf, 1);
  CHECK(spine.first == 512);
  CHECK(spine.end == 1024);
  CHECK(soft_equal(1.0 / 16, spine.share));
}

TEST_CASE("losses of dated events by hand") {
  const SiteSpec site = two_pools();
  const std::vector<FabricPart> parts = fabric_parts(site);
  NetworkEventSpec some = event(NetworkEventKind::link_down, TrunkTier::leaf);
  some.count = 128;  // of 32 x 32 + 8 x 32 = 1280
  const EventLosses all = losses_of(some, parts, "here");
  REQUIRE(all.losses.size() == 2);
  CHECK(all.count == 128);
  CHECK(soft_equal(0.1, all.losses[1].share));
  some.trunk = 33;  // the second of the other pool
  some.count = 8;
  const EventLosses one = losses_of(some, parts, "here");
  REQUIRE(one.losses.size() == 1);
  CHECK(one.losses[0].part == 1);
  CHECK(one.losses[0].first == 32);
  CHECK(one.losses[0].share == 0.25);
  some.trunk = 40;
  CHECK_THROWS_WITH_AS(losses_of(some, parts, "here"),
                       "the fabric of here has 40 trunks above a leaf, numbered from 0, and not 40.", SimulationError);
  some.trunk = 0;
  some.count = 32;
  CHECK_THROWS_WITH_AS(
      losses_of(some, parts, "here"),
      "32 links cannot fail: there are 32 (one trunk of them), and something must be left. Write 31 or fewer.",
      SimulationError);
  some.trunk.reset();
  some.count = 2000;
  CHECK_THROWS_WITH_AS(losses_of(some, parts, "here"),
                       "2,000 links cannot fail: there are 1,280 (32 trunks x 32 + 8 trunks x 32), and something must "
                       "be left. Write 1,254 or fewer.",
                       SimulationError);
  CHECK_THROWS_WITH_AS(losses_of(event(NetworkEventKind::link_down, TrunkTier::group), parts, "here"),
                       "the fabric of here has no trunks above a group. Its tiers: leaf, pod.", SimulationError);
}

TEST_CASE("a job loses what its worst trunk does") {
  const std::vector<TrunkLoss> losses{
      {0, "leaf", 32, 64, 0.25}, {0, "leaf", 0, 1024, 0.5}, {0, "pod", 512, 1024, 0.1}, {1, "leaf", 0, 256, 0.9}};
  std::vector<LostCapacity> lost = lost_above(losses, 0, {{0, 1024}});
  REQUIRE(lost.size() == 2);
  CHECK(lost[0].tier == "leaf");
  CHECK(soft_equal(1 - 0.75 * 0.5, lost[0].share));
  CHECK(soft_equal(0.1, lost[1].share));
  lost = lost_above(losses, 0, {{64, 512}});
  REQUIRE(lost.size() == 1);
  CHECK(soft_equal(0.5, lost[0].share));
  CHECK(lost_above(losses, 1, {{300, 400}}).empty());
}

TEST_CASE("more failures never leave more, wider jobs never lose less") {
  RandomStream random(5, "losses");
  for (int i = 0; i < 50; ++i) {
    std::vector<TrunkLoss> losses;
    double narrow_before = 0;
    for (int k = 0; k < 12; ++k) {
      const double first = std::floor(random.uniform(0, 32)) * 32;
      losses.push_back({0, "leaf", first, first + 32 * (1 + std::floor(random.uniform(0, 4))), random.uniform(0, 0.5)});
      const auto share = [&](double from, double to) {
        const std::vector<LostCapacity> lost = lost_above(losses, 0, {{from, to}});
        return lost.empty() ? 0.0 : lost[0].share;
      };
      const double narrow = share(256, 512);
      CHECK(narrow >= narrow_before);
      CHECK(share(0, 1024) >= narrow);
      CHECK(share(0, 1024) < 1);
      narrow_before = narrow;
    }
  }
}

}  // namespace
}  // namespace aif
