#include "facility/provision.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "fabric/inventory.hpp"
#include "power/node_power.hpp"

namespace aif {
namespace {

/// Nodes that the fabric is sized with: many, so that its power per GPU is that of a large site.
constexpr double sample_nodes = 4096;

/// The largest cap at which compute loses no more than the accepted share.
double accepted_cap() {
  double low = least_cap;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (compute_speed(middle) < 1.0 - accepted_loss ? low : high) = middle;
  }
  return high;
}

Power set_aside(Provisioning policy, const SystemSpec& system) {
  switch (policy) {
    case Provisioning::nameplate:
      return *system.max_power;
    case Provisioning::measured:
      return std::min(*system.max_power, *system.training_power * measured_peak);
    case Provisioning::power_aware:
      return NodePower(system).busy(1.0, accepted_cap());
  }
  AIF_ASSERT(false && "all policies are handled");
  return {};
}

}  // namespace

std::string provisioning_name(Provisioning policy) {
  static const char* const names[]{"nameplate", "measured", "power-aware"};
  return names[static_cast<std::size_t>(policy)];
}

std::vector<Provisioned> provision(const SiteSpec& site, const SystemSpec& system, Power feed, const OutsideAir& air) {
  const auto per_node = static_cast<double>(system.gpus_per_node);
  const Power fabric = fabric_inventory(site.fabric, static_cast<std::int64_t>(sample_nodes * per_node)).power;
  const Power storage = *system.max_power * (sample_nodes * site.storage.power_fraction);
  std::vector<Provisioned> list;
  for (const Provisioning policy : {Provisioning::nameplate, Provisioning::measured, Provisioning::power_aware}) {
    Provisioned one;
    one.policy = policy;
    one.node = set_aside(policy, system);
    // The plant is built for what is set aside, so it runs at its rated load.
    const Power it = one.node * sample_nodes + fabric + storage;
    const double liquid = one.node * sample_nodes / it * *system.liquid_share;
    const Power total = FacilityModel(site, it, liquid).at(air).load(it).total();
    one.gpu_at_feed = total / (sample_nodes * per_node);
    const double domain = per_node * static_cast<double>(system.nodes_per_domain);
    one.gpus = static_cast<std::int64_t>(std::floor(feed / one.gpu_at_feed / domain) * domain);
    // All nodes at once in compute-bound work: the cap that the same watts leave them.
    one.speed = compute_speed(NodePower(system).cap_for(one.node, 1.0));
    list.push_back(one);
  }
  return list;
}

}  // namespace aif
