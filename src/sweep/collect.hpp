#pragma once

#include <string>
#include <vector>

#include "sweep/sensitivity.hpp"
#include "sweep/study_directory.hpp"

/// What a study found, as tables.
namespace aif {

/// A run with how it ended; without outcome it is missing.
struct CollectedRun {
  StoredRun stored;
  std::optional<Outcome> outcome;
};

struct Collected {
  Manifest manifest;
  std::vector<CollectedRun> runs;
  std::vector<FlatMetric> metrics;  ///< every metric that any run has; values are of no meaning
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t missing = 0;
};
Collected collect(const StudyDirectory& study);

/// One row per run: study, run, point, replication, seed, status, error_code, error, factors, metrics. A number that a
/// run lacks is an empty cell.
std::string results_csv(const Collected& collected);
/// What each column of results.csv is.
std::string columns_json(const Collected& collected);

/// The index of one parameter for one metric, a row of sensitivity.csv.
struct SensitivityRow {
  std::string metric;
  std::string unit;  ///< of the value
  std::string parameter;
  std::string index;  ///< "mu_star", "mu", "sigma", "S1", "ST"
  double value = 0;
  double low = 0;  ///< 95 % bootstrap interval; the value itself where there is none
  double high = 0;
  std::size_t samples = 0;  ///< trajectories or samples that were whole
};
/// Of designs morris and sobol, else empty. Metrics are means over replications; one that does not vary is left out.
std::vector<SensitivityRow> sensitivity(const Collected& collected);
std::string sensitivity_csv(const Collected& collected, const std::vector<SensitivityRow>& rows);

/// Mean over replications of a metric at every point of the design, in their order.
Responses responses_of(const Collected& collected, const std::string& metric);

}  // namespace aif
