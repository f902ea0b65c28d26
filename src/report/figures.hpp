#pragma once

#include "report/language.hpp"
#include "report/layout.hpp"
#include "result/result.hpp"

namespace aif {

/// Mean power drawn from the grid: facility power less what sun and battery gave.
Power mean_grid_power(const UtilityTotals& utility);

/// The table of figures: a column per operator and one for all of them.
TextTable figures_table(const Result& result, Language language);

/// What the terms in the table mean, one sentence each.
std::vector<std::string> figures_notes(Language language);

}  // namespace aif
