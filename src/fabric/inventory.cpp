#include "fabric/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

/// Switches and optics of a folded Clos.
///
/// What it computes  how many identical switches and optical modules join so many network ports, and their power.
/// Equation     d = floor(k o / (1 + o)), u = k - d                                                         (1)
///              one switch    L = 1                      if n <= k                                          (2)
///              two tiers     L = ceil(n / d), S = ceil(L u / k)              n <= k d                      (3)
///              three tiers   L = ceil(n / d), S = ceil(L u / (k / 2)), C = ceil(L u / k)   n <= k (k / 2) d (4)
///              modules       M = ceil(n (1 + 1 / q) + 2 c / q), q = max(1, floor(r_o / r_p))               (5)
///              power         P = (L + S + C) P_switch + M P_module                                         (6)
/// Symbols      n ports of network adapters; k ports per switch; o oversubscription of the tier above the leaves;
///              d, u ports of a leaf that face down and up; L, S, C leaves, spines, cores; c cables between
///              switches: L u per tier of them; q switch ports that one module serves; r_o, r_p rates of module
///              and port; P [W].
/// Valid for    fabrics of one kind of switch, non-blocking above the spines. The fewest tiers that suffice are
///              built, never more than asked for: a third tier over a hundred machines is not what anyone buys.
/// Not modelled split ports (two adapters on one faster port); rails, pods that are partly filled beyond what (4)
///              rounds up; storage and management networks; network adapters and NVLink switches, which draw from
///              the system's supply.
/// Source       maximum sizes follow from (1) to (4): 65,536 ports for k = 64 and three tiers, k^3 / 4; module
///              power [nvidia-400g-optics]; a metered leaf switch [mlperf-training-v4-power].
/// Checked by   tests/unit/fabric/inventory_test.cpp: "published sizes", "512 ports by hand".
namespace aif {
namespace {

/// How the ports of a leaf are divided.
struct Leaf {
  std::int64_t ports = 0;
  std::int64_t down = 0;
  std::int64_t up = 0;
};

Leaf divide(std::int64_t ports, double oversubscription) {
  // The small addition keeps 64 x 3 / 4 = 48 from becoming 47 by rounding.
  const double share = oversubscription / (1 + oversubscription);
  const auto down = static_cast<std::int64_t>(std::floor(static_cast<double>(ports) * share + 1e-9));
  Leaf leaf{ports, std::clamp<std::int64_t>(down, 1, ports - 1), 0};
  leaf.up = ports - leaf.down;
  return leaf;
}

std::int64_t quotient_up(std::int64_t number, std::int64_t divisor) { return (number + divisor - 1) / divisor; }

std::int64_t capacity(const Leaf& leaf, std::int64_t tiers) {
  switch (tiers) {
    case 1:
      return leaf.ports;
    case 2:
      return leaf.ports * leaf.down;
    default:
      return leaf.ports * (leaf.ports / 2) * leaf.down;
  }
}

std::string capacity_in_words(const Leaf& leaf, std::int64_t tiers) {
  switch (tiers) {
    case 1:
      return fmt::format("one switch has {} ports", leaf.ports);
    case 2:
      return fmt::format("{} leaves x {} ports down = {}", leaf.ports, leaf.down, grouped(double(capacity(leaf, 2))));
    default:
      return fmt::format("{} pods x {} leaves x {} ports down = {}", leaf.ports, leaf.ports / 2, leaf.down,
                         grouped(double(capacity(leaf, 3))));
  }
}

std::string remedy(std::int64_t tiers) {
  return tiers < 3 ? "Add a tier or use switches with more ports."
                   : "Use switches with more ports or divide the machines among sites.";
}

/// Cables between switches.
std::int64_t build(FabricInventory& fabric, const Leaf& leaf) {
  const std::int64_t n = fabric.endpoints;
  if (n <= leaf.ports) {
    fabric.leaves = 1;
    return 0;
  }
  fabric.leaves = quotient_up(n, leaf.down);
  const std::int64_t uplinks = fabric.leaves * leaf.up;
  if (n <= capacity(leaf, 2)) {
    fabric.spines = quotient_up(uplinks, leaf.ports);
    return uplinks;
  }
  fabric.spines = quotient_up(uplinks, leaf.ports / 2);
  fabric.cores = quotient_up(uplinks, leaf.ports);
  return 2 * uplinks;
}

}  // namespace

FabricInventory fabric_inventory(const FabricSpec& fabric, std::int64_t endpoints) {
  AIF_EXPECT(endpoints >= 0);
  AIF_EXPECT(fabric.leaf && fabric.optic);
  const SwitchSpec& device = *fabric.leaf;
  if (*device.ports < 2) {
    throw SimulationError(fmt::format("switch {} has {} port; a fabric needs two.", device.name, *device.ports));
  }
  const std::int64_t tiers = std::clamp<std::int64_t>(fabric.tiers, 1, 3);
  const Leaf leaf = divide(*device.ports, fabric.oversubscription);

  FabricInventory inventory;
  inventory.endpoints = endpoints;
  inventory.max_endpoints = capacity(leaf, tiers);
  if (endpoints > inventory.max_endpoints) {
    throw SimulationError(fmt::format("{} network ports do not fit into {} {} of {} ({}, oversubscription {}). {}",
                                      grouped(static_cast<double>(endpoints)), tiers, tiers == 1 ? "tier" : "tiers",
                                      device.name, capacity_in_words(leaf, tiers), grouped(fabric.oversubscription),
                                      remedy(tiers)));
  }
  if (endpoints == 0) {
    return inventory;
  }
  const std::int64_t cables = build(inventory, leaf);
  const double ports_per_module = std::max(1.0, std::floor(*fabric.optic->rate / *device.port_rate + 1e-9));
  const double modules =
      static_cast<double>(endpoints) * (1 + 1 / ports_per_module) + 2 * static_cast<double>(cables) / ports_per_module;
  inventory.optics = static_cast<std::int64_t>(std::ceil(modules - 1e-9));
  inventory.power = *device.power * static_cast<double>(inventory.leaves + inventory.spines + inventory.cores) +
                    *fabric.optic->power * static_cast<double>(inventory.optics);
  return inventory;
}

}  // namespace aif
