#pragma once

#include <cstddef>
#include <vector>

/// Fewer points for pictures.
namespace aif {

/// How a run of rows becomes one.
enum class Reduce { mean, largest, smallest };

/// One value for every `factor` rows; the last run may be shorter.
///
/// Equation     y_k = reduce(x_{k f}, ..., x_{min(n, (k + 1) f) - 1})
/// Symbols      f factor, n rows
/// Not modelled the true length of the last row of a series, which may be a shorter interval
/// Checked by   tests/unit/report/html_series_test.cpp: means keep the sum, extremes survive
std::vector<double> reduced(const std::vector<float>& rows, std::size_t factor, Reduce how);

/// The smallest factor that leaves at most `points` of `rows`.
std::size_t reduction_factor(std::size_t rows, std::size_t points);

}  // namespace aif
