#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace aif {

/// What training jobs of a pool lose to each other on shared trunks, for every set of them that may run at once, with
/// all trunks whole and in every state that dated events of the network bring about. Simulated before the campaign
/// begins, one SimGrid run per set and state, because a process has one engine.
class TrunkTable {
 public:
  TrunkTable() = default;
  /// Looks at jobs at sites with `shared_trunks` that lie spread or in fragments; compact jobs share no trunk.
  explicit TrunkTable(const ScenarioSpec& scenario);

  [[nodiscard]] bool concerns(const std::string& pool) const { return pools_.contains(pool); }
  /// Step time of `workload` over its step time alone when the workloads `running` (in rising order) run in `pool`
  /// while the network events `events` of the site are on.
  [[nodiscard]] double slowdown(const std::string& pool, std::size_t workload, const std::vector<std::size_t>& running,
                                const std::vector<std::size_t>& events = {}) const;

 private:
  using Running = std::vector<std::size_t>;
  using Events = std::vector<std::size_t>;
  using Slowdowns = std::map<Running, std::vector<double>>;
  std::map<std::string, std::map<Events, Slowdowns>> pools_;
};

}  // namespace aif
