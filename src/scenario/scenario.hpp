#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/cost.hpp"
#include "document/uncertain.hpp"
#include "document/yaml.hpp"
#include "scenario/site.hpp"
#include "scenario/workload.hpp"

/// A scenario: what the user asked, typed, in SI, with every catalog entry in its place. Immutable.
namespace aif {

struct OperatorSpec {
  std::string name;
  std::string title_en;
  std::string title_ko;
  std::string note;
};

struct OutputSpec {
  Duration series_interval = hours(1);  ///< row spacing of timeseries.csv
  std::int64_t max_events = 200'000;    ///< events.csv keeps so many and counts the rest
};

struct ScenarioSpec {
  std::string schema = "aifactory/v1";
  std::string name;
  std::string title_en;
  std::string title_ko;
  std::string description;
  ZonedInstant start;
  Duration duration;
  std::int64_t seed = 1;
  Ref<GridSpec> grid;
  std::optional<Ref<CostSpec>> cost;  ///< absent: no cost account
  std::vector<OperatorSpec> operators;
  std::vector<SiteSpec> sites;
  std::vector<WorkloadSpec> workloads;
  OutputSpec outputs;
};

/// A weather or trace file named in the scenario, read and hashed while resolving so that the run's identity
/// covers it. The content is what was on disk then.
struct AttachedFile {
  std::string name;     ///< as written in the scenario
  std::string content;  ///< decompressed
  std::string sha256;
};

struct ResolvedScenario {
  ScenarioSpec spec;
  Node document;       ///< canonical: every field, catalog entries inlined
  std::string sha256;  ///< of the canonical document and the attached files: the run's identity
  std::vector<AttachedFile> files;
  std::vector<Diagnostic> remarks;         ///< warnings and notes
  std::vector<UncertainNumber> uncertain;  ///< numbers that the scenario gives as distributions
  [[nodiscard]] const AttachedFile* file(const std::string& name) const;
};

/// What is done with numbers that are not known. A replication is the run with another seed, in which every
/// distribution gives the value that its own stream of random numbers, named after its path, says for that seed.
struct Sampling {
  bool draw = false;             ///< else medians, which stay distributions in the resolved document
  bool estimates = false;        ///< the ranges of catalog estimates are distributions too
  std::int64_t replication = 0;  ///< added to the seed, drawn or not
};

/// Reads, overrides, types, checks. Throws ScenarioError with all findings of all files.
ResolvedScenario load_scenario(const std::filesystem::path& path, const Catalog& catalog,
                               const std::vector<Override>& overrides = {}, const Sampling& sampling = {});
/// The same from a text (tests, stdin); relative files are looked up in `folder`.
ResolvedScenario load_scenario_text(const std::string& text, const std::string& name,
                                    const std::filesystem::path& folder, const Catalog& catalog,
                                    const std::vector<Override>& overrides = {}, const Sampling& sampling = {});
/// The same from a document that was read before, for many runs that differ in overrides or draws.
ResolvedScenario resolve_scenario(Node document, const std::filesystem::path& folder, const Catalog& catalog,
                                  const std::vector<Override>& overrides = {}, const Sampling& sampling = {});

/// Everything that a typed scenario can still get wrong: names that refer to nothing, machines that cannot be
/// powered even idle, jobs larger than their pools, layouts that do not divide, dates out of order, two values
/// that contradict. `document` gives the places.
void check_scenario(const ScenarioSpec& spec, const Node& document, Diagnostics& diagnostics);

/// Type of a scenario's root, for the schema, the reference and override paths.
TypeInfo scenario_type();

template <>
struct Fields<OperatorSpec> {
  static const Record<OperatorSpec>& get();
};
template <>
struct Fields<OutputSpec> {
  static const Record<OutputSpec>& get();
};
template <>
struct Fields<ScenarioSpec> {
  static const Record<ScenarioSpec>& get();
};

}  // namespace aif
