#include "fabric/topology.hpp"

#include "core/error.hpp"
#include "doctest/doctest.h"
#include "fabric/inventory.hpp"
#include "fabric/site_links.hpp"
#include "nearly.hpp"

namespace aif {
namespace {

FabricSpec made_up(std::int64_t ports = 64) {
  auto device = std::make_shared<SwitchSpec>();
  device->name = "made-up";
  device->ports.value = ports;
  device->port_rate.value = gigabits_per_second(400);
  device->latency.value = nanoseconds(200);
  device->power.value = watts(100);
  device->price = Sourced<Dollars>{.value = dollars(1000)};
  auto optic = std::make_shared<OpticSpec>();
  optic->rate.value = gigabits_per_second(400);
  optic->power.value = watts(10);
  optic->price = Sourced<Dollars>{.value = dollars(100)};
  FabricSpec fabric;
  fabric.leaf.spec = device;
  fabric.optic.spec = optic;
  return fabric;
}

const DataRate adapter = gigabits_per_second(400);

TEST_CASE("leaf groups and pods by hand") {
  FabricSpec fabric = made_up();
  FabricShape shape = fabric_shape(fabric, adapter, 8, 100'000);
  REQUIRE(shape.tiers.size() == 2);
  CHECK(shape.max_gpus == 65'536);   // 64 x 32 x 32
  CHECK(shape.tiers[0].gpus == 32);  // half of 64 ports
  CHECK(shape.tiers[1].gpus == 1024);
  CHECK(shape.tiers[1].ring == 1);
  fabric.topology = FabricTopology::rail_optimised;
  CHECK(fabric_shape(fabric, adapter, 8, 1).tiers[0].gpus == 256);
  CHECK(soft_equal(1.0 / 8, fabric_shape(fabric, adapter, 8, 1).tiers[0].exchange_kept));
  fabric.placement = FabricPlacement::rail_aware;
  CHECK(fabric_shape(fabric, adapter, 8, 1).tiers[0].exchange_kept == 1);
}

TEST_CASE("oversubscription, failures, planes and routing") {
  FabricSpec fabric = made_up();
  fabric.oversubscription = 3;  // 48 ports down, 16 up
  fabric.core_oversubscription = 7;
  fabric.pod_gpus = 3072;
  FabricShape shape = fabric_shape(fabric, adapter, 8, 100'000);
  CHECK(shape.tiers[0].gpus == 48);
  CHECK(shape.tiers[0].ring == 3);
  CHECK(shape.tiers[1].gpus == 3072);
  CHECK(shape.tiers[1].ring == 21);
  fabric.failed_links = 0.5;
  CHECK(fabric_shape(fabric, adapter, 8, 1).tiers[0].ring == 6);
  fabric = made_up();
  fabric.planes = 4;  // ports of 100 Gbit/s: 256 of them
  CHECK(fabric_shape(fabric, adapter, 8, 1).tiers[0].gpus == 128);
  CHECK(routing_efficiency(fabric) == 0.9);
  fabric.routing = FabricRouting::ecmp;
  CHECK(routing_efficiency(fabric) == 0.60);
  fabric.routing = FabricRouting::adaptive;
  CHECK(routing_efficiency(fabric) == 0.95);
}

TEST_CASE("dragonfly+ and torus") {
  FabricSpec fabric = made_up();
  fabric.topology = FabricTopology::dragonfly_plus;
  FabricShape shape = fabric_shape(fabric, adapter, 8, 100'000);
  CHECK(shape.tiers[0].gpus == 1024);
  CHECK(shape.tiers[0].ring == 2);
  CHECK(shape.max_gpus == 1024 * 1025);
  fabric.topology = FabricTopology::torus;
  shape = fabric_shape(fabric, adapter, 8, 64'000);
  CHECK(soft_equal(30.0, shape.tiers[0].exchange));  // 3/4 of a side of 40
  CHECK(fabric_shape(fabric, adapter, 8, 512'000).tiers[0].exchange > shape.tiers[0].exchange);
}

TEST_CASE("other topologies: parts and price by hand") {
  FabricSpec fabric = made_up(4);
  fabric.topology = FabricTopology::dragonfly_plus;
  const FabricInventory d = fabric_inventory(fabric, 8);  // groups of 2 x 2
  CHECK(d.groups == 2);
  CHECK(d.leaves == 4);
  CHECK(d.spines == 4);
  CHECK(d.cables == 8 + 4);  // every leaf to both spines; 4 spines x 2 lines / 2
  CHECK(d.optics == 8 * 2 + 2 * 12);
  REQUIRE(d.price);
  CHECK(soft_equal(8 * 1000.0 + 40 * 100.0, d.price->in(dollars)));
  CHECK(soft_equal(8 * 100.0 + 40 * 10.0, d.power.in(watts)));
  CHECK_THROWS_WITH_AS(fabric_inventory(fabric, 21),
                       "21 network ports do not fit into a dragonfly+ of made-up (5 groups x 2 leaves x 2 ports down = "
                       "20). Use switches with more ports or divide the machines among sites.",
                       SimulationError);
  fabric.topology = FabricTopology::torus;
  const FabricInventory t = fabric_inventory(fabric, 27);
  CHECK(t.leaves + t.spines + t.cores == 0);
  CHECK(t.cables == 81);
  CHECK(t.optics == 27);  // a sixth of the rate in each of six directions
}

TEST_CASE("a thinner core needs fewer switches, planes more ports of less") {
  FabricSpec fabric = made_up();
  const FabricInventory full = fabric_inventory(fabric, 24'576);
  fabric.core_oversubscription = 7;
  const FabricInventory thin = fabric_inventory(fabric, 24'576);
  CHECK(thin.spines < full.spines);
  CHECK(thin.cores < full.cores / 4);
  CHECK(thin.max_endpoints == 64 * 56 * 32);
  CHECK(thin.power < full.power);
  fabric = made_up();
  fabric.planes = 2;
  const FabricInventory two = fabric_inventory(fabric, 8'192);
  CHECK(two.max_endpoints == 128 * 64 * 64);
  CHECK(two.cores == 0);  // two tiers are enough
  fabric.planes = 1;
  CHECK(fabric_inventory(fabric, 8'192).cores > 0);
}

SiteSpec site(const std::string& name, std::vector<SiteLinkSpec> links) {
  SiteSpec s;
  s.name = name;
  s.links = std::move(links);
  return s;
}

TEST_CASE("a ring through sites takes the quickest ways and shares lines") {
  // a - b - c in a row: the edge from c back to a runs over both lines.
  const std::vector<SiteSpec> row{site("a", {{"b", gigabits_per_second(800), kilometres(100)}}),
                                  site("b", {{"c", gigabits_per_second(400), kilometres(200)}}), site("c", {})};
  const SiteRing ring = site_ring(row, {"a", "b", "c"});
  CHECK(soft_equal(1 / 50e9, ring.seconds_per_byte));  // one edge in each direction
  CHECK(ring.fullest == "b - c");
  CHECK(soft_equal(fibre_latency(kilometres(600)).si(), ring.latency_s));
  CHECK(std::abs(fibre_latency(kilometres(1)).in(microseconds)-4.9) < 0.01);
  CHECK(site_ring(row, {"a"}).seconds_per_byte == 0);
  const std::vector<SiteSpec> island{site("a", {{"b", gigabits_per_second(800), kilometres(100)}}), site("b", {}),
                                     site("c", {})};
  CHECK_THROWS_WITH_AS(site_ring(island, {"a", "c"}),
                       "no line leads from a to c: from a one reaches b. Add links to one of them.", SimulationError);
}

}  // namespace
}  // namespace aif
