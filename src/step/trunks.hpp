#pragma once

#include "step/job.hpp"

namespace aif::step {

/// Ranks that communicate: how far apart they lie and how many there are.
struct Group {
  double stride = 1;  ///< GPUs from one rank to the next
  double ranks = 1;
  double per_domain = 1;  ///< ranks that share a domain
};
Group tensor_group(const Job& job);
Group context_group(const Job& job);
Group expert_group(const Job& job);
Group pipeline_group(const Job& job);
Group data_group(const Job& job);

/// What trunks leave of the adapters' rate.
///
/// What it computes  rate per adapter that a group of ranks can keep up, when all groups of its kind do the same
/// Equation     m = clamp(U / s, 1, n)                                  compact, rail_aware                     (1)
///              m = clamp(node / s, 1, n)                              spread                                  (2)
///              m = clamp(min(U, piece) / s, 1, n)                     fragmented                              (3)
///              ring       A' = min(A, R m / r) over trunks with m < n                                         (4)
///              exchange   A' = min(A, X (n - r) / (n - r - w (m - r)))                                        (5)
/// Symbols      U GPUs below a trunk, R and X its rates per GPU; s stride, n ranks of the group, r of them in a
///              domain, m of them below the trunk, w share of exchanges below it that do not leave it; A rate of an
///              adapter
/// Valid for    rings that visit ranks in order: one edge in m leaves a trunk
/// Not modelled which trunk is the fullest: all are taken to be equally loaded
/// Source       (4), (5) count of crossings; nothing to cite
/// Checked by   tests/unit/step/trunks_test.cpp
double ring_adapter(const Machine& machine, const Group& group);
double exchange_adapter(const Machine& machine, const Group& group);
/// Ranks of a group below a trunk: (1) to (3). A spread job, too, fills hall after hall, so a hall's trunk follows (1).
double members(const Machine& machine, const Group& group, const Trunk& trunk);

/// Bytes per GPU and step that cross each trunk of the machine, by their order there: what the group sends through
/// adapters times the share of its edges that leave. For shared trunks and for reports.
struct TrunkTraffic {
  std::string name;
  double gpus = 0;   ///< below one
  double bytes = 0;  ///< per GPU below it, out of it
};
std::vector<TrunkTraffic> trunk_traffic(const Job& job);

}  // namespace aif::step
