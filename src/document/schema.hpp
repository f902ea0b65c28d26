#pragma once

#include <string>
#include <vector>

#include "document/type_info.hpp"

namespace aif {

/// JSON Schema (draft-07) of a document whose root has this type, with descriptions, units and examples as
/// hover texts. `catalog_names` fills the choices of catalog references.
using CatalogNames = std::vector<std::pair<std::string, std::vector<std::string>>>;
std::string json_schema(const TypeInfo& root, const std::string& title, const CatalogNames& catalog_names);

/// Reference documentation in Markdown: one table per record.
std::string reference_markdown(const TypeInfo& root, const std::string& title);

/// Whether `path` ("sites[2].feed", "sites[ulsan].feed") names a field; otherwise fills candidates for the
/// step that is unknown.
bool path_exists(const TypeInfo& root, const std::string& path, std::vector<std::string>& candidates);

}  // namespace aif
