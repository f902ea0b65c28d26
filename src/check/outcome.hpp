#pragma once

#include <string>
#include <vector>

#include "check/case_spec.hpp"
#include "check/compare.hpp"

namespace aif {

/// What became of one case.
struct CaseOutcome {
  enum class Status {
    passed,     ///< nothing beyond its tolerance
    failed,     ///< a metric is
    updated,    ///< expected.json was written
    unchanged,  ///< asked to update, nothing had moved
    invalid,    ///< the scenario or the case is not valid
    stuck,      ///< the simulation could not proceed
    broken,     ///< a bug of ours
    interrupted
  };
  std::string name;
  std::string folder;
  std::string scenario;
  Status status = Status::passed;
  std::string message;                ///< what the program said, if there is no comparison
  std::vector<std::string> recorded;  ///< paths of the metrics in expected.json
  Comparison comparison;
  double seconds = 0;  ///< wall time of the run, for JUnit
};

const char* status_name(CaseOutcome::Status status);

/// The exit status of the program for one case, and for many: the gravest.
int exit_status(CaseOutcome::Status status);
int exit_status(const std::vector<CaseOutcome>& outcomes);

/// Compares a run's result.json with the case's record, or records it if `update`. `reason` is needed if something
/// that was recorded moves. Throws UsageError, FileError.
CaseOutcome judge(const Case& one, const FlatResult& result);
CaseOutcome update(const Case& one, const FlatResult& result, const std::string& reason);

/// For people: one line per case, then its differences, in lines of at most `width` columns but for long names.
std::string outcome_text(const CaseOutcome& outcome, Language language = Language::english, int width = 100);
/// Last line: "5 cases, 1 failed, 120 metrics".
std::string outcomes_summary(const std::vector<CaseOutcome>& outcomes, Language language = Language::english);
/// What an update moved, as the lines of a changelog.
std::string changelog_text(const CaseOutcome& outcome, const std::string& reason);
/// For machines.
std::string outcomes_json(const std::vector<CaseOutcome>& outcomes);

}  // namespace aif
