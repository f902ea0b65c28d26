#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"
#include "sweep/design.hpp"
#include "sweep/study.hpp"

/// What a study will run, fixed before the first run.
namespace aif {

/// One column of the design: a parameter with the places that it moves.
struct Factor {
  std::string name;    ///< unique among the factors
  std::string column;  ///< in tables: the name with its SI unit
  std::string unit;    ///< "W"; empty for texts and plain numbers
  bool scale = false;
  std::vector<std::string> paths;
  std::string distribution;  ///< for people; empty if the values are listed
};

struct FactorValue {
  std::string text;          ///< as --set takes it
  std::optional<double> si;  ///< of a number
};

/// One setting of all factors.
using PlanPoint = std::vector<FactorValue>;

struct PlannedRun {
  std::size_t id = 0;  ///< from 1
  std::size_t point = 0;
  std::int64_t replication = 0;
  std::int64_t seed_offset = 0;
  std::vector<Override> changes;
};

/// What a study settles for all its runs.
struct StudyTerms {
  std::string name;
  DesignKind design = DesignKind::grid;
  SeedPolicy seeds = SeedPolicy::common;
  std::int64_t replications = 1;
  std::int64_t design_seed = 1;
  bool uncertain_catalog = false;
  bool keep_results = false;
  std::vector<std::string> metrics;
  std::vector<Factor> factors;

  /// Whether replications draw the distributions that the scenario has.
  [[nodiscard]] bool draws() const { return replications > 1; }
};

/// A study with everything decided.
struct Plan : StudyTerms {
  std::vector<PlanPoint> points;
  UnitPoints unit_points;  ///< of lhs, sobol and morris
  std::vector<PlannedRun> runs;
  ResolvedScenario base;
};

constexpr std::size_t most_runs = 1'000'000;

/// Decides everything. `document` is the scenario as read, in `folder`. Throws ScenarioError with all findings:
/// among them a path that does not exist, with what it could have been.
Plan make_plan(const StudySpec& study, const Node& document, const std::filesystem::path& folder,
               const Catalog& catalog);

/// The seed of a run: the scenario's, or what a factor sets it to, and the replication's offset.
std::int64_t seed_of(std::int64_t scenario_seed, const std::vector<Factor>& factors, const PlanPoint& point,
                     std::int64_t offset);

/// The values of a factor that the design asks for.
struct FactorValues {
  std::vector<FactorValue> listed;           ///< of values and range
  std::optional<Distribution> distribution;  ///< of all others
  Dimension dimension;
};
FactorValues values_of(const ParameterSpec& parameter, Diagnostics& diagnostics);
FactorValue value_at(const FactorValues& values, double p);

/// The concrete paths of a pattern with `[*]` or `[name-*]`, found in the resolved document; reports a pattern that
/// matches nothing. A path without a star is itself.
std::vector<std::string> expand_path(const std::string& pattern, const Node& resolved, Diagnostics& diagnostics);

}  // namespace aif
