#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/units.hpp"
#include "scenario/check_context.hpp"

/// Sites and their pools: whole nodes, dates of deliveries, power, fabric, cooling.
namespace aif {

namespace {

/// Lower bounds on the power of a site before cooling, with everything delivered.
struct PowerNeed {
  std::int64_t gpus = 0;
  std::int64_t nodes = 0;
  Power idle_nodes;
  Power storage;
  Power idle_total;  ///< with electrical losses and house load
  Power idle_heat;   ///< of machines and storage alone
  Power full_total;  ///< at nameplate
};

PowerNeed power_need(const SiteSpec& site) {
  PowerNeed need;
  Power nameplate;
  for (const PoolSpec& pool : site.pools) {
    const std::int64_t nodes = final_gpus(pool) / std::max<std::int64_t>(pool.system->gpus_per_node, 1);
    need.gpus += final_gpus(pool);
    need.nodes += nodes;
    need.idle_nodes += static_cast<double>(nodes) * *pool.system->idle_power;
    nameplate += static_cast<double>(nodes) * *pool.system->max_power;
  }
  need.storage = nameplate * site.storage.power_fraction;
  const ElectricalSpec& chain = site.electrical;
  const double losses = ((1.0 - chain.ups_share) + chain.ups_share / chain.ups_efficiency) /
                        (chain.transformer_efficiency * chain.distribution_efficiency);
  const Power house = nameplate * chain.house_load_fraction;
  const auto total = [&](Power it) { return site.pue ? it * *site.pue : it * losses + house; };
  need.idle_total = total(need.idle_nodes + need.storage);
  need.idle_heat = need.idle_nodes + need.storage;
  need.full_total = total(nameplate + need.storage);
  return need;
}

/// Idle machines need more than a limit gives: an error, unless the site ignores its budget.
void check_idle(const CheckContext& context, const SiteSpec& site, const PowerNeed& need, Power needed, Power limit,
                const Place& place, const std::string& what) {
  const bool later =
      std::any_of(site.pools.begin(), site.pools.end(), [](const PoolSpec& pool) { return !pool.deliveries.empty(); });
  const std::string message = fmt::format(
      "the machines cannot be powered even idle: {}{} draw {} idle, storage {}; {} is {}", counted(need.nodes, "node"),
      later ? " (all deliveries in)" : "", human(need.idle_nodes), human(need.storage), what, human(limit));
  const double fitting = std::floor(static_cast<double>(need.gpus) * (limit / needed));
  const std::string hint =
      fmt::format("At most about {} of the {} GPUs could idle here.", grouped(fitting, 2), number(need.gpus));
  if (site.power_policy == PowerPolicy::none) {
    context.warn(place, message + " (ignored: power_policy is none)", hint);
  } else {
    context.error(code::infeasible, place, message, hint);
  }
}

void check_power(const CheckContext& context, const SiteSpec& site, const Place& place) {
  const Place feed = place.at("feed");
  const PowerNeed need = power_need(site);
  const std::string with = fmt::format(
      "with {} that is {}, and the ",
      site.pue ? fmt::format("PUE {}", shortest(*site.pue)) : "electrical losses and house load, before cooling,",
      human(need.idle_total));
  if (need.idle_total > site.feed) {
    check_idle(context, site, need, need.idle_total, site.feed, feed, with + "feed");
  } else if (need.full_total > site.feed && site.power_policy != PowerPolicy::none) {
    context.note(feed, fmt::format("at nameplate power the site would draw {} before cooling; the feed of {} will slow "
                                   "the GPUs at times",
                                   human(need.full_total), human(site.feed)));
  } else if (need.full_total.si() > 0 && site.feed > 10.0 * need.full_total) {
    context.warn(feed, fmt::format("the feed of {} is more than ten times what the machines can draw, {}",
                                   human(site.feed), human(need.full_total)));
  }
  if (site.contract && need.idle_total > *site.contract && *site.contract < site.feed) {
    check_idle(context, site, need, need.idle_total, *site.contract, place.at("contract"), with + "contract demand");
  }
  if (site.cooling.capacity && need.idle_heat > *site.cooling.capacity) {
    check_idle(context, site, need, need.idle_heat, *site.cooling.capacity, place.at("cooling").at("capacity"),
               "all of it is heat, and the cooling capacity");
  }
  if (site.contract && *site.contract > site.feed) {
    context.contradiction(place.at("contract"), feed,
                          fmt::format("the contract demand of {} is more than the feed of {} can deliver",
                                      human(*site.contract), human(site.feed)),
                          "Raise the feed or lower the contract; without contract it is the feed.");
  }
}

void check_whole_nodes(const CheckContext& context, std::int64_t gpus, std::int64_t per_node, const PoolSpec& pool,
                       const Place& place) {
  if (gpus % per_node != 0) {
    const std::int64_t below = gpus / per_node * per_node;
    context.error(code::infeasible, place,
                  fmt::format("{} are not whole nodes of {}, which has {}", counted(gpus, "GPU"), pool.system->name,
                              counted(per_node, "GPU")),
                  below > 0 ? fmt::format("Write {} or {}.", below, below + per_node)
                            : fmt::format("Write {} or a multiple of it.", per_node));
  }
}

void check_deliveries(const CheckContext& context, const PoolSpec& pool, const Place& place) {
  const std::vector<Place> places = place.elements("deliveries");
  const Instant start = context.spec.start.instant;
  for (std::size_t i = 0; i < pool.deliveries.size() && i < places.size(); ++i) {
    const DeliverySpec& delivery = pool.deliveries[i];
    const Place date = places[i].at("date");
    check_whole_nodes(context, delivery.gpus, std::max<std::int64_t>(pool.system->gpus_per_node, 1), pool,
                      places[i].at("gpus"));
    if (i > 0 && delivery.date.instant < pool.deliveries[i - 1].date.instant) {
      context.diagnostics.add(
          {.severity = Severity::error,
           .code = code::bad_dates,
           .where = date.where(),
           .path = date.path(),
           .message = fmt::format("deliveries are out of order: {} comes after {}", format_instant(delivery.date),
                                  format_instant(pool.deliveries[i - 1].date)),
           .hint = "List them by date.",
           .other = places[i - 1].at("date").where()});
    }
    if (!context.has_start()) {
      continue;
    }
    if (delivery.date.instant <= start) {
      context.error(code::bad_dates, date,
                    fmt::format("the delivery of {} is not after the scenario's start, {}",
                                format_instant(delivery.date), format_instant(context.spec.start)),
                    "Count what is there at the start in the pool's gpus.");
    } else if (context.spec.duration.si() > 0 && delivery.date.instant >= context.end()) {
      context.warn(date, fmt::format("the delivery of {} is after the scenario's end and has no effect",
                                     format_instant(delivery.date)));
    }
  }
}

void check_pool(const CheckContext& context, const PoolSpec& pool, const Place& place) {
  const std::int64_t per_node = std::max<std::int64_t>(pool.system->gpus_per_node, 1);
  check_whole_nodes(context, pool.gpus, per_node, pool, place.at("gpus"));
  check_deliveries(context, pool, place);
  if (final_gpus(pool) == 0) {
    context.warn(place.at("gpus"), fmt::format("pool \"{}\" has no GPUs and no deliveries", pool.name));
  }
}

void check_cooling(const CheckContext& context, const SiteSpec& site, const Place& place) {
  if (site.cooling.liquid_plant == CoolingPlant::outside_air) {
    context.error(code::infeasible, place.at("cooling").at("liquid_plant"), "outside air cools machines by air only",
                  "For liquid take dry_cooler, tower or chiller.");
  }
  for (const char* key : {"cooling", "electrical"}) {
    if (site.pue && place.at(key).written()) {
      context.warn(place.at("pue"),
                   fmt::format("pue replaces the models of cooling and losses; {} has no effect", key));
    }
  }
}

}  // namespace

void check_site(const CheckContext& context, std::size_t index) {
  const SiteSpec& site = context.spec.sites[index];
  const Place& place = context.sites[index];
  context.check_operator(site.operator_name, place);
  for (std::size_t k = 0; k < site.pools.size(); ++k) {
    check_pool(context, site.pools[k], context.pools[index][k]);
  }
  check_power(context, site, place);
  check_fabric(context, site, place);
  check_links(context, site, place);
  check_network_events(context, site, place);
  check_cooling(context, site, place);
  check_energy(context, site, place, context.pools[index]);
}

}  // namespace aif
