#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.hpp"
#include "core/units.hpp"
#include "scenario/check_context.hpp"

/// Networks: whether a fabric can be cabled, where lines between sites lead, and whether a job across sites is joined.
namespace aif {

namespace {

/// Ports that face down if `over` times as much bandwidth faces down as up.
double facing_down(double ports, double over) {
  return std::clamp(std::floor(ports * over / (1 + over) + 1e-9), 1.0, ports - 1);
}

struct Room {
  double ports = 0;
  std::string arithmetic;
};

/// Ports for machines that a fabric of these switches has at most.
Room room_of(const FabricSpec& fabric) {
  const double k = static_cast<double>(*fabric.leaf->ports * fabric.planes);
  const double down = facing_down(k, fabric.oversubscription), middle = facing_down(k, fabric.core_oversubscription);
  if (fabric.topology == FabricTopology::dragonfly_plus) {
    const double half = std::floor(k / 2);
    return {half * half * (half * half + 1),
            fmt::format("{} groups x {} leaves x {} ports down", number(half * half + 1), half, half)};
  }
  switch (fabric.tiers) {
    case 1:
      return {k, fmt::format("one switch of {} ports", k)};
    case 2:
      return {k * down, fmt::format("{} leaves x {} ports down", k, down)};
    default:
      return {k * middle * down, fmt::format("{} pods x {} leaves x {} ports down", k, middle, down)};
  }
}

/// Sites that lines lead to from `first`.
std::set<std::string> joined_to(const std::vector<SiteSpec>& sites, const std::string& first) {
  std::set<std::string> found{first};
  for (std::size_t before = 0; before != found.size();) {
    before = found.size();
    for (const SiteSpec& site : sites) {
      for (const SiteLinkSpec& link : site.links) {
        if (found.contains(site.name) || found.contains(link.to)) {
          found.insert({site.name, link.to});
        }
      }
    }
  }
  return found;
}

std::string site_of(const std::string& pool) { return pool.substr(0, pool.find('/')); }

}  // namespace

void check_fabric(const CheckContext& context, const SiteSpec& site, const Place& place) {
  const SwitchSpec& leaf = *site.fabric.leaf;
  double ports = 0, gpus = 0;
  for (const PoolSpec& pool : site.pools) {
    ports +=
        static_cast<double>(final_gpus(pool)) *
        std::max(
            1.0,
            std::ceil(*pool.system->nic_bandwidth / *leaf.port_rate / static_cast<double>(site.fabric.planes) - 1e-9));
    gpus += static_cast<double>(final_gpus(pool));
  }
  const Place fabric = place.at("fabric");
  const Room room = room_of(site.fabric);
  if (site.fabric.topology != FabricTopology::torus && ports > room.ports) {
    context.error(
        code::infeasible, fabric.at("tiers"),
        fmt::format("the fabric cannot be cabled: the GPUs need {} ports of {}, and {} of {} with {} ports a switch {} "
                    "room for {} ({})",
                    number(ports), human(*leaf.port_rate), counted(site.fabric.tiers, "tier"), leaf.name,
                    number(*leaf.ports * site.fabric.planes), site.fabric.tiers == 1 ? "has" : "have",
                    number(room.ports), room.arithmetic),
        "Take more tiers, a larger switch, or split the site.");
  }
  if (site.fabric.pod_gpus && site.fabric.tiers < 3) {
    context.warn(fabric.at("pod_gpus"),
                 "pods need a tier above them; with fewer than three tiers pod_gpus has no effect");
  }
  if (site.fabric.fragments > 1 && site.fabric.placement != FabricPlacement::fragmented) {
    context.warn(fabric.at("fragments"), "fragments count only with placement: fragmented");
  }
  if (site.fabric.routing && fabric.at("routing_efficiency").written()) {
    context.contradiction(fabric.at("routing"), fabric.at("routing_efficiency"),
                          "routing names the routing efficiency that routing_efficiency states",
                          "Leave one of them out.");
  }
  if (*site.fabric.optic->rate < *leaf.port_rate) {
    context.warn(fabric.at("optic"),
                 fmt::format("the optic {} carries {}, less than a port of {} ({})", site.fabric.optic->name,
                             human(*site.fabric.optic->rate), leaf.name, human(*leaf.port_rate)));
  }
}

void check_links(const CheckContext& context, const SiteSpec& site, const Place& place) {
  const std::vector<Place> places = place.elements("links");
  for (std::size_t i = 0; i < site.links.size() && i < places.size(); ++i) {
    const std::string& to = site.links[i].to;
    if (to == site.name) {
      context.error(code::infeasible, places[i].at("to"), fmt::format("a line from {} to itself joins nothing", to));
    } else if (std::find(context.site_names.begin(), context.site_names.end(), to) == context.site_names.end()) {
      context.error(code::unknown_name, places[i].at("to"), fmt::format("there is no site \"{}\"", printable(to)),
                    suggest(to, context.site_names));
    }
  }
}

void check_across_sites(const CheckContext& context, const TrainingSpec& training,
                        const std::vector<const PlacedPool*>& pools, const Place& place) {
  const Place across = place.at("across_sites");
  const auto parts = static_cast<std::int64_t>(training.placement.pools.size());
  if (parts < 2) {
    context.error(code::infeasible, across, "a job across sites needs pools at two sites or more",
                  "Name them under placement.pools, or leave out across_sites.");
    return;
  }
  if (training.gpus % parts != 0) {
    context.error(code::infeasible, place.at("gpus"),
                  fmt::format("{} cannot be divided equally among {} pools", counted(training.gpus, "GPU"), parts),
                  fmt::format("Write {}.", (training.gpus + parts - 1) / parts * parts));
    return;
  }
  const std::int64_t part = training.gpus / parts;
  for (const PlacedPool* pool : pools) {
    if (part > pool->usable_gpus()) {
      context.error(code::infeasible, place.at("gpus"),
                    fmt::format("the part of the job at each of {} sites is {} / {} = {} GPUs, and {}/{} offers {}",
                                parts, number(training.gpus), parts, number(part), pool->site->name, pool->pool->name,
                                number(pool->usable_gpus())),
                    fmt::format("The largest job is {}.", number(pool->usable_gpus() * parts)));
    }
  }
  const std::set<std::string> joined = joined_to(context.spec.sites, site_of(training.placement.pools.front()));
  const std::vector<Place> places = place.at("placement").elements("pools");
  for (std::size_t i = 1; i < training.placement.pools.size() && i < places.size(); ++i) {
    const std::string site = site_of(training.placement.pools[i]);
    if (!joined.contains(site)) {
      context.error(
          code::infeasible, places[i],
          fmt::format("no line leads from {} to {}; from {} one reaches {}", site_of(training.placement.pools.front()),
                      site, site_of(training.placement.pools.front()),
                      join(std::vector<std::string>(joined.begin(), joined.end()), ", ")),
          fmt::format("Give the site {} links: [{{to: ..., rate: 800 Gbit/s, distance: 100 km}}].", site));
    }
  }
}

}  // namespace aif
