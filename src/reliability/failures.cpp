#include "reliability/failures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contracts.hpp"

namespace aif {

namespace {

// Gaps outside bursts: most are shorter than their mean, and quiet spells make up for it.
constexpr double busy_weight = 0.8;
/// What a burst fraction takes off the short gaps' mean; with 0.21 their ratio is 0.6, and without bursts faults are
/// a plain Poisson process.
constexpr double spell_per_burst = 1.9;
constexpr double least_busy_ratio = 0.2;

/// Faults are counted per eight GPUs.
constexpr double reference_gpus_per_node = 8.0;

double lognormal_mean(double median, double sigma) { return median * std::exp(0.5 * sigma * sigma); }

}  // namespace

FailureProcess::FailureProcess(const ReliabilitySpec& spec, std::int64_t gpus_per_node, RandomStream stream)
    : spec_(spec), stream_(stream) {
  AIF_EXPECT(gpus_per_node > 0 && spec.burst_fraction >= 0 && spec.burst_fraction < 1);
  if (spec.enabled) {
    const double per_node_day = spec.failures_per_1000_node_days / 1000.0;
    rate_ = per_node_day / days(1).si() * static_cast<double>(gpus_per_node) / reference_gpus_per_node;
  }
}

double FailureProcess::next_gap_s(double nodes) {
  const double rate = rate_ * nodes;
  if (!(rate > 0)) {
    return std::numeric_limits<double>::infinity();
  }
  // Every gap takes the same three draws, so that a pool of another size sees the same luck.
  const double kind = stream_.uniform();
  const double spell = stream_.uniform();
  const double length = stream_.uniform();
  const double mean_s = 1.0 / rate;
  const double burst_gap_s = std::min(spec_.burst_gap.si(), mean_s);
  if (kind < spec_.burst_fraction) {
    return length * burst_gap_s;
  }
  const double base_s = (mean_s - spec_.burst_fraction * 0.5 * burst_gap_s) / (1.0 - spec_.burst_fraction);
  const double busy_ratio = std::max(least_busy_ratio, 1.0 - spell_per_burst * spec_.burst_fraction);
  const double quiet_ratio = (1.0 - busy_weight * busy_ratio) / (1.0 - busy_weight);
  return -base_s * (spell < busy_weight ? busy_ratio : quiet_ratio) * std::log(length);
}

double FailureProcess::repair_s() {
  const bool quick = stream_.uniform() < spec_.quick_repair_fraction;
  return quick ? stream_.lognormal(spec_.quick_repair_median.si(), quick_repair_sigma)
               : stream_.lognormal(spec_.slow_repair_median.si(), spec_.slow_repair_sigma);
}

std::size_t FailureProcess::pick(std::size_t count) { return static_cast<std::size_t>(stream_.below(count)); }

Duration mean_repair(const ReliabilitySpec& spec) {
  const double quick_s = lognormal_mean(spec.quick_repair_median.si(), quick_repair_sigma);
  const double slow_s = lognormal_mean(spec.slow_repair_median.si(), spec.slow_repair_sigma);
  return seconds(spec.quick_repair_fraction * quick_s + (1.0 - spec.quick_repair_fraction) * slow_s);
}

}  // namespace aif
