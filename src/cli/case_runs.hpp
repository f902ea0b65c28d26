#pragma once

#include <functional>
#include <string>
#include <vector>

#include "check/case_spec.hpp"
#include "cli/session.hpp"

namespace aif {

/// How the run of a case ended.
struct CaseRun {
  ExitStatus status = exit_interrupted;
  std::string text;  ///< result.json if status is exit_ok, else what is wrong
  double seconds = 0;
};

/// Runs the scenarios of all cases in a pool of at most `jobs` processes; the order of the answer is that of `cases`.
/// A run that crashes or is killed is an answer like any other. `on_done` hears of each as it ends. After an interrupt
/// no further one is started, and those without an end have status exit_interrupted.
std::vector<CaseRun> run_cases(const std::vector<Case>& cases, const Session& session, int jobs,
                               const std::function<void(std::size_t)>& on_done);

}  // namespace aif
