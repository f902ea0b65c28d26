#pragma once

#include <string>
#include <vector>

#include "scenario/site.hpp"

namespace aif {

/// Groups of GPUs whose way out carries less than, or as much as, the adapters in them.
struct FabricTier {
  std::string name;          ///< leaf, pod, group, torus
  double gpus = 0;           ///< in such a group
  double ring = 1;           ///< rate of the adapters over the rate out, for neighbours of a ring
  double exchange = 1;       ///< the same for traffic of all to all
  double exchange_kept = 1;  ///< share of the exchanges within the group that does not leave it
  Duration latency;          ///< of the switches on the way to another group
  double links = 0;          ///< out of one such group
  double switches = 0;       ///< that these links lead to, in one span; 0: none
  double span = 0;           ///< GPUs below the same switches; 0: all
};

/// What the ports of a fabric's switches join.
struct FabricShape {
  std::vector<FabricTier> tiers;  ///< from the leaves up
  double routing = 1;             ///< share of the nominal rate that flows reach
  std::int64_t ports_per_gpu = 1;
  std::int64_t max_gpus = 0;  ///< that the switches can join
};

/// Share of the nominal rate that large flows reach: the named routing's, or the one stated.
///
/// Source  ecmp 0.60 and adaptive 0.95: throughput of flows hashed onto links, and with adaptive routing, as published
///         for Ethernet fabrics of 100,000 GPUs [nvidia-spectrum-x]; 0.9 is what calibrated steps ran on (estimate, 0.8
///         to 0.97)
double routing_efficiency(const FabricSpec& fabric);

/// Tiers of a site's fabric.
///
/// What it computes  sizes of leaf groups, pods and groups, and what their trunks carry
/// Equation     d = floor(k o / (1 + o)); leaf group d/q GPUs, times the node's GPUs with rails          (1)
///              pod (k/2) d/q GPUs, or as stated; out of a leaf group 1/o, out of a pod 1/(o c)         (2)
///              dragonfly+ groups of (k/2)^2/q GPUs, each spine with k/2 lines to others: ring 2, exchange 1 (3)
///              torus of side a = n^(1/3): exchange max(1, 3a/4), ring 1                                  (4)
///              failures: everything above the leaves divided by (1 - links down)(1 - switches down)      (5)
///              halls of H GPUs: out of a hall 1/(o c h), latency of the cores and of the cables between halls    (6)
///              links out of a group U q p / (its oversubscription), of a dragonfly's (k/2)^2 p           (7)
///              switches above: links of all groups below them over the ports that face down               (8)
/// Symbols      k ports of a switch at the adapters' rate over the planes; q ports per GPU and plane, p planes; o, c, h
///              oversubscription of leaves, pods and halls; U GPUs of a group; n GPUs
/// Valid for    machines placed leaf by leaf; minimal routing for exchanges, one detour for rings in (3)
/// Not modelled single links; imbalance between planes; rings in (4) that do not fit the torus
/// Source       folded Clos [leiserson-1985]; rails and planes [alibaba-hpn]; dragonfly+ [shpiner-2017]; (4) from mean
///              distance 3a/4 over six links per GPU
/// Checked by   tests/unit/fabric/topology_test.cpp
FabricShape fabric_shape(const FabricSpec& fabric, DataRate adapter, std::int64_t node_gpus, std::int64_t gpus);

}  // namespace aif
