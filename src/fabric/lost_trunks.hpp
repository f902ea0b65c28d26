#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fabric/topology.hpp"
#include "scenario/bounds.hpp"
#include "scenario/site.hpp"

namespace aif {

/// Capacity of a fabric's trunks that is gone.
struct LostCapacity {
  std::string tier;  ///< leaf, pod, hall, group, torus
  double share = 0;  ///< of what the trunks of the tier carry, below 1
};

/// The machines of one pool as its site's fabric joins them, everything delivered: cabled in the order of their
/// numbers.
struct FabricPart {
  double gpus = 0;
  double node_gpus = 1;
  std::vector<FabricTier> tiers;
  [[nodiscard]] double groups(const FabricTier& tier) const;  ///< trunks of a tier
  [[nodiscard]] double spans(const FabricTier& tier) const;   ///< sets of switches of a tier
};
/// In the order of the site's pools.
std::vector<FabricPart> fabric_parts(const SiteSpec& site);

/// What a failure takes from the trunks over a range of a part's GPUs.
struct TrunkLoss {
  std::size_t part = 0;
  std::string tier;
  double first = 0, end = 0;  ///< GPUs of the part
  double share = 0;           ///< of each trunk over them
};
/// Losses of a dated event, and how many links or switches it takes.
struct EventLosses {
  std::vector<TrunkLoss> losses;
  double count = 0;
};

/// What failures leave of a fabric.
///
/// What it computes  losses of an event of links or switches, and the capacity lost above GPUs of a part
/// Equation     share of an event: as stated, or count / N; in one trunk count / L                             (1)
///              a link takes 1/L of its trunk, a switch 1/S of the trunks below it                             (2)
///              lost, by tier: max over the trunks of 1 - product of (1 - share)                               (3)
/// Symbols      N links or switches of the tier at the site; L links of a trunk, S switches over the same trunks
/// Valid for    traffic that all ways of a tier share; a synchronous job, which waits for its slowest trunk
/// Not modelled which of parallel links is down
/// Source       count of parts (topology.hpp); nothing to cite
/// Checked by   tests/unit/fabric/lost_trunks_test.cpp
///
/// Throws SimulationError with the arithmetic if there are not so many links or switches, or no such tier or trunk.
EventLosses losses_of(const NetworkEventSpec& event, const std::vector<FabricPart>& parts, const std::string& site);
/// One link of a trunk, or one switch over a span, counted from 0 within the part.
TrunkLoss loss_of_link(const FabricPart& part, std::size_t index, const FabricTier& tier, double trunk);
TrunkLoss loss_of_switch(const FabricPart& part, std::size_t index, const FabricTier& tier, double span);

struct GpuRange {
  double first = 0, end = 0;
};
/// Capacity lost above ranges of GPUs of a part.
std::vector<LostCapacity> lost_above(const std::vector<TrunkLoss>& losses, std::size_t part,
                                     const std::vector<GpuRange>& ranges);

}  // namespace aif
