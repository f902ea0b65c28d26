#pragma once

#include <cstdint>
#include <vector>

namespace aif::step {

/// What a job's step asks of the trunks it shares: one class of equal replicas per trunk.
struct TrunkLoad {
  std::size_t trunk = 0;
  double bytes = 0;  ///< per step, over that trunk [B]
};
struct SharingJob {
  double step = 1;           ///< time of a step when alone [s]
  double communication = 0;  ///< of it, the part that waits for these flows when alone [s]
  double window = 0;         ///< computing under which flows can run besides [s]
  std::vector<TrunkLoad> loads;
};

/// Jobs that share trunks, simulated together.
///
/// What it computes  mean step time of every job when their flows share trunks
/// Equation     none: SimGrid shares a trunk among the flows on it in equal parts up to what each can take; computing
///              and flows of a job take turns as in its step: window of computing beside the flows, the rest after them
/// Symbols      a job's flow over a trunk is limited to bytes / communication when alone
/// Valid for    jobs whose classes of replicas behave alike
/// Not modelled what computing loses to copies; several collectives of one job apart
/// Source       max-min sharing: [simgrid]
/// Checked by   tests/unit/step/trunks_test.cpp
///
/// `trunks` are capacities [B/s]; `rounds` steps are played. Returns step times in the order of the jobs; a job without
/// loads keeps its step. Runs in a child process.
std::vector<double> shared_steps(const std::vector<SharingJob>& jobs, const std::vector<double>& trunks,
                                 std::int64_t rounds = 12);

/// A site's fabric as nested star zones with one trunk per leaf group and pod, and an all-reduce over all its nodes.
struct FabricPlay {
  std::int64_t hosts = 0;  ///< built: the two ends of every leaf group
  std::int64_t links = 0;
  double all_reduce = 0;  ///< simulated time [s]
};
struct PlayedFabric {
  std::int64_t nodes = 0;
  double node_rate = 0;                   ///< of all adapters of a node [B/s]
  double latency = 0;                     ///< of one hop [s]
  std::vector<std::int64_t> group_nodes;  ///< nodes of a leaf group, of a pod, from the leaves up
  std::vector<double> trunk_rates;        ///< of the trunk of each such group [B/s]
};
/// Plays a ring all-reduce of `bytes` over all nodes; only nodes at the edge of a group send over its trunk. [s]
FabricPlay play_fabric(const PlayedFabric& fabric, double bytes);

}  // namespace aif::step
