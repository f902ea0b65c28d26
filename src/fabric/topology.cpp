#include "fabric/topology.hpp"

#include <algorithm>
#include <cmath>

#include "fabric/site_links.hpp"

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

/// Links out of a group, and the switches that `groups` of them lead to, with `ports` each facing down.
void count_parts(const FabricSpec& fabric, double links, double groups, double ports, FabricTier& tier) {
  const double planes = static_cast<double>(fabric.planes);
  const double each = std::max(1.0, std::floor(links + 1e-9));
  tier.links = each * planes;
  tier.switches = std::max(1.0, std::ceil(groups * each / ports - 1e-9)) * planes;
}

double links_out(const FabricSpec& fabric, const Ports& ports, const FabricTier& tier) {
  return tier.gpus * ports.per_gpu / (tier.ring * lost(fabric));
}

void add_hall(const FabricSpec& fabric, const Ports& ports, const FabricTier& pod, FabricShape& shape) {
  FabricTier hall = pod;
  hall.name = "hall";
  hall.gpus = static_cast<double>(fabric.halls->gpus);
  hall.ring = hall.exchange = pod.ring * fabric.halls->oversubscription;
  hall.latency = pod.latency + fibre_latency(fabric.halls->distance);
  count_parts(fabric, links_out(fabric, ports, hall), 1, ports.radix, hall);
  hall.switches = 0;  // lines join the cores of halls, no further switch
  shape.tiers.push_back(hall);
}

void add_leaf_and_pod(const FabricSpec& fabric, const Ports& ports, double node_gpus, double gpus, FabricShape& shape) {
  const bool rails = fabric.topology == FabricTopology::rail_optimised;
  FabricTier leaf;
  leaf.name = "leaf";
  leaf.gpus = ports.down / ports.per_gpu * (rails ? node_gpus : 1);
  leaf.ring = leaf.exchange = fabric.oversubscription / lost(fabric);
  leaf.latency = hops(fabric, 3);
  // On rails, peers in other nodes sit at another leaf unless traffic changes the GPU inside the node first.
  leaf.exchange_kept = rails && fabric.placement != FabricPlacement::rail_aware ? 1 / node_gpus : 1;
  FabricTier pod = leaf;
  pod.name = "pod";
  pod.exchange_kept = 1;
  pod.gpus = fabric.pod_gpus ? static_cast<double>(*fabric.pod_gpus) : ports.radix / 2 * ports.down / ports.per_gpu;
  pod.ring = pod.exchange = fabric.oversubscription * fabric.core_oversubscription / lost(fabric);
  pod.latency = hops(fabric, 5);
  const double c = fabric.core_oversubscription;
  const double spine_down = fabric.tiers >= 3 ? std::max(1.0, std::floor(ports.radix * c / (1 + c))) : ports.radix;
  leaf.span = fabric.tiers >= 3 ? pod.gpus : 0;
  const double groups = std::ceil((leaf.span > 0 ? std::min(leaf.span, gpus) : gpus) / leaf.gpus);
  count_parts(fabric, links_out(fabric, ports, leaf), groups, spine_down, leaf);
  count_parts(fabric, links_out(fabric, ports, pod), std::ceil(gpus / pod.gpus), ports.radix, pod);
  if (fabric.tiers >= 2) {
    shape.tiers.push_back(leaf);
  }
  if (fabric.tiers >= 3) {
    shape.tiers.push_back(pod);
    if (fabric.halls) {
      add_hall(fabric, ports, pod, shape);
    }
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
  group.span = group.gpus;
  count_parts(fabric, half * half, 1, half, group);
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
  torus.links = 6 * node_gpus;
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
      add_leaf_and_pod(fabric, ports, static_cast<double>(node_gpus), static_cast<double>(gpus), shape);
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
