#include "sweep/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "core/contracts.hpp"

namespace aif {

double mean_of(const std::vector<double>& values) {
  AIF_EXPECT(!values.empty());
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (double value : values) {
    sum += (value - mean) * (value - mean);
  }
  return sum / static_cast<double>(values.size());
}

double quantile_of(const std::vector<double>& sorted, double p) {
  AIF_EXPECT(!sorted.empty() && p >= 0 && p <= 1);
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 == sorted.size()) {
    return sorted.back();
  }
  const double share = position - static_cast<double>(below);
  return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

MetricSpread spread_of(const std::string& metric, const std::string& unit, std::vector<double> values,
                       double confidence) {
  AIF_EXPECT(!values.empty() && confidence > 0 && confidence < 1);
  std::sort(values.begin(), values.end());  // so that sums do not depend on the order of arrival
  MetricSpread spread;
  spread.metric = metric;
  spread.unit = unit;
  spread.count = static_cast<std::int64_t>(values.size());
  spread.mean = mean_of(values);
  spread.mean_low = spread.mean_high = spread.mean;
  if (values.size() > 1) {
    const auto n = static_cast<double>(values.size());
    spread.deviation = std::sqrt(variance_of(values) * n / (n - 1));
    const boost::math::students_t student(n - 1);
    const double half = boost::math::quantile(student, 0.5 + confidence / 2) * spread.deviation / std::sqrt(n);
    spread.mean_low -= half;
    spread.mean_high += half;
  }
  spread.least = values.front();
  spread.p5 = quantile_of(values, 0.05);
  spread.p50 = quantile_of(values, 0.50);
  spread.p95 = quantile_of(values, 0.95);
  spread.most = values.back();
  return spread;
}

}  // namespace aif
