#pragma once

#include <cstdint>
#include <optional>

#include "scenario/site.hpp"

namespace aif {

/// Switches, cables and optics that a fabric of so many endpoints needs, and what they draw.
struct FabricInventory {
  std::int64_t endpoints = 0;  ///< NIC ports
  std::int64_t leaves = 0;
  std::int64_t spines = 0;
  std::int64_t cores = 0;
  std::int64_t groups = 0;  ///< of a dragonfly
  std::int64_t cables = 0;  ///< between switches, and between machines in a torus
  std::int64_t optics = 0;
  std::int64_t max_endpoints = 0;  ///< that switches of this radix can join in so many tiers
  Power power;
  std::optional<Dollars> price;  ///< of switches and modules, if the catalog has their prices
};

/// Clos, dragonfly+ or torus of identical switches: see the block in inventory.cpp. Throws SimulationError with the
/// arithmetic if the endpoints do not fit.
FabricInventory fabric_inventory(const FabricSpec& fabric, std::int64_t endpoints);

}  // namespace aif
