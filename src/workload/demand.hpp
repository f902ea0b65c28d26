#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "scenario/workload.hpp"

namespace aif {

/// Tokens per second asked of a service in one local hour; the mean over a flat year is tokens/day / 86,400.
struct Demand {
  double home_tokens_per_s = 0;
  double export_tokens_per_s = 0;
};
Demand service_demand(const ServiceSpec& service, ZonedInstant start, ZonedInstant hour);

/// Sessions open in one local hour.
double sessions_open(const SessionsSpec& sessions, ZonedInstant hour);

/// A tenant's job as drawn.
struct TenantJob {
  double gap_s = 0;  ///< after the job before
  std::int64_t gpus = 1;
  double duration_s = 0;  ///< if nothing fails
  double walltime_s = 0;  ///< requested
};

/// Draws a tenant stream: non-homogeneous Poisson arrivals by thinning, sizes by weight, log-normal
/// durations cut at the maximum.
class TenantDraw {
 public:
  TenantDraw(const TenantsSpec& spec, ZonedInstant start, RandomStream stream);
  /// The job after `now_s` seconds of scenario time.
  TenantJob next(double now_s);

 private:
  double relative_rate(double at_s) const;

  TenantsSpec spec_;
  ZonedInstant start_;
  RandomStream stream_;
  std::vector<std::pair<std::int64_t, double>> sizes_;  ///< GPUs, cumulative weight
  double peak_rate_ = 0;                                ///< jobs per second in the busiest hour
};

}  // namespace aif
