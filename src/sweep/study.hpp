#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "document/distribution.hpp"
#include "document/record.hpp"
#include "document/yaml.hpp"

/// What a study asks for: a scenario, what varies in it, and how.
namespace aif {

/// A piece of a document that is kept as it was written.
template <>
struct Codec<Node> {
  static TypeInfo describe(const Limits&) { return {.kind = TypeInfo::Kind::text}; }
  static bool read(const Node& node, Node& out, Reader&, const Limits&) {
    out = node;
    return true;
  }
  static Node write(const Node& value) { return value; }
};

enum class DesignKind { grid, zip, list, lhs, sobol, morris };
enum class SeedPolicy { common, independent };

/// One thing that varies. Exactly one of values, range and the distributions says over what.
struct ParameterSpec {
  std::string name;                 ///< of its column; the end of the path if empty
  std::optional<std::string> path;  ///< "sites[ulsan].feed", "workloads[*].home_tokens_per_day"
  std::vector<std::string> paths;   ///< several that move together
  bool scale = false;               ///< values are factors on what the scenario says
  bool whole = false;               ///< drawn values are rounded to whole numbers
  std::vector<Node> values;
  std::vector<Node> range;  ///< start, stop (not included), step
  std::vector<Node> uniform;
  std::vector<Node> normal;
  std::vector<Node> lognormal;
  std::vector<Node> triangular;
  std::vector<Node> choice;
};

struct StudySpec {
  std::string schema = "aifactory-study/v1";
  std::string name;
  std::string description;
  std::string scenario;  ///< relative to the study's file
  DesignKind design = DesignKind::grid;
  std::vector<ParameterSpec> parameters;
  std::vector<std::map<std::string, Node>> points;  ///< of design list: name or path -> value
  std::vector<std::string> set;                     ///< changes that hold for every run, as --set
  std::int64_t samples = 64;                        ///< lhs: points; sobol: N of N (k + 2)
  std::int64_t trajectories = 10;                   ///< morris
  std::int64_t levels = 4;                          ///< morris
  std::int64_t replications = 1;
  SeedPolicy seeds = SeedPolicy::common;
  std::int64_t seed = 1;           ///< of the design, not of the simulations
  bool uncertain_catalog = false;  ///< replications draw the catalog's estimates too
  bool keep_results = false;       ///< a result.json per run
  std::vector<std::string> metrics{"totals.*"};
};

inline constexpr const char* study_schema = "aifactory-study/v1";

template <>
struct EnumNames<DesignKind> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<SeedPolicy> {
  static std::vector<std::string> names();
};
template <>
struct Fields<ParameterSpec> {
  static const Record<ParameterSpec>& get();
};
template <>
struct Fields<StudySpec> {
  static const Record<StudySpec>& get();
};

/// Whether the document is a study rather than a scenario.
bool is_study(const Node& document);

/// Reads a study. Throws ScenarioError with all findings.
StudySpec read_study(const Node& document);
/// Checks what can be checked without the scenario, once the command line has had its say. Throws ScenarioError.
void check_study(const StudySpec& study);

/// A parameter from the command line: "sites[ulsan].feed=70 MW,80 MW", "seed=range(1,9,2)",
/// "sites[ulsan].pue={uniform: [1.1, 1.4]}". Throws UsageError.
ParameterSpec parse_inline_parameter(const std::string& text);

/// The texts between commas that are not inside brackets or quotes.
std::vector<std::string> split_values(const std::string& text);

}  // namespace aif
