#include "reliability/failures.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

struct Gaps {
  double mean_s = 0;
  double variation = 0;    ///< coefficient of variation
  double within_hour = 0;  ///< share
};

Gaps sample(const ReliabilitySpec& spec, double nodes, int count) {
  FailureProcess process(spec, 8, RandomStream(1, "test.failures"));
  double sum = 0;
  double square = 0;
  int short_gaps = 0;
  for (int i = 0; i < count; ++i) {
    const double gap_s = process.next_gap_s(nodes);
    sum += gap_s;
    square += gap_s * gap_s;
    short_gaps += gap_s < 3600 ? 1 : 0;
  }
  Gaps gaps;
  gaps.mean_s = sum / count;
  gaps.variation = std::sqrt(square / count - gaps.mean_s * gaps.mean_s) / gaps.mean_s;
  gaps.within_hour = static_cast<double>(short_gaps) / count;
  return gaps;
}

}  // namespace

TEST_CASE("rate by hand") {
  ReliabilitySpec spec;
  spec.failures_per_1000_node_days = 8.64;
  // 8.64 / 1000 / 86,400 s = 1e-7 per second for eight GPUs, half of it for four.
  CHECK(SoftEqual{}(FailureProcess(spec, 8, RandomStream(1, "a")).rate_per_node_s(), 1e-7));
  CHECK(SoftEqual{}(FailureProcess(spec, 4, RandomStream(1, "a")).rate_per_node_s(), 5e-8));
}

TEST_CASE("no failures without nodes or when they are off") {
  ReliabilitySpec spec;
  CHECK(std::isinf(FailureProcess(spec, 8, RandomStream(1, "a")).next_gap_s(0)));
  spec.enabled = false;
  FailureProcess off(spec, 8, RandomStream(1, "a"));
  CHECK(std::isinf(off.next_gap_s(1000)));
  CHECK(off.rate_per_node_s() == 0.0);
}

TEST_CASE("long-run rate is the given one") {
  for (const double burst : {0.0, 0.1, 0.21, 0.5, 0.9}) {
    for (const double nodes : {4.0, 400.0, 31250.0}) {
      ReliabilitySpec spec;
      spec.burst_fraction = burst;
      CAPTURE(burst);
      CAPTURE(nodes);
      const int count = 400000;
      const Gaps gaps = sample(spec, nodes, count);
      const double expected_s = 86400.0 * 1000 / (3.79 * nodes);
      CHECK(std::abs(gaps.mean_s / expected_s - 1) < 4 * gaps.variation / std::sqrt(count));
    }
  }
}

TEST_CASE("without bursts failures are a Poisson process") {
  ReliabilitySpec spec;
  spec.burst_fraction = 0;
  const Gaps gaps = sample(spec, 400, 400000);
  CHECK(std::abs(gaps.variation - 1.0) < 0.01);
  // One hour is 0.0632 mean gaps: 1 - e^-0.0632 = 0.0612.
  CHECK(std::abs(gaps.within_hour - 0.0612) < 0.002);
}

TEST_CASE("gaps of the default process against a trace") {
  // [infinitehbd-trace]: 400 nodes, 4.23 faults per 1,000 node-days; variation 1.76, 27 % of gaps below one hour.
  ReliabilitySpec spec;
  spec.failures_per_1000_node_days = 4.23;
  const Gaps gaps = sample(spec, 400, 400000);
  CHECK(std::abs(gaps.variation - 1.76) < 0.03);
  CHECK(std::abs(gaps.within_hour - 0.27) < 0.005);
}

TEST_CASE("repairs of the default mixture against a trace") {
  // [infinitehbd-trace]: quantiles of the time that nodes were away [h]. The fit trades the longest repairs for the
  // rest and for the mean, which alone decides how many nodes are away.
  const ReliabilitySpec spec;
  FailureProcess process(spec, 8, RandomStream(2, "test.repairs"));
  std::vector<double> hours_away;
  for (int i = 0; i < 400000; ++i) {
    hours_away.push_back(process.repair_s() / 3600);
  }
  std::sort(hours_away.begin(), hours_away.end());
  auto quantile = [&](double q) { return hours_away[static_cast<std::size_t>(q * 400000)]; };
  CHECK(SoftEqual{.rel = 0.05}(quantile(0.25), 2.05));
  CHECK(SoftEqual{.rel = 0.08}(quantile(0.50), 20.4));
  CHECK(SoftEqual{.rel = 0.15}(quantile(0.75), 76));
  CHECK(SoftEqual{.rel = 0.12}(quantile(0.90), 312));
  CHECK(SoftEqual{.rel = 0.28}(quantile(0.95), 740));
  CHECK(SoftEqual{.rel = 0.01}(mean_repair(spec).in(hours), 133));
  // Away on average: 4.23 / 1000 per day * mean / 24 h.
  CHECK(std::abs(4.23e-3 * mean_repair(spec).in(days)-0.0234) < 0.0003);
}

TEST_CASE("mean repair by hand and by sampling") {
  ReliabilitySpec spec;
  spec.quick_repair_fraction = 0.5;
  spec.quick_repair_median = hours(2);
  spec.slow_repair_median = hours(10);
  spec.slow_repair_sigma = 1.0;
  // 0.5 * 2 * e^0.245 + 0.5 * 10 * e^0.5 = 1.27762 + 8.24361 = 9.52123 h
  CHECK(SoftEqual{.rel = 1e-5}(mean_repair(spec).in(hours), 9.52123));
  FailureProcess process(spec, 8, RandomStream(3, "test.repairs"));
  double sum = 0;
  for (int i = 0; i < 200000; ++i) {
    sum += process.repair_s();
  }
  CHECK(SoftEqual{.rel = 0.02}(sum / 200000 / 3600, 9.52123));
}

TEST_CASE("every node is as likely to fail") {
  FailureProcess process(ReliabilitySpec{}, 8, RandomStream(4, "test.pick"));
  std::vector<int> counts(10, 0);
  for (int i = 0; i < 100000; ++i) {
    ++counts.at(process.pick(10));
  }
  for (const int count : counts) {
    CHECK(std::abs(count - 10000) < 400);  // four standard deviations: 4 * sqrt(100,000 * 0.09) = 379
  }
}

}  // namespace aif
