#pragma once

#include <string>

#include "report/language.hpp"
#include "report/layout.hpp"
#include "result/result.hpp"

namespace aif {

/// Electricity, data and GPU-hours in; models with their estimated loss, tokens and products out.
std::string ledger_text(const Result& result, Language language, int width, const Style& style);

}  // namespace aif
