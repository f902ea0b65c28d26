#pragma once

#include <string>

#include "report/language.hpp"
#include "report/layout.hpp"
#include "result/uncertainty.hpp"

namespace aif {

/// What was not known, and how the figures spread because of it: a sentence and a table of the totals that a reader
/// looks at first.
std::string uncertainty_text(const UncertaintyResult& uncertainty, Language language, int width, const Style& style);

/// A figure with its unit for people, by the unit of result.json: 3.6e9 "J" is "1 MWh".
std::string figure_words(double value, const std::string& unit, Language language);

}  // namespace aif
