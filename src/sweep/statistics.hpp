#pragma once

#include <string>
#include <vector>

#include "result/uncertainty.hpp"

namespace aif {

/// Statistics of a sample of numbers.
///
/// What it computes  mean, deviation, quantiles, confidence interval of the mean
/// Equation     deviation s^2 = sum (x - m)^2 / (n - 1); interval m +- t(n-1, 1/2 + c/2) s / sqrt(n)              (1)
///              quantile by linear interpolation between order statistics, position (n - 1) p                      (2)
/// Symbols      n values x of mean m; c confidence; t quantile of Student's distribution
/// Valid for    independent values; the interval for a mean that is nearly normal
/// Not modelled skewness of small samples
/// Source       [hyndman-fan-1996] definition 7 for (2)
/// Checked by   tests/unit/sweep/statistics_test.cpp
MetricSpread spread_of(const std::string& metric, const std::string& unit, std::vector<double> values,
                       double confidence);

/// Definition (2); `sorted` ascending and not empty, p in [0, 1].
double quantile_of(const std::vector<double>& sorted, double p);

double mean_of(const std::vector<double>& values);
/// Of the population: divided by n.
double variance_of(const std::vector<double>& values);

}  // namespace aif
