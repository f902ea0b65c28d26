#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "document/node.hpp"
#include "document/type_info.hpp"

namespace aif {

/// One value of a resolved scenario and where it was written.
struct Explained {
  std::string path;   ///< "sites[ulsan].feed"
  std::string value;  ///< for people
  std::string exact;  ///< as in the resolved scenario
  std::string file;   ///< empty for a default
  int line = 0;
  std::string source;  ///< of a catalog number: key of the bibliography, or "estimate"
};

/// Every value of `resolved` with the place in `written`, or in the catalog, that it comes from.
std::vector<Explained> explain(const TypeInfo& type, const Node& resolved, const Node& written, const Catalog& catalog);

}  // namespace aif
