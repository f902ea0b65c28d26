#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sweep/design.hpp"

/// What a result depends on: indices per parameter from the values of one metric at the points of a design.
namespace aif {

/// An index with its bootstrap interval.
struct Index {
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Elementary effects of one parameter.
struct MorrisIndices {
  Index mu_star;     ///< mean size of the effect: how much it matters
  double mu = 0;     ///< mean effect with its sign: which way
  double sigma = 0;  ///< deviation of the effects: curvature and interplay
  std::size_t effects = 0;
};

/// Shares of the metric's variance that one parameter explains.
struct SobolIndices {
  Index first;  ///< S1: alone
  Index total;  ///< ST: with all its interplay
};

/// Values of a metric in the order of the design; nothing for a run that failed.
using Responses = std::vector<std::optional<double>>;

struct BootstrapOptions {
  std::size_t resamples = 1000;
  double confidence = 0.95;
  std::uint64_t seed = 1;
};

/// Equation     d_i = (f(x + delta e_i) - f(x)) / delta with delta the step in the unit cube;
///              mu_i = mean d_i, mu*_i = mean |d_i|, sigma_i^2 = sum (d_i - mu_i)^2 / (r - 1)                      (1)
/// Symbols      f metric, x a point of a trajectory, r trajectories
/// Valid for    screening: an order of importance from r (k + 1) runs
/// Not modelled which parameters act together
/// Source       [morris-1991] section 2; mu* [campolongo-2007] section 3
/// Checked by   tests/unit/sweep/sensitivity_test.cpp: a linear function; Ishigami and g-function against exact effects
std::vector<MorrisIndices> morris_indices(const UnitPoints& points, const Responses& responses,
                                          const BootstrapOptions& options);

/// Equation     S1_i = mean f_B (f_ABi - f_A) / V                                                                  (2)
///              ST_i = mean (f_A - f_ABi)^2 / (2 V)                                                                (3)
/// Symbols      f_A, f_B, f_ABi metric at the points of saltelli_points; V variance of f_A and f_B together. The
///              mean of all values is taken off first, which makes (2) less noisy and changes nothing else.
/// Valid for    parameters that are independent of each other
/// Not modelled second-order indices
/// Source       [saltelli-2010] table 2, (b) and (f); total: Jansen's estimator there
/// Checked by   tests/unit/sweep/sensitivity_test.cpp: Ishigami and g-function against their exact indices
/// Samples with a failed run are left out.
std::vector<SobolIndices> sobol_indices(std::size_t parameters, const Responses& responses,
                                        const BootstrapOptions& options);

}  // namespace aif
