#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "document/node.hpp"

/// Cases as their authors wrote them, made the cases that the field list reads. Nothing here looks at a result.
namespace aif {

/// Letters and digits alone, small: "ZeRO-1" is "zero1".
std::string letters(const std::string& text);

/// A case with other spellings of names replaced, what it leaves out filled in by the rules of README.md, and keys that
/// are not used left out. `filled` lists what was filled in.
Node normalised_case(const Node& given, const Catalog& catalog, std::vector<std::string>& filled);

/// The catalog GPU that a name means: "NVIDIA H100 80GB HBM3", "a100-sxm4-40gb", "gb200-nvl72". Nothing if it names
/// none of the catalog, or a board that the catalog does not have (PCIe).
std::optional<std::string> catalog_gpu(const std::string& name, const Catalog& catalog);

/// Whether the experts of the model with this name have biases, which cases do not say: those of GPT-OSS.
bool has_expert_biases(const std::string& model);

/// The year of a stack, with a fraction, from the release or the year that a source names: "25.04", "2021".
std::optional<double> year_in(const std::string& source);

}  // namespace aif
