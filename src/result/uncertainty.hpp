#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aif {

/// A number of the scenario or the catalog that replications drew.
struct UncertainInput {
  std::string path;          ///< "sites[ulsan].feed", "gpu b300: idle_power"
  std::string distribution;  ///< for people: "uniform 70 MW to 103 MW"
  std::string unit;          ///< SI
  double central = 0;        ///< what the central run took [unit]
  bool estimate = false;     ///< the range of a catalog estimate
};

/// How a number of the result spread over the replications.
struct MetricSpread {
  std::string metric;  ///< as a path of result.json: "totals.utility.facility_energy_j"
  std::string unit;
  std::int64_t count = 0;  ///< replications that have it
  double mean = 0;
  double deviation = 0;  ///< of one replication
  double mean_low = 0;   ///< confidence interval of the mean
  double mean_high = 0;
  double least = 0;
  double p5 = 0;
  double p50 = 0;
  double p95 = 0;
  double most = 0;
};

/// What repeating the run with other draws and seeds says about it. The other figures of a result are those of the
/// central run: every distribution at its median, and the scenario's own seed.
struct UncertaintyResult {
  std::int64_t replications = 0;   ///< 0: the central run alone
  std::int64_t failed = 0;         ///< of them
  double confidence = 0.95;        ///< of the interval of the mean
  bool catalog_estimates = false;  ///< estimates of the catalog were drawn too
  std::vector<UncertainInput> inputs;
  std::vector<MetricSpread> metrics;
  std::vector<std::string> failures;  ///< of the replications that failed: which, and why

  [[nodiscard]] bool empty() const { return replications == 0 && inputs.empty(); }
};

}  // namespace aif
