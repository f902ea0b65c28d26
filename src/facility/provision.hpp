#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facility/facility.hpp"

namespace aif {

/// How many watts a planner sets aside for a node.
enum class Provisioning { nameplate, measured, power_aware };
inline constexpr std::size_t provisioning_count = 3;
std::string provisioning_name(Provisioning policy);

/// GPUs that a feed carries under one policy.
struct Provisioned {
  Provisioning policy = Provisioning::nameplate;
  Power node;         ///< set aside per node
  Power gpu_at_feed;  ///< per GPU at the grid connection, fabric, storage, losses and cooling included
  std::int64_t gpus = 0;
  double speed = 1;  ///< of compute-bound work when every node works at once
};

/// Everything that machines need from a feed, as planners of sites reckon it.
///
/// What it computes  GPUs that fit behind a feed in the hottest hour, by provisioning policy
/// Equation     gpus = whole domains of  g feed / (facility(N P) / N),  N nodes of P each                      (1)
///              nameplate    P = P_max                                                                        (2)
///              measured     P = 1.05 P_train                                                                 (3)
///              power aware  P = P_busy(1, c), v(c) = 1 - loss: the governor's cap costs no more than the loss even (4)
///              when every node trains at once; less of it when some wait, save or answer
/// Symbols      g GPUs per node; facility() power at the feed with fabric (at `endpoints` ports) and storage; P_max,
///              P_train of the system; v speed under a cap, (6) of power/
///              node_power.hpp; loss of throughput accepted at full load
/// Valid for    sites of one system; plants built for the nodes they carry
/// Not modelled redundancy of feeds and plants, growth
/// Source       1.05: 95th percentile over mean of metered nodes, 1.06 on H100 and 1.04 on B200
///              [mlperf-training-v4-power], [mlperf-training-v5-power]; loss 3 %: power profiles at 97 % of performance
///              and better, in the vendor's words [dsx-maxlps-2026]
/// Checked by   tests/unit/facility/provision_test.cpp against the vendor's table [dsx-maxlps-2026]
std::vector<Provisioned> provision(const SiteSpec& site, const SystemSpec& system, Power feed, const OutsideAir& air);

inline constexpr double measured_peak = 1.05;
inline constexpr double accepted_loss = 0.03;

}  // namespace aif
