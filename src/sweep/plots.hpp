#pragma once

#include <string>
#include <vector>

#include "sweep/collect.hpp"

namespace aif {

/// A page with the study's pictures: for every headline metric how it answers to every parameter, and, of designs
/// morris and sobol, what it depends on. One file without scripts; pictures are SVG with a table beside them.
std::string study_page(const Collected& collected, const std::vector<SensitivityRow>& rows);

}  // namespace aif
