#pragma once

#include <string>

#include "document/sourced.hpp"

namespace aif {

using PricePerPower = decltype(Money{} / Power{});
using CarbonPerPower = decltype(CarbonMass{} / Power{});

/// Catalog entry: rates of the cost account. Prices and embodied carbon of machines stand with the machines.
struct CostSpec {
  static constexpr const char* catalog_kind = "cost";
  std::string name;
  std::string title;
  Sourced<Duration> machine_life;
  Sourced<Duration> building_life;
  Sourced<double> interest;         ///< real, a year
  Sourced<PricePerPower> building;  ///< land, shell, power and cooling, per watt of feed
  Sourced<double> installation;     ///< on the price of machines and fabric: freight, racks, cables, storage, spares
  Sourced<double> upkeep;           ///< of all capital, a year: repair, insurance, staff
  Sourced<CarbonPerPower> building_carbon;
  std::string note;
};

template <>
struct Fields<CostSpec> {
  static const Record<CostSpec>& get();
};

}  // namespace aif
