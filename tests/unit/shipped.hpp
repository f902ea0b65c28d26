#pragma once

#include <filesystem>

#include "catalog/catalog.hpp"

namespace aif {

/// Root of the sources.
inline std::filesystem::path source_folder() { return AIF_SOURCE_DIR; }

/// The catalog that ships, read once per test program.
inline const Catalog& shipped_catalog() {
  static const Catalog catalog(source_folder() / "models");
  return catalog;
}

}  // namespace aif
