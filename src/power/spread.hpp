#pragma once

#include <cstdint>

#include "core/quantity.hpp"

namespace aif {

/// Differences between GPUs of one kind.
///
/// What it computes  how far the slowest of many GPUs lies below the mean, and how far sums over nodes scatter
/// Equation     E[max of n standard normals] = Phi^-1((n - 0.375) / (n + 0.25))                                 (1)
///              slowest speed  1 - sd E[max],  scatter of a sum over n GPUs  sd P sqrt(n)                       (2)
/// Symbols      n GPUs; sd relative standard deviation between GPUs; P [W] of one
/// Valid for    n >= 1; (1) within 1 % for n >= 5
/// Not modelled outliers far beyond the normal law; correlation inside a node
/// Source       (1) Blom's approximation [blom-1958]; a synchronous job goes at the pace of its slowest GPU and draws
///              the mean
/// Checked by   tests/unit/power/spread_test.cpp
double expected_extreme(std::int64_t n);
/// Relative speed of the slowest of `gpus`.
double slowest_speed(std::int64_t gpus, double deviation);
/// Standard deviation between nodes of `gpus` GPUs that draw `each`.
Power node_scatter(std::int64_t gpus, Power each, double deviation);

/// Relative standard deviation between GPUs: 5 % and more within a node of eight [ml-engineering-accelerators], whose
/// range is 2.85 deviations wide. Range 0.01 to 0.03.
inline constexpr double gpu_deviation = 0.05 / 2.85;

}  // namespace aif
