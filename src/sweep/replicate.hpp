#pragma once

#include <functional>

#include "result/uncertainty.hpp"
#include "scenario/scenario.hpp"

namespace aif {

struct ReplicationOptions {
  std::int64_t replications = 0;
  int jobs = 1;
  bool estimates = false;  ///< draw the catalog's estimates too
  double confidence = 0.95;
  std::function<void(std::int64_t done)> on_done;
};

/// Repeats a scenario with other seeds and draws, and says how its figures spread. `load` makes the scenario of a
/// replication; replication r draws with, and runs with, the scenario's seed plus r, so the statistics do not depend on
/// `jobs`. A replication that fails is counted and named. Throws Interrupted if it was stopped.
UncertaintyResult replicate(const std::function<ResolvedScenario(const Sampling&)>& load,
                            const ReplicationOptions& options);

/// The unknowns of a scenario that was read without draws.
std::vector<UncertainInput> uncertain_inputs(const ResolvedScenario& scenario);

}  // namespace aif
