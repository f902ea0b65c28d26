#include <cmath>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "random_scenario.hpp"
#include "reliability/checkpoints.hpp"

using namespace aif;

namespace {

double use_s(const Result& result, Use use) { return result.uses[static_cast<std::size_t>(use)].si(); }

/// One job on all nodes of a pool with instant repair from plentiful spares.
Result one_long_run(double failures, double days, std::uint64_t seed, const std::string& checkpoint) {
  const std::string workload =
      "  - {kind: training, name: t, operator: alpha, placement: {pools: [here/main]}, model: llama-3.1-8b, gpus: "
      "1024,\n"
      "     parallel: {tensor: 2}, batch_tokens: 4194304, tokens: 1e15, checkpoint: " +
      checkpoint + "}\n";
  const std::string pool = ", reliability: {failures_per_1000_node_days: " + std::to_string(failures) +
                           ", burst_fraction: 0, spare_fraction: 0.5, detection: 0 s}";
  std::string text = test::single_site(2048, 8, days, workload, pool);
  text.replace(text.find("seed: 1"), 7, "seed: " + std::to_string(seed));
  return simulate(test::load(text));
}

}  // namespace

TEST_CASE("goodput under faults agrees with the renewal form") {
  // 128 nodes at 20 faults per 1,000 node-days: one every 9.4 h of the job's time, about 3,900 in all of the
  // seeds, so the sampling error of the mean is below 2 % of the loss.
  const double mtti_s = 86400.0 * 1000.0 / (20.0 * 128.0);
  double training_s = 0;
  double all_s = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Result result = one_long_run(20, 150, seed, "{interval: 30 min, blocking: 60 s, restart: 10 min}");
    training_s += use_s(result, Use::training);
    all_s += use_s(result, Use::training) + use_s(result, Use::rollback) + use_s(result, Use::checkpoint) +
             use_s(result, Use::restart);
  }
  const Duration work = days(1000);
  const double expected = work / expected_wall_time(work, seconds(mtti_s), minutes(10), seconds(60), minutes(30));
  CHECK(std::abs(training_s / all_s - expected) < 0.02 * (1.0 - expected) + 0.002);
}

TEST_CASE("without faults and checkpoints all the time counts") {
  const Result result = one_long_run(0, 3, 1, "{interval: 30 d, blocking: 0 s, restart: 0 s}");
  CHECK(goodput(result.uses) == 1.0);
  CHECK(SoftEqual{1e-9, 0.0}(use_s(result, Use::training), 1024.0 * 3 * 86400.0));
}

TEST_CASE("checkpoints cost exactly their share") {
  // Cycles of 600 s of computing and 60 s of saving; 3 days = 392 cycles and 480 s, all of it computing.
  const Result result = one_long_run(0, 3, 1, "{interval: 600 s, blocking: 60 s, restart: 0 s}");
  CHECK(SoftEqual{1e-9, 0.0}(use_s(result, Use::checkpoint), 1024.0 * 392 * 60));
  CHECK(SoftEqual{1e-9, 0.0}(use_s(result, Use::training), 1024.0 * (392 * 600 + 480)));
}

TEST_CASE("more faults never give more tokens") {
  double last = 1e300;
  for (double failures : {0.0, 5.0, 20.0, 80.0, 320.0}) {
    const double tokens =
        one_long_run(failures, 30, 3, "{interval: 30 min, blocking: 30 s, restart: 10 min}").work.tokens_trained;
    CHECK(tokens <= last);
    CHECK(tokens > 0);
    last = tokens;
  }
}
