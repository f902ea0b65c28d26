#pragma once

#include <functional>

#include "result/result.hpp"
#include "scenario/scenario.hpp"

namespace aif {

/// How far a simulation has come, reported a few times a second.
struct Progress {
  double fraction = 0;
  Duration simulated;
  std::uint64_t events = 0;
};

struct CampaignOptions {
  std::function<void(const Progress&)> on_progress;  ///< called in the calling process; may be empty
  bool record_jobs = true;
};

/// Simulates the scenario in a child process of its own (SimGrid allows one engine per process) and returns
/// what it found. Same scenario, same bytes. Throws SimulationError if it cannot proceed; on SIGINT returns
/// what was found so far, marked incomplete.
Result simulate(const ResolvedScenario& scenario, const CampaignOptions& options = {});

}  // namespace aif
