#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "check/tolerance.hpp"
#include "document/record.hpp"

namespace aif {

/// tolerances.yaml of a case: what it runs, which metrics it guards, and how closely.
struct CaseSpec {
  std::optional<std::string> scenario;  ///< relative to the case; scenario.yaml beside it if absent
  std::vector<std::string> set;         ///< as --set
  std::vector<std::string> guard;       ///< patterns of the metrics that expected.json holds
  std::map<std::string, ToleranceSpec> units;
  std::vector<MetricRule> metrics;
};

template <>
struct Codec<Magnitude> {
  static TypeInfo describe(const Limits&) { return {.kind = TypeInfo::Kind::text}; }
  static bool read(const Node& node, Magnitude& out, Reader& reader, const Limits& limits);
  static Node write(const Magnitude& value);
};
template <>
struct Fields<ToleranceSpec> {
  static const Record<ToleranceSpec>& get();
};
template <>
struct Fields<MetricRule> {
  static const Record<MetricRule>& get();
};
template <>
struct Fields<CaseSpec> {
  static const Record<CaseSpec>& get();
};

/// A case on disk.
struct Case {
  std::filesystem::path folder;
  std::string name;  ///< of the folder
  CaseSpec spec;
  std::string scenario;  ///< path of the scenario file

  [[nodiscard]] std::filesystem::path expected_file() const { return folder / "expected.json"; }
};

/// The case in `folder`. Throws ScenarioError with all findings of tolerances.yaml, FileError.
Case load_case(const std::filesystem::path& folder);

/// Folders of cases: each of `paths` that is a case itself, and the folders directly in one that is none, in the
/// order of their names. Throws FileError for a path that is neither.
std::vector<std::filesystem::path> find_cases(const std::vector<std::string>& paths);

/// Guarded if a case does not say which metrics are.
const std::vector<std::string>& default_guard();

}  // namespace aif
