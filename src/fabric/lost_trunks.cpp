#include "fabric/lost_trunks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

std::string tier_name(const NetworkEventSpec& event, const std::vector<FabricPart>& parts) {
  if (event.tier) {
    return EnumNames<TrunkTier>::names()[static_cast<std::size_t>(*event.tier)];
  }
  return parts.empty() || parts.front().tiers.empty() ? "leaf" : parts.front().tiers.front().name;
}

const FabricTier* tier_of(const FabricPart& part, const std::string& name) {
  const auto at =
      std::find_if(part.tiers.begin(), part.tiers.end(), [&](const FabricTier& t) { return t.name == name; });
  return at == part.tiers.end() ? nullptr : &*at;
}

std::string known_tiers(const std::vector<FabricPart>& parts) {
  std::vector<std::string> names;
  for (const FabricPart& part : parts) {
    for (const FabricTier& tier : part.tiers) {
      if (std::find(names.begin(), names.end(), tier.name) == names.end()) {
        names.push_back(tier.name);
      }
    }
  }
  return names.empty() ? "none: one switch joins all" : join(names, ", ");
}

/// The share that goes, of `all` links or switches of which `count` may be named.
double share_of(const NetworkEventSpec& event, double all, const std::string& what, const std::string& arithmetic) {
  if (!event.count) {
    return event.share.value_or(0);
  }
  const double share = static_cast<double>(*event.count) / all;
  if (share > largest_loss) {
    throw SimulationError(
        fmt::format("{} {} cannot fail: there are {} ({}), and something must be left. Write {} or "
                    "fewer.",
                    grouped(static_cast<double>(*event.count)), what, grouped(all), arithmetic,
                    grouped(std::max(1.0, std::floor(largest_loss * all)))));
  }
  return share;
}

}  // namespace

double FabricPart::groups(const FabricTier& tier) const { return std::ceil(gpus / tier.gpus - 1e-9); }

double FabricPart::spans(const FabricTier& tier) const {
  return tier.span > 0 ? std::ceil(gpus / tier.span - 1e-9) : 1.0;
}

std::vector<FabricPart> fabric_parts(const SiteSpec& site) {
  std::vector<FabricPart> parts;
  for (const PoolSpec& pool : site.pools) {
    FabricPart part;
    part.gpus = static_cast<double>(final_gpus(pool));
    part.node_gpus = static_cast<double>(pool.system->gpus_per_node);
    if (site.fabric.leaf && part.gpus > 0) {
      part.tiers =
          fabric_shape(site.fabric, pool.system->nic_bandwidth.value, pool.system->gpus_per_node, final_gpus(pool))
              .tiers;
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

TrunkLoss loss_of_link(const FabricPart& part, std::size_t index, const FabricTier& tier, double trunk) {
  return {index, tier.name, trunk * tier.gpus, std::min(part.gpus, (trunk + 1) * tier.gpus), 1 / tier.links};
}

TrunkLoss loss_of_switch(const FabricPart& part, std::size_t index, const FabricTier& tier, double span) {
  const double width = tier.span > 0 ? tier.span : part.gpus;
  return {index, tier.name, span * width, std::min(part.gpus, (span + 1) * width), 1 / tier.switches};
}

EventLosses losses_of(const NetworkEventSpec& event, const std::vector<FabricPart>& parts, const std::string& site) {
  const bool of_switches = event.kind == NetworkEventKind::switch_down;
  const std::string name = tier_name(event, parts);
  double all = 0, trunks = 0;
  std::string arithmetic;
  for (const FabricPart& part : parts) {
    if (const FabricTier* tier = tier_of(part, name)) {
      const double times = of_switches ? part.spans(*tier) : part.groups(*tier);
      const double each = of_switches ? tier->switches : tier->links;
      all += times * each;
      trunks += part.groups(*tier);
      arithmetic +=
          fmt::format("{}{} {} x {}", arithmetic.empty() ? "" : " + ", grouped(times),
                      of_switches ? (times == 1 ? "set" : "sets") : (times == 1 ? "trunk" : "trunks"), grouped(each));
    }
  }
  if (trunks == 0 || (of_switches && all == 0)) {
    throw SimulationError(fmt::format("the fabric of {} has no {} above a {}. Its tiers: {}.", site,
                                      of_switches ? "switches" : "trunks", name, known_tiers(parts)));
  }
  EventLosses result;
  double before = 0;  // trunks of the parts before
  const bool one = event.trunk.has_value();
  const double wanted = static_cast<double>(event.trunk.value_or(0));
  if (one && wanted >= trunks) {
    throw SimulationError(fmt::format("the fabric of {} has {} trunks above a {}, numbered from 0, and not {}.", site,
                                      grouped(trunks), name, grouped(wanted)));
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const FabricTier* tier = tier_of(parts[p], name);
    if (tier == nullptr) {
      continue;
    }
    const double groups = parts[p].groups(*tier);
    if (!one) {
      const double share = share_of(event, all, of_switches ? "switches" : "links", arithmetic);
      result.losses.push_back({p, name, 0, parts[p].gpus, share});
      result.count = std::max(1.0, std::round(share * all));
    } else if (wanted >= before && wanted < before + groups) {
      TrunkLoss loss = loss_of_link(parts[p], p, *tier, wanted - before);
      loss.share = share_of(event, tier->links, "links", "one trunk of them");
      result.count = std::max(1.0, std::round(loss.share * tier->links));
      result.losses.push_back(std::move(loss));
    }
    before += groups;
  }
  return result;
}

std::vector<LostCapacity> lost_above(const std::vector<TrunkLoss>& losses, std::size_t part,
                                     const std::vector<GpuRange>& ranges) {
  std::vector<LostCapacity> lost;
  for (const TrunkLoss& at : losses) {
    if (at.part != part) {
      continue;
    }
    // The worst trunk begins where some loss does, or where the job does.
    for (const GpuRange& range : ranges) {
      const double gpu = std::max(at.first, range.first);
      if (gpu >= std::min(at.end, range.end)) {
        continue;
      }
      double left = 1;
      for (const TrunkLoss& other : losses) {
        const bool here = other.part == part && other.tier == at.tier && other.first <= gpu && gpu < other.end;
        left *= here ? 1 - other.share : 1;
      }
      const auto known =
          std::find_if(lost.begin(), lost.end(), [&](const LostCapacity& l) { return l.tier == at.tier; });
      if (known == lost.end()) {
        lost.push_back({at.tier, 1 - left});
      } else {
        known->share = std::max(known->share, 1 - left);
      }
    }
  }
  std::sort(lost.begin(), lost.end(), [](const LostCapacity& a, const LostCapacity& b) { return a.tier < b.tier; });
  return lost;
}

}  // namespace aif
