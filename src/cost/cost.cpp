#include "cost/cost.hpp"

#include <algorithm>
#include <cmath>

#include "fabric/inventory.hpp"

namespace aif {
namespace {

enum class End { low, middle, high };

/// A number, or an end of its range.
template <class T>
T at(const Sourced<T>& number, End end) {
  if (!number.range || end == End::middle) {
    return number.value;
  }
  return end == End::low ? number.range->first : number.range->second;
}

template <class T>
T at(const std::optional<Sourced<T>>& number, End end) {
  return number ? at(*number, end) : T{};
}

End other(End end) { return end == End::low ? End::high : end == End::high ? End::low : End::middle; }

/// The rates at one end: low is favourable.
struct Rates {
  double machine_years;
  double building_years;
  double interest;
  PricePerPower building;
  double installation;
  double upkeep;

  Rates(const CostSpec& spec, End end)
      : machine_years(at(spec.machine_life, other(end)).in(years)),
        building_years(at(spec.building_life, other(end)).in(years)),
        interest(at(spec.interest, end)),
        building(at(spec.building, end)),
        installation(at(spec.installation, end)),
        upkeep(at(spec.upkeep, end)) {}
};

/// Nodes of a pool, and nodes times the share of the period that they are there.
struct Nodes {
  double bought = 0;
  double present = 0;
};

Nodes nodes_of(const PoolSpec& pool, ZonedInstant start, Duration period) {
  const auto per_node = static_cast<double>(pool.system->gpus_per_node);
  Nodes nodes{static_cast<double>(pool.gpus) / per_node, static_cast<double>(pool.gpus) / per_node};
  for (const DeliverySpec& delivery : pool.deliveries) {
    const double there = 1.0 - (delivery.date.instant - start.instant) / period;
    if (there > 0) {
      nodes.bought += static_cast<double>(delivery.gpus) / per_node;
      nodes.present += static_cast<double>(delivery.gpus) / per_node * std::min(1.0, there);
    }
  }
  return nodes;
}

struct Sum {
  CostTotals totals;
  explicit Sum(const SiteSpec& site, const CostSpec& spec, const GridSpec& grid, ZonedInstant start, Duration period,
               Money bill, End end) {
    const Rates rates(spec, end);
    const ExchangeRate fx = *grid.exchange_rate;
    const double t = period.in(years);
    Money present;  // machines, by the share of the period that they are there
    std::int64_t endpoints = 0;
    for (const PoolSpec& pool : site.pools) {
      const Nodes nodes = nodes_of(pool, start, period);
      const Money node = fx * at(pool.system->price, end) * (1.0 + rates.installation);
      totals.machines += node * nodes.bought;
      present += node * nodes.present;
      const CarbonMass embodied = at(pool.system->embodied_carbon, end);
      totals.embodied += embodied * nodes.bought;
      totals.embodied_period += embodied * (nodes.present * t / rates.machine_years);
      endpoints += final_gpus(pool);
    }
    const FabricInventory fabric = fabric_inventory(site.fabric, endpoints);
    const auto switches = static_cast<double>(fabric.leaves + fabric.spines + fabric.cores);
    totals.fabric = fx *
                    (at(site.fabric.leaf->price, end) * switches +
                     at(site.fabric.optic->price, end) * static_cast<double>(fabric.optics)) *
                    (1.0 + rates.installation);
    totals.building = rates.building * site.feed;
    const CarbonMass building_carbon = at(spec.building_carbon, end) * site.feed;
    totals.embodied += building_carbon;
    totals.embodied_period += building_carbon * (t / rates.building_years);
    totals.capital = (present + totals.fabric) * (annuity(rates.interest, rates.machine_years) * t) +
                     totals.building * (annuity(rates.interest, rates.building_years) * t);
    totals.upkeep = (present + totals.fabric + totals.building) * (rates.upkeep * t);
    totals.electricity = bill;
  }
};

}  // namespace

double annuity(double interest, double life_years) {
  return interest > 0 ? interest / (1.0 - std::pow(1.0 + interest, -life_years)) : 1.0 / life_years;
}

CostTotals site_cost(const SiteSpec& site, const CostSpec& rates, const GridSpec& grid, ZonedInstant start,
                     Duration period, Money bill) {
  auto at_end = [&](End end) { return Sum(site, rates, grid, start, period, bill, end).totals; };
  CostTotals totals = at_end(End::middle);
  totals.low = at_end(End::low).total();
  totals.high = at_end(End::high).total();
  return totals;
}

}  // namespace aif
