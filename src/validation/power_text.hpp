#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "document/node.hpp"

/// Rows of metered power as tables print them (`power_w_per_node: {mean: 6853}`, `run_energy_kwh`, a `workload` in
/// words), made the rows that the field list reads. Nothing here looks at a result.
namespace aif {

/// A row with `measured` and `simulate`; what the words leave out is filled in by the rules of README.md and listed in
/// `filled`. `before` is the row of metered power above it in the file, or null: "same as the AC run" means that one. A
/// row that has both keys stays as it is.
Node normalised_power_case(const Node& given, const Node* before, const std::filesystem::path& folder,
                           const Catalog& catalog, std::vector<std::string>& filled);

}  // namespace aif
