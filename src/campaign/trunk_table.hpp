#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace aif {

/// What training jobs of a pool lose to each other on shared trunks, for every set of them that may run at once.
/// Simulated before the campaign begins, one SimGrid run per set, because a process has one engine.
class TrunkTable {
 public:
  TrunkTable() = default;
  /// Looks at pools of sites with `shared_trunks` whose jobs lie spread or in fragments; compact jobs share no trunk.
  explicit TrunkTable(const ScenarioSpec& scenario);

  [[nodiscard]] bool concerns(const std::string& pool) const { return pools_.contains(pool); }
  /// Step time of `workload` over its step time alone when the workloads `running` (in rising order) run in `pool`.
  [[nodiscard]] double slowdown(const std::string& pool, std::size_t workload,
                                const std::vector<std::size_t>& running) const;

 private:
  using Running = std::vector<std::size_t>;
  std::map<std::string, std::map<Running, std::vector<double>>> pools_;
};

}  // namespace aif
