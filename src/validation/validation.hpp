#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"

/// Published measurements against simulated ones.
namespace aif {

/// One figure of one case.
struct Comparison {
  std::string id;    ///< "a-128/fcfs_makespan"
  std::string unit;  ///< of both values
  double measured = 0;
  double simulated = 0;
  double tolerance = 0;  ///< |relative error| allowed; infinite if the case only reports
  bool failed = false;   ///< could not be simulated
  bool skipped = false;  ///< must not be, or is of another kind: the reason says why
  std::string reason;    ///< why it failed, or what to know
  std::string figure;    ///< "step_time", "peak_memory", ...; the figure of a file's first case is its main one
  std::vector<std::pair<std::string, std::string>> groups;  ///< what to summarise by: {"gpu", "h100-sxm-80gb"}
  [[nodiscard]] double error() const;                       ///< relative, signed
  [[nodiscard]] bool within() const;
};

struct ValidationSummary {
  std::size_t n = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  double mape = 0;  ///< mean absolute relative error
  double median_ape = 0;
  double p90_ape = 0;
  double bias = 0;  ///< mean relative error
};

struct ValidationResult {
  std::string file;
  std::string kind;
  std::string problem;  ///< why none of the cases could be simulated, as for a kind that is not known
  std::vector<Comparison> comparisons;
  /// Over the comparisons of the main figure, or of all if figures have no names.
  [[nodiscard]] ValidationSummary summary() const;
  /// The same by what the cases are grouped by: summaries()["gpu"]["h100-sxm-80gb"]; "figure" has one per figure.
  [[nodiscard]] std::map<std::string, std::map<std::string, ValidationSummary>> summaries() const;
  [[nodiscard]] bool all_within() const;
};

/// Simulates every case of a file in the format `aifactory-validation/v1`. Throws ScenarioError if the file is
/// not one. A case that cannot be read or simulated is failed with its reason, and the others go on. Kinds: campaign
/// (its rows of measured_power; needs training-steps.yaml beside), collective, schedule, tariff, training_step (needs
/// software.yaml beside the file, or in tests/validation).
ValidationResult validate_file(const std::filesystem::path& file, const Catalog& catalog);

std::string to_json(const std::vector<ValidationResult>& results);
/// A table for people.
std::string to_text(const ValidationResult& result);

}  // namespace aif
