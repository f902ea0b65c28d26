#pragma once

#include "core/quantity.hpp"
#include "document/type_info.hpp"

/// Bounds that field lists and checks of scenarios share. They are far above anything real; they keep a typing
/// error from asking for more memory or time than the machine has.
namespace aif {

inline constexpr std::size_t max_operators = 100;
inline constexpr std::size_t max_sites = 200;
inline constexpr std::size_t max_pools_per_site = 50;
inline constexpr std::size_t max_deliveries_per_pool = 200;
inline constexpr std::size_t max_workloads = 1000;
inline constexpr std::size_t max_job_sizes = 100;  ///< of a tenants workload
inline constexpr std::size_t max_name_length = 64;
inline constexpr double max_gpus = 10e6;  ///< of a pool, and of a scenario
inline constexpr Duration max_duration = years(20);
/// Rows of the time series, all sites together.
inline constexpr double max_series_rows = 5e6;
/// Share of a trunk, or of a site's links, that may go: with nothing left a job would be cut in two.
inline constexpr double largest_loss = 0.98;

/// (0, high], in SI units.
inline Limits above_zero_to(double high) { return {.min = 0.0, .max = high, .min_excluded = true}; }
inline Limits count(double low, double high) { return between(low, high); }

}  // namespace aif
