#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/units.hpp"
#include "scenario/check_context.hpp"

/// What fails in a network on a date, what jobs ask of a fabric, and sizes of halls and NVLink domains.
namespace aif {
namespace {

/// Tiers whose trunks a fabric has.
std::vector<std::string> tiers_of(const FabricSpec& fabric) {
  switch (fabric.topology) {
    case FabricTopology::dragonfly_plus:
      return {"group"};
    case FabricTopology::torus:
      return {"torus"};
    default:
      break;
  }
  std::vector<std::string> tiers;
  if (fabric.tiers >= 2) {
    tiers.emplace_back("leaf");
  }
  if (fabric.tiers >= 3) {
    tiers.emplace_back("pod");
    if (fabric.halls) {
      tiers.emplace_back("hall");
    }
  }
  return tiers;
}

void check_line(const CheckContext& context, const SiteSpec& site, const NetworkEventSpec& event, const Place& place) {
  if (!event.to || !event.share || event.count || event.tier || event.trunk) {
    context.error(code::contradiction, place, "line_down takes a share of the rate of a line to another site",
                  "Write to: and share: with it, and nothing of links or switches.");
    return;
  }
  const auto leads = [](const SiteSpec& from, const std::string& to) {
    return std::any_of(from.links.begin(), from.links.end(), [&](const SiteLinkSpec& link) { return link.to == to; });
  };
  const auto& sites = context.spec.sites;
  const bool there = leads(site, *event.to) || std::any_of(sites.begin(), sites.end(), [&](const SiteSpec& other) {
                       return other.name == *event.to && leads(other, site.name);
                     });
  if (!there) {
    std::vector<std::string> names;
    for (const SiteLinkSpec& link : site.links) {
      names.push_back(link.to);
    }
    context.error(code::unknown_name, place.at("to"),
                  fmt::format("no line leads from {} to \"{}\"", site.name, printable(*event.to)),
                  names.empty() ? "The site has no links." : "Its lines lead to " + join(names, ", ") + ".");
  }
}

void check_parts(const CheckContext& context, const SiteSpec& site, const NetworkEventSpec& event, const Place& place) {
  if (event.to) {
    context.error(code::contradiction, place.at("to"), "to goes with line_down", "Remove it, or write line_down.");
  }
  if (event.count.has_value() == event.share.has_value()) {
    context.error(code::contradiction, place,
                  event.count ? "the event has both a count and a share" : "the event does not say how much fails",
                  "Give count: 32 or share: 0.25.");
  }
  if (event.trunk && event.kind == NetworkEventKind::switch_down) {
    context.error(code::contradiction, place.at("trunk"), "a switch carries part of all trunks below it",
                  "Remove trunk, or write link_down.");
  }
  const std::vector<std::string> tiers = tiers_of(site.fabric);
  const std::string tier = event.tier      ? EnumNames<TrunkTier>::names()[static_cast<std::size_t>(*event.tier)]
                           : tiers.empty() ? std::string("leaf")
                                           : tiers.front();
  if (std::find(tiers.begin(), tiers.end(), tier) == tiers.end()) {
    context.error(code::infeasible, event.tier ? place.at("tier") : place,
                  fmt::format("the fabric of {} has no trunks above a {}", site.name, tier),
                  tiers.empty() ? "One switch joins all its machines." : "It has: " + join(tiers, ", ") + ".");
  } else if (event.kind == NetworkEventKind::switch_down && (tier == "torus" || tier == "hall")) {
    context.error(code::infeasible, place.at("kind"),
                  tier == "torus" ? "a torus has no switches" : "lines join the cores of halls, without a switch",
                  "Write link_down.");
  }
}

void check_dates(const CheckContext& context, const NetworkEventSpec& event, const Place& place) {
  if (!context.has_start()) {
    return;
  }
  if (event.start.instant < context.spec.start.instant) {
    context.error(code::bad_dates, place.at("start"),
                  fmt::format("the event begins at {}, before the scenario's start, {}", format_instant(event.start),
                              format_instant(context.spec.start)),
                  "Events begin within the scenario.");
  } else if (event.start.instant >= context.end()) {
    context.warn(place.at("start"), fmt::format("the event at {} is after the scenario's end and has no effect",
                                                format_instant(event.start)));
  }
}

/// An NVLink domain is whole nodes or a whole part of a node.
void check_domain(const CheckContext& context, const SiteSpec& site, const Place& fabric) {
  if (!site.fabric.domain_gpus) {
    return;
  }
  const std::int64_t domain = *site.fabric.domain_gpus;
  for (const PoolSpec& pool : site.pools) {
    const std::int64_t node = std::max<std::int64_t>(1, pool.system->gpus_per_node);
    const std::int64_t own = node * pool.system->nodes_per_domain;
    if (domain % node != 0 && node % domain != 0) {
      const std::int64_t below = domain / node * node;
      context.error(code::infeasible, fabric.at("domain_gpus"),
                    fmt::format("an NVLink domain of {} is {} nodes of {}, which has {}", counted(domain, "GPU"),
                                grouped(static_cast<double>(domain) / static_cast<double>(node), 4), pool.system->name,
                                counted(node, "GPU")),
                    below > 0 ? fmt::format("Write {} or {}.", below, below + node)
                              : fmt::format("Write {} or a multiple of it, or a divisor.", node));
    } else if (domain != own) {
      context.note(fabric.at("domain_gpus"),
                   fmt::format("{} has NVLink domains of {} x {} = {} GPUs; {} is a what-if", pool.system->name,
                               pool.system->nodes_per_domain, node, own, domain));
    }
    if (domain > final_gpus(pool) && final_gpus(pool) > 0) {
      context.error(code::infeasible, fabric.at("domain_gpus"),
                    fmt::format("an NVLink domain of {} is more than {}/{} has, {}", counted(domain, "GPU"), site.name,
                                pool.name, number(final_gpus(pool))));
    }
  }
}

void check_halls(const CheckContext& context, const SiteSpec& site, const Place& fabric) {
  if (!site.fabric.halls) {
    return;
  }
  const Place halls = fabric.at("halls");
  const bool clos =
      site.fabric.topology == FabricTopology::leaf_spine || site.fabric.topology == FabricTopology::rail_optimised;
  if (!clos || site.fabric.tiers < 3) {
    context.error(code::contradiction, halls, "halls hold whole pods, and the fabric has none",
                  "Take three tiers of leaf_spine or rail_optimised.");
    return;
  }
  const std::int64_t hall = site.fabric.halls->gpus;
  if (site.fabric.pod_gpus && hall % *site.fabric.pod_gpus != 0) {
    const std::int64_t pod = *site.fabric.pod_gpus;
    context.error(code::infeasible, halls.at("gpus"),
                  fmt::format("a hall of {} is {} pods of {}", counted(hall, "GPU"),
                              grouped(static_cast<double>(hall) / static_cast<double>(pod), 4), number(pod)),
                  fmt::format("Write {} or {}.", std::max<std::int64_t>(1, hall / pod) * pod, (hall / pod + 1) * pod));
  }
}

}  // namespace

void check_network_events(const CheckContext& context, const SiteSpec& site, const Place& place) {
  const std::vector<Place> places = place.elements("network_events");
  for (std::size_t i = 0; i < site.network_events.size() && i < places.size(); ++i) {
    const NetworkEventSpec& event = site.network_events[i];
    if (event.kind == NetworkEventKind::line_down) {
      check_line(context, site, event, places[i]);
    } else {
      check_parts(context, site, event, places[i]);
    }
    check_dates(context, event, places[i]);
  }
  check_domain(context, site, place.at("fabric"));
  check_halls(context, site, place.at("fabric"));
}

void check_job_network(const CheckContext& context, const TrainingSpec& training,
                       const std::vector<const PlacedPool*>& pools, const Place& place) {
  if (!training.network) {
    return;
  }
  const Place network = place.at("network");
  for (const PlacedPool* pool : pools) {
    const FabricSpec fabric = fabric_for(pool->site->fabric, training.network);
    if (training.network->fragments && fabric.placement != FabricPlacement::fragmented) {
      context.warn(network.at("fragments"), "fragments count only with placement: fragmented");
    }
    const std::int64_t nodes = training.gpus / std::max<std::int64_t>(1, pool->gpus_per_node());
    if (fabric.placement == FabricPlacement::fragmented && fabric.fragments > nodes) {
      context.error(
          code::infeasible, network.at(training.network->fragments ? "fragments" : "placement"),
          fmt::format("a job of {} cannot lie in {} pieces", counted(nodes, "node"), number(fabric.fragments)),
          fmt::format("Write {} or fewer.", number(nodes)));
    }
    if (fabric.placement == FabricPlacement::rail_aware && fabric.topology != FabricTopology::rail_optimised) {
      context.warn(network.at("placement"),
                   fmt::format("the fabric of {} has no rails; rail_aware is compact there", pool->site->name));
    }
    if (fabric.collectives == CollectiveChoice::in_network && fabric.leaf->technology == LinkTechnology::ethernet) {
      context.error(code::infeasible, network.at("collectives"),
                    fmt::format("the switches of {} ({}) do not reduce; those of InfiniBand do", pool->site->name,
                                fabric.leaf->name),
                    "Write auto, ring, tree or hierarchical.");
    }
    if (fabric.collectives == CollectiveChoice::tree &&
        training.parallel.sharding.value_or(Sharding::zero1) != Sharding::replicated) {
      context.warn(network.at("collectives"),
                   "trees sum whole gradients; where ranks share state each keeps a part, and rings are taken",
                   "Write sharding: replicated to see trees.");
    }
  }
}

}  // namespace aif
