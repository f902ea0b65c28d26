#pragma once

#include <string>
#include <vector>

#include "result/result.hpp"

namespace aif {

/// One number of a result: its key in result.json, its unit and what it says. From these lists come the JSON
/// writer and reader, the `units` table and the documentation.
template <class T>
struct Metric {
  std::string key;   ///< with the unit as suffix: "it_energy_j"
  std::string unit;  ///< "J"
  std::string help;
  double (*get)(const T&) = nullptr;
  void (*set)(T&, double) = nullptr;  ///< null: derived from the others
};

/// Energy, water, carbon and money, in the order of the file.
const std::vector<Metric<UtilityTotals>>& utility_metrics();
/// Capital, upkeep, electricity, embodied carbon.
const std::vector<Metric<CostTotals>>& cost_metrics();
/// Work done, without the products, which are a table of their own.
const std::vector<Metric<WorkTotals>>& work_metrics();

}  // namespace aif
