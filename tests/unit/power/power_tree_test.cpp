#include "power/power_tree.hpp"

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "power/node_power.hpp"

using namespace aif;

namespace {

/// Racks of 4 nodes, 2 racks on a PDU, 2 PDUs on a switchboard; 32 nodes that idle at 1 kW.
PowerTreeSpec small_tree() {
  PowerTreeSpec spec;
  spec.nodes_per_rack = 4;
  spec.racks_per_pdu = 2;
  spec.pdus_per_switchboard = 2;
  return spec;
}

PowerTree make(const PowerTreeSpec& spec) { return {spec, 32, kilowatts(1), 1}; }

}  // namespace

TEST_CASE("a tree without limits allows everything") {
  PowerTree tree = make(small_tree());
  CHECK(!tree.limits_anything());
  CHECK(!tree.change(0, 32, 1e9, 1e9));
  CHECK(tree.cap(0, 32) == 1.0);
}

TEST_CASE("a rack's limit by hand") {
  PowerTreeSpec spec = small_tree();
  spec.rack = kilowatts(20);
  PowerTree tree = make(spec);
  // Four nodes draw 1 + 5 = 6 kW each, 4 kW of which a cap of zero would take off: 24 kW - (1 - c) 16 kW = 20 kW.
  CHECK(tree.change(4, 4, 5e3, 4e3));
  CHECK(SoftEqual{1e-6, 0}(tree.cap(4, 4), 0.75));
  CHECK(tree.cap(0, 4) == 1.0);
  CHECK(tree.cap(0, 5) == tree.cap(4, 4));  // a job is as slow as its slowest rack
  CHECK(tree.over() == 0);
  CHECK(tree.change(4, 4, -5e3, -4e3));
  CHECK(tree.cap(4, 4) == 1.0);
}

TEST_CASE("every level binds by itself") {
  for (int level = 0; level < 4; ++level) {
    CAPTURE(level);
    PowerTreeSpec spec = small_tree();
    const double nodes[] = {1, 4, 8, 16};
    const Power limit = kilowatts(5) * nodes[level];
    (level == 0 ? spec.node : level == 1 ? spec.rack : level == 2 ? spec.pdu : spec.switchboard) = limit;
    PowerTree tree = make(spec);
    CHECK(tree.group(static_cast<PowerTree::Level>(level)) == nodes[level]);
    tree.change(0, 32, 5e3, 4e3);  // 6 kW a node
    CHECK(SoftEqual{1e-6, 0}(tree.cap(0, 32), 0.75));
    // Half of the machines at rest leave the whole to the others, above the level that they share.
    tree.change(0, 32, -5e3, -4e3);
    tree.change(0, 4, 5e3, 4e3);
    CHECK((tree.cap(0, 4) < 1.0) == (level <= 1));
  }
}

TEST_CASE("what the least cap cannot keep is counted") {
  PowerTreeSpec spec = small_tree();
  spec.pdu = kilowatts(9);
  PowerTree tree = make(spec);
  tree.change(0, 8, 5e3, 1e3);
  CHECK(tree.cap(0, 8) == least_cap);
  CHECK(tree.over() == 1);
  tree.change(0, 8, -5e3, -1e3);
  CHECK(tree.over() == 0);
}

TEST_CASE("under the caps no instance is above its limit, whatever shares it") {
  RandomStream random(3, "test.power_tree");
  for (int round = 0; round < 200; ++round) {
    PowerTreeSpec spec = small_tree();
    spec.node = kilowatts(random.uniform(3, 8));
    spec.rack = kilowatts(random.uniform(12, 30));
    spec.pdu = kilowatts(random.uniform(24, 60));
    spec.switchboard = kilowatts(random.uniform(50, 100));
    PowerTree tree = make(spec);
    struct Holder {
      std::uint32_t first, count;
      double above_w, cappable_w;
    };
    std::vector<Holder> holders;
    for (std::uint32_t at = 0; at < 32;) {
      const auto count = static_cast<std::uint32_t>(1 + random.below(std::min<std::uint64_t>(9, 32 - at)));
      const double above_w = random.uniform(0, 6e3);
      holders.push_back({at, count, above_w, above_w * random.uniform(0.8, 1.0)});
      tree.change(at, count, above_w, holders.back().cappable_w);
      at += count;
    }
    if (tree.over() > 0) {
      continue;
    }
    std::vector<double> node_w(32);
    for (const Holder& holder : holders) {
      const double cap = tree.cap(holder.first, holder.count);
      for (std::uint32_t i = 0; i < holder.count; ++i) {
        node_w[holder.first + i] = 1e3 + holder.above_w - (1.0 - cap) * holder.cappable_w;
      }
    }
    const double limits_w[] = {spec.node->si(), spec.rack->si(), spec.pdu->si(), spec.switchboard->si()};
    for (int level = 0; level < 4; ++level) {
      const std::uint32_t group = tree.group(static_cast<PowerTree::Level>(level));
      for (std::uint32_t first = 0; first < 32; first += group) {
        double sum_w = 0;
        for (std::uint32_t i = first; i < first + group; ++i) {
          sum_w += node_w[i];
        }
        CHECK(sum_w <= limits_w[level] * (1 + 1e-6));
      }
    }
  }
}
