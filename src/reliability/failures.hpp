#pragma once

#include "core/random.hpp"
#include "scenario/site.hpp"

namespace aif {

/// Faults of a pool's nodes as a clustered Poisson process, and how long repairs take.
class FailureProcess {
 public:
  FailureProcess(const ReliabilitySpec& spec, std::int64_t gpus_per_node, RandomStream stream);
  /// Seconds to the next fault among `nodes` nodes that are up; infinite if failures are off or there are none.
  double next_gap_s(double nodes);
  double repair_s();
  /// A uniformly random index below `count`.
  std::size_t pick(std::size_t count);
  /// Long-run faults per node and second.
  [[nodiscard]] double rate_per_node_s() const { return rate_; }

 private:
  ReliabilitySpec spec_;
  RandomStream stream_;
  double rate_ = 0;
  int burst_left_ = 0;
};

/// Expected repair time of the mixture.
Duration mean_repair(const ReliabilitySpec& spec);

}  // namespace aif
