#pragma once

#include "core/random.hpp"
#include "scenario/site.hpp"

namespace aif {

/// Faults of a pool's nodes, which come in bursts and quiet spells, and how long repairs take.
///
/// What it computes  the gap to a pool's next fault; how long the broken node is away
/// Equation     lambda = rate per node * nodes, m = 1 / lambda                                       (1)
///              with probability b:  gap ~ uniform(0, g'),  g' = min(g, m)                           (2)
///              else:                gap ~ exponential(B q),  q = q1 with weight 0.8, q2 with weight 0.2  (3)
///                                   q1 = max(0.2, 1 - 1.9 b),  q2 = (1 - 0.8 q1) / 0.2
///                                   B = (m - b g'/2) / (1 - b)                                      (4)
///              repair ~ lognormal(m_q, 0.7) with probability f, else lognormal(m_s, sigma_s)        (5)
/// Symbols      b burst fraction, g burst gap [s], m mean gap [s], B mean gap outside bursts [s]; bursts have
///              geometric sizes of mean 1 / (1 - b); f quick fraction, m_q, m_s medians [s], sigma_s of the logarithm
/// Valid for    any number of nodes: (4) keeps the long-run rate exactly; b = 0 is a Poisson process. Bursts and spells
///              were measured at 400 nodes; a pool of n nodes is given the same spread of gaps relative to their mean
/// Not modelled nodes that fail again and again, early failures of new machines, wear; which component failed
/// Source       rate: [llama3-paper] table 5; bursts, spells and repairs: trace of 400 nodes over 348 days
///              [infinitehbd-trace]: coefficient of variation of the gaps 1.76, 27 % of gaps below 1 h
/// Checked by   tests/unit/reliability/failures_test.cpp
class FailureProcess {
 public:
  FailureProcess(const ReliabilitySpec& spec, std::int64_t gpus_per_node, RandomStream stream);
  /// Seconds to the next fault among `nodes` nodes that are up; infinite if failures are off or there are none.
  double next_gap_s(double nodes);
  double repair_s();
  /// A uniformly random index below `count`.
  std::size_t pick(std::size_t count);
  /// Long-run faults per node and second; zero if failures are off.
  [[nodiscard]] double rate_per_node_s() const { return rate_; }

 private:
  ReliabilitySpec spec_;
  RandomStream stream_;
  double rate_ = 0;
};

/// Expected repair time of the mixture.
Duration mean_repair(const ReliabilitySpec& spec);

/// Standard deviation of the logarithm of quick repairs. With the defaults of ReliabilitySpec fitted to the
/// quantiles of [infinitehbd-trace].
inline constexpr double quick_repair_sigma = 0.7;

}  // namespace aif
