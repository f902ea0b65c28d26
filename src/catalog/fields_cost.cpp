#include "catalog/cost.hpp"

namespace aif {

const Record<CostSpec>& Fields<CostSpec>::get() {
  static const Record<CostSpec> record =
      Record<CostSpec>("cost", "Rates of the cost account: lives, interest, building, installation, upkeep.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &CostSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &CostSpec::title, "Name for people.")
          .required("machine_life", &CostSpec::machine_life, "Years over which machines and fabric are paid off.",
                    between(years(1).si(), years(20).si()))
          .required("building_life", &CostSpec::building_life, "Years over which the building is paid off.",
                    between(years(1).si(), years(100).si()))
          .required("interest", &CostSpec::interest, "Real rate of interest a year: 0.05 is 5 %.", between(0, 0.5))
          .required("building", &CostSpec::building,
                    "Land, shell, power and cooling per power of the grid connection [KRW/W].", non_negative())
          .required("installation", &CostSpec::installation,
                    "Freight, racks, cables, storage and spares, as a share of the price of machines and fabric.",
                    between(0, 2))
          .required("upkeep", &CostSpec::upkeep, "Repair, insurance and staff, as a share of all capital a year.",
                    between(0, 1))
          .required("building_carbon", &CostSpec::building_carbon,
                    "Embodied carbon of the building per power of the grid connection [kg/W].", non_negative())
          .optional("note", &CostSpec::note, "Remark.");
  return record;
}

}  // namespace aif
