#include "fabric/topology.hpp"

#include <algorithm>
#include <cmath>

namespace aif {
namespace {

constexpr double ecmp_efficiency = 0.60;
constexpr double adaptive_efficiency = 0.95;

struct Ports {
  double radix = 64;  ///< of a switch, at the rate of one adapter's part in a plane
  double down = 32;   ///< of a leaf
  double per_gpu = 1;
};

/// A port that is faster than the adapter's part is split; a slower one is bundled.
Ports ports_of(const FabricSpec& fabric, DataRate adapter) {
  Ports ports;
  const double part = adapter.si() / static_cast<double>(fabric.planes);
  const double rate = fabric.leaf->port_rate.value.si();
  const double split = std::max(1.0, std::floor(rate / part + 1e-9));
  ports.per_gpu = std::max(1.0, std::ceil(part / rate - 1e-9));
  ports.radix = static_cast<double>(*fabric.leaf->ports) * split;
  const double o = fabric.oversubscription;
  ports.down = std::clamp(std::floor(ports.radix * o / (1 + o) + 1e-9), 1.0, ports.radix - 1);
  return ports;
}

/// Capacity that failures take from everything above the leaves.
double lost(const FabricSpec& fabric) { return (1 - fabric.failed_links) * (1 - fabric.failed_switches); }

Duration hops(const FabricSpec& fabric, double switches) { return fabric.leaf->latency.value * switches; }

void add_leaf_and_pod(const FabricSpec& fabric, const Ports& ports, double node_gpus, FabricShape& shape) {
  const bool rails = fabric.topology == FabricTopology::rail_optimised;
  FabricTier leaf;
  leaf.name = "leaf";
  leaf.gpus = ports.down / ports.per_gpu * (rails ? node_gpus : 1);
  leaf.ring = leaf.exchange = fabric.oversubscription / lost(fabric);
  leaf.latency = hops(fabric, 3);
  // On rails, peers in other nodes sit at another leaf unless traffic changes the GPU inside the node first.
  leaf.exchange_kept = rails && fabric.placement != FabricPlacement::rail_aware ? 1 / node_gpus : 1;
  if (fabric.tiers >= 2) {
    shape.tiers.push_back(leaf);
  }
  FabricTier pod = leaf;
  pod.name = "pod";
  pod.exchange_kept = 1;
  pod.gpus = fabric.pod_gpus ? static_cast<double>(*fabric.pod_gpus) : ports.radix / 2 * ports.down / ports.per_gpu;
  pod.ring = pod.exchange = fabric.oversubscription * fabric.core_oversubscription / lost(fabric);
  pod.latency = hops(fabric, 5);
  if (fabric.tiers >= 3) {
    shape.tiers.push_back(pod);
  }
}

double largest_clos(const Ports& ports, std::int64_t tiers) {
  return tiers == 1   ? ports.radix
         : tiers == 2 ? ports.radix * ports.down
                      : ports.radix * (ports.radix / 2) * ports.down;
}

void add_groups(const FabricSpec& fabric, const Ports& ports, FabricShape& shape) {
  const double half = std::floor(ports.radix / 2);
  FabricTier group;
  group.name = "group";
  group.gpus = half * half / ports.per_gpu;
  group.ring = 2 / lost(fabric);
  group.exchange = 1 / lost(fabric);
  group.latency = hops(fabric, 4);
  shape.tiers.push_back(group);
  // Every spine has k/2 lines to other groups; one line joins each pair of groups at least.
  shape.max_gpus = static_cast<std::int64_t>(group.gpus * (half * half + 1));
}

void add_torus(const FabricSpec& fabric, double gpus, double node_gpus, FabricShape& shape) {
  FabricTier torus;
  torus.name = "torus";
  torus.gpus = node_gpus;
  torus.ring = 1 / lost(fabric);
  torus.exchange = std::max(1.0, 0.75 * std::cbrt(gpus)) / lost(fabric);
  torus.latency = fabric.leaf->latency.value * (0.75 * std::cbrt(gpus));
  shape.tiers.push_back(torus);
  shape.max_gpus = 1'000'000'000;  // grows without bound; its exchanges get slower
}

}  // namespace

double routing_efficiency(const FabricSpec& fabric) {
  if (!fabric.routing) {
    return fabric.routing_efficiency;
  }
  return *fabric.routing == FabricRouting::ecmp ? ecmp_efficiency : adaptive_efficiency;
}

FabricShape fabric_shape(const FabricSpec& fabric, DataRate adapter, std::int64_t node_gpus, std::int64_t gpus) {
  FabricShape shape;
  shape.routing = routing_efficiency(fabric);
  const Ports ports = ports_of(fabric, adapter);
  shape.ports_per_gpu = static_cast<std::int64_t>(ports.per_gpu);
  switch (fabric.topology) {
    case FabricTopology::leaf_spine:
    case FabricTopology::rail_optimised:
      add_leaf_and_pod(fabric, ports, static_cast<double>(node_gpus), shape);
      shape.max_gpus = static_cast<std::int64_t>(largest_clos(ports, fabric.tiers) / ports.per_gpu);
      break;
    case FabricTopology::dragonfly_plus:
      add_groups(fabric, ports, shape);
      break;
    case FabricTopology::torus:
      add_torus(fabric, static_cast<double>(gpus), static_cast<double>(node_gpus), shape);
      break;
  }
  return shape;
}

}  // namespace aif
