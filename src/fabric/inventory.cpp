#include "fabric/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

/// Switches and optics of a fabric.
///
/// What it computes  how many identical switches and optical modules join so many network ports, power and price.
/// Equation     d = floor(k o / (1 + o)), u = k - d, e = floor(k c / (1 + c))                                (1)
///              one switch    L = 1                      if n <= k                                          (2)
///              two tiers     L = ceil(n / d), S = ceil(L u / k)              n <= k d                      (3)
///              three tiers   L = ceil(n / d), S = ceil(L u / e), C = ceil(S (k - e) / k)   n <= k e d       (4)
///              dragonfly+    G = ceil(n / h^2), L = ceil(n / h), S = G h, h = floor(k / 2)  n <= h^2 (h^2 + 1) (5)
///              torus         3 n cables between the machines, no switch                                     (6)
///              modules       M = ceil(n (1 + 1 / q) + 2 c / q), q = max(1, floor(r_o / r_p))                (7)
///              power, price  P = (L + S + C) P_switch + M P_module, the same with prices                    (8)
///              halls         C += ceil(n / (o c h k)), n / (2 o c h) cables more between their cores
///              planes        everything p times, with k p ports of a p-th of the rate and q p per module    (9)
/// Symbols      n ports of network adapters; k ports per switch; o oversubscription of the tier above the leaves, c of
///              the tier above the pods, h of that between halls; d, u ports of a leaf that face down and up, e of a
///              spine that face down; L, S, C leaves, spines, cores; G groups; in (7) c cables between switches; q
///              switch ports that one module serves; r_o, r_p rates of module and port; P [W].
/// Valid for    fabrics of one kind of switch. The fewest tiers that suffice are built, never more than asked for: a
///              third tier over a hundred machines is not what anyone buys.
/// Not modelled pods that are partly filled beyond what (4) rounds up; storage and management networks; network
/// adapters
///              and NVLink switches, which draw from the system's supply.
/// Source       maximum sizes follow from (1) to (4): 65,536 ports for k = 64 and three tiers, k^3 / 4; module
///              power [nvidia-400g-optics]; a metered leaf switch [mlperf-training-v4-power].
/// Checked by   tests/unit/fabric/inventory_test.cpp: "published sizes", "512 ports by hand", "other topologies".
namespace aif {
namespace {

/// How the ports of a leaf are divided.
struct Leaf {
  std::int64_t ports = 0;
  std::int64_t down = 0;
  std::int64_t up = 0;
  std::int64_t spine_down = 0;  ///< ports of a spine of a pod that face down
};

std::int64_t facing_down(std::int64_t ports, double oversubscription) {
  // The small addition keeps 64 x 3 / 4 = 48 from becoming 47 by rounding.
  const double share = oversubscription / (1 + oversubscription);
  const auto down = static_cast<std::int64_t>(std::floor(static_cast<double>(ports) * share + 1e-9));
  return std::clamp<std::int64_t>(down, 1, ports - 1);
}

Leaf divide(std::int64_t ports, const FabricSpec& fabric) {
  Leaf leaf{ports, facing_down(ports, fabric.oversubscription), 0, facing_down(ports, fabric.core_oversubscription)};
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
      return leaf.ports * leaf.spine_down * leaf.down;
  }
}

std::string capacity_in_words(const Leaf& leaf, std::int64_t tiers) {
  switch (tiers) {
    case 1:
      return fmt::format("one switch has {} ports", leaf.ports);
    case 2:
      return fmt::format("{} leaves x {} ports down = {}", leaf.ports, leaf.down, grouped(double(capacity(leaf, 2))));
    default:
      return fmt::format("{} pods x {} leaves x {} ports down = {}", leaf.ports, leaf.spine_down, leaf.down,
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
  fabric.spines = quotient_up(uplinks, leaf.spine_down);
  if (leaf.spine_down == leaf.ports / 2) {
    fabric.cores = quotient_up(uplinks, leaf.ports);
    return 2 * uplinks;
  }
  const std::int64_t above = fabric.spines * (leaf.ports - leaf.spine_down);
  fabric.cores = quotient_up(above, leaf.ports);
  return uplinks + above;
}

/// Cables between the cores of halls, each with a module at both ends, and the core ports they take.
std::int64_t join_halls(FabricInventory& inventory, const FabricSpec& fabric, const Leaf& leaf) {
  if (!fabric.halls || inventory.cores == 0) {
    return 0;
  }
  const std::int64_t halls = quotient_up(inventory.endpoints, fabric.halls->gpus);
  const double thinner = fabric.oversubscription * fabric.core_oversubscription * fabric.halls->oversubscription;
  const auto lines = static_cast<std::int64_t>(std::ceil(static_cast<double>(inventory.endpoints) / thinner));
  if (halls < 2) {
    return 0;
  }
  inventory.cores += quotient_up(lines, leaf.ports);
  return quotient_up(lines, 2);
}

/// A folded Clos of one plane.
std::int64_t build_clos(FabricInventory& inventory, const FabricSpec& fabric, std::int64_t radix) {
  const std::int64_t tiers = std::clamp<std::int64_t>(fabric.tiers, 1, 3);
  const Leaf leaf = divide(radix, fabric);
  inventory.max_endpoints = capacity(leaf, tiers);
  if (inventory.endpoints > inventory.max_endpoints) {
    throw SimulationError(fmt::format("{} network ports do not fit into {} {} of {} ({}, oversubscription {}). {}",
                                      grouped(static_cast<double>(inventory.endpoints)), tiers,
                                      tiers == 1 ? "tier" : "tiers", fabric.leaf->name, capacity_in_words(leaf, tiers),
                                      grouped(fabric.oversubscription), remedy(tiers)));
  }
  return inventory.endpoints == 0 ? 0 : build(inventory, leaf) + join_halls(inventory, fabric, leaf);
}

std::int64_t build_dragonfly(FabricInventory& inventory, const FabricSpec& fabric, std::int64_t radix) {
  const std::int64_t half = radix / 2, n = inventory.endpoints;
  inventory.max_endpoints = half * half * (half * half + 1);
  if (n > inventory.max_endpoints) {
    throw SimulationError(
        fmt::format("{} network ports do not fit into a dragonfly+ of {} ({} groups x {} leaves x {} ports down = {}). "
                    "Use switches "
                    "with more ports or divide the machines among sites.",
                    grouped(double(n)), fabric.leaf->name, grouped(double(half * half + 1)), half, half,
                    grouped(double(inventory.max_endpoints))));
  }
  inventory.groups = quotient_up(n, half * half);
  inventory.leaves = quotient_up(n, half);
  inventory.spines = n <= half ? 0 : inventory.groups * half;
  const std::int64_t inside = inventory.leaves * half;
  return n <= half ? 0 : inside + (inventory.groups > 1 ? inventory.spines * half / 2 : 0);
}

}  // namespace

FabricInventory fabric_inventory(const FabricSpec& fabric, std::int64_t endpoints) {
  AIF_EXPECT(endpoints >= 0);
  AIF_EXPECT(fabric.leaf && fabric.optic);
  const SwitchSpec& device = *fabric.leaf;
  if (*device.ports < 2) {
    throw SimulationError(fmt::format("switch {} has {} port; a fabric needs two.", device.name, *device.ports));
  }
  FabricInventory inventory;
  inventory.endpoints = endpoints;
  double modules = 0;
  const std::int64_t planes = std::max<std::int64_t>(1, fabric.planes);
  const double ports_per_module = std::max(1.0, std::floor(*fabric.optic->rate / *device.port_rate + 1e-9));
  if (fabric.topology == FabricTopology::torus) {
    inventory.max_endpoints = std::numeric_limits<std::int64_t>::max();
    inventory.cables = 3 * endpoints;
    modules = 2 * static_cast<double>(inventory.cables) / 6;  // a sixth of the adapter's rate each
  } else {
    const std::int64_t radix = *device.ports * planes;
    const std::int64_t cables = fabric.topology == FabricTopology::dragonfly_plus
                                    ? build_dragonfly(inventory, fabric, radix)
                                    : build_clos(inventory, fabric, radix);
    if (endpoints == 0) {
      return inventory;
    }
    const double per_module = ports_per_module * static_cast<double>(planes);
    modules = static_cast<double>(planes) *
              (static_cast<double>(endpoints) * (1 / static_cast<double>(planes) + 1 / per_module) +
               2 * static_cast<double>(cables) / per_module);
    for (std::int64_t* count : {&inventory.leaves, &inventory.spines, &inventory.cores}) {
      *count *= planes;
    }
    inventory.cables = cables * planes;
  }
  inventory.optics = static_cast<std::int64_t>(std::ceil(modules - 1e-9));
  const auto switches = static_cast<double>(inventory.leaves + inventory.spines + inventory.cores);
  inventory.power = *device.power * switches + *fabric.optic->power * static_cast<double>(inventory.optics);
  if (device.price && fabric.optic->price) {
    inventory.price = **device.price * switches + **fabric.optic->price * static_cast<double>(inventory.optics);
  }
  return inventory;
}

}  // namespace aif
