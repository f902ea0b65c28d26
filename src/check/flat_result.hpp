#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aif {

/// One number of a result.json. Lists are indexed by the names of their elements, as in --set:
/// "sites[ulsan].utility.pue", "pools[ulsan/training].faults".
struct FlatMetric {
  std::string path;
  std::string unit;  ///< from the file's own table; empty if it has none
  double value = 0;
};

/// A result.json read as a list of numbers, whatever version wrote it: what `check` and `diff` compare.
struct FlatResult {
  std::string name;  ///< the file, for messages
  std::string schema;
  std::string version;
  std::string git_hash;
  std::string catalog_hash;
  std::string scenario_name;
  std::string scenario_sha256;
  std::string fingerprint;
  std::string seed;
  bool incomplete = false;
  std::vector<FlatMetric> metrics;  ///< in the order of the file

  [[nodiscard]] const FlatMetric* find(std::string_view path) const;
};

/// Reads the text of a result.json. Lists of more than 16 plain numbers become their `mean`, `min` and `max`.
/// With `parts`, only these keys of the document. Throws FileError with `name` if the text is no result.
FlatResult flatten_result(std::string_view text, const std::string& name, const std::vector<std::string>& parts = {});

/// Reads a result.json, a result.json.gz, or the directory that holds one of them. Throws FileError.
FlatResult read_flat_result(const std::string& path);

}  // namespace aif
