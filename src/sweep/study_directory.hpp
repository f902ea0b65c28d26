#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "check/flat_result.hpp"
#include "sweep/plan.hpp"

/// A study on disk.
///
///     manifest.json         what was planned, and the hashes of scenario, catalog and program
///     design.csv            one row per run
///     scenario/base.yaml    the scenario, resolved: later changes of its files change nothing here
///     runs/0001/run.json    what this run changes
///     runs/0001/outcome.json   written once the run has ended, well or not
///     claims                byte n is locked while somebody works on run n
namespace aif {

/// Who planned or runs a study.
struct ProgramIdentity {
  std::string version;
  std::string git_hash;
  std::string sha256;  ///< of the program's file
  std::string catalog_sha256;
};

/// What manifest.json says.
struct Manifest : StudyTerms {
  std::size_t points = 0;
  std::size_t runs = 0;
  std::string scenario_name;
  std::string scenario_sha256;
  std::int64_t scenario_seed = 1;
  ProgramIdentity program;
};

/// A run as planned.
struct StoredRun {
  PlannedRun run;
  PlanPoint values;
  std::vector<double> unit;
};

/// How a run ended.
struct Outcome {
  bool failed = false;
  std::string error_code;  ///< "AIF-E021", "simulation", "file", "memory", "crashed", "internal"
  std::string error;
  std::int64_t seed = 0;
  std::string scenario_sha256;
  std::string fingerprint;
  double seconds = 0;  ///< of wall time
  std::vector<FlatMetric> metrics;
};

class StudyDirectory {
 public:
  /// Opens a planned study. Throws FileError if it is none.
  explicit StudyDirectory(std::filesystem::path root);

  [[nodiscard]] const Manifest& manifest() const { return manifest_; }
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path run_folder(std::size_t id) const;
  [[nodiscard]] std::filesystem::path base_scenario() const { return root_ / "scenario" / "base.yaml"; }
  [[nodiscard]] std::filesystem::path claims() const { return root_ / "claims"; }
  [[nodiscard]] StoredRun read_run(std::size_t id) const;
  /// Nothing if the run has not ended, or what is there is not whole.
  [[nodiscard]] std::optional<Outcome> read_outcome(std::size_t id) const;
  /// Complete or not at all.
  void write_outcome(std::size_t id, const Outcome& outcome) const;

 private:
  std::filesystem::path root_;
  Manifest manifest_;
};

/// Writes a plan as a new directory, whole or not at all. `scenario_folder` is where its attached files are;
/// `study_text` is kept beside it for the reader. Throws FileError if the directory exists.
void write_plan(const Plan& plan, const std::filesystem::path& directory, const std::filesystem::path& scenario_folder,
                const ProgramIdentity& program, const std::string& study_text);

/// A cell of a CSV file, in quotes where it must be.
std::string csv_cell(const std::string& text);

}  // namespace aif
