#pragma once

#include <string>
#include <vector>

#include "report/language.hpp"
#include "validation/validation.hpp"

namespace aif {

/// One HTML page about validated files: for each a summary, tables by source, GPU, precision and model family, measured
/// against simulated as a scatter plot, a histogram of errors, and all cases. Nothing is loaded from anywhere.
std::string validation_page(const std::vector<ValidationResult>& results, Language language);

}  // namespace aif
