#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "report/layout.hpp"

namespace aif {

/// One value of a catalog entry.
struct CatalogRow {
  std::string path;    ///< "moe.experts"
  std::string value;   ///< for people
  std::string exact;   ///< in SI
  std::string source;  ///< key of the bibliography; empty if the value needs none
  bool estimate = false;
  std::string range;  ///< of an estimate, for people
  std::string note;
};

struct CatalogEntry {
  std::string kind;
  std::string name;
  std::string title;
  std::string note;
  std::vector<CatalogRow> rows;
  std::vector<CatalogRow> derived;  ///< what follows from the others
};

/// Reads and checks an entry. Throws UsageError with a did-you-mean if there is none.
CatalogEntry catalog_entry(const Catalog& catalog, const std::string& kind, const std::string& name);

/// Title of an entry without reading all of it; the name if it has none.
std::string catalog_title(const Catalog& catalog, const std::string& kind, const std::string& name);

std::string entry_text(const CatalogEntry& entry, const Catalog& catalog, int width, const Style& style);
nlohmann::ordered_json entry_json(const CatalogEntry& entry, const Catalog& catalog);

std::string reference_text(const ReferenceSpec& reference, int width);
nlohmann::ordered_json reference_json(const ReferenceSpec& reference);

}  // namespace aif
