#pragma once

#include <string>
#include <vector>

#include "report/language.hpp"
#include "report/layout.hpp"
#include "result/result.hpp"

namespace aif {

/// Models of one operator with one architecture.
struct ModelFamily {
  std::string operator_name;
  std::string architecture;
  const ModelRecord* best = nullptr;  ///< trained on the most tokens; one that is finished before one that is not
  std::size_t finished = 0;
  std::size_t in_training = 0;
};

/// In the order of the arithmetic that their best model took.
std::vector<ModelFamily> model_families(const Ledger& ledger);

/// Electricity, data and GPU-hours in; models with their estimated loss, tokens and products out.
std::string ledger_text(const Result& result, Language language, int width, const Style& style);

}  // namespace aif
