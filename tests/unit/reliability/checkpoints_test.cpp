#include "reliability/checkpoints.hpp"

#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

/// Mean time to interrupt of a job at 3.79 faults per 1,000 eight-GPU nodes and day [llama3-paper].
Duration mtti(double gpus) { return days(1000.0 / (3.79 * gpus / 8.0)); }

struct Row {
  double gpus, blocking_s, restart_min, interval_s, ettr;
};

}  // namespace

TEST_CASE("optimal interval and goodput against a table") {
  // Recomputed from the formulas by hand for 10,000 to 250,000 GPUs; the rows whose first-order value is
  // meaningless (below 0.4) are left out. Example: 10,000 GPUs, M = 1000 / (3.79 * 1250) d = 18,237 s, w = 10 s:
  // D = sqrt(2 * 10 * 18,237) = 603.9 s; (1 - (300 + 302) / 18,237) / (1 + 10 / 603.9) = 0.967 / 1.01656 = 0.951
  const Row rows[] = {{10e3, 1, 3, 191, .980},    {10e3, 10, 5, 604, .951},    {10e3, 30, 10, 1046, .912},
                      {10e3, 60, 15, 1479, .875}, {16384, 1, 3, 149, .971},    {16384, 10, 5, 472, .932},
                      {16384, 30, 10, 817, .877}, {16384, 60, 15, 1156, .824}, {50e3, 1, 3, 85, .928},
                      {50e3, 10, 5, 270, .849},   {50e3, 30, 10, 468, .725},   {50e3, 60, 15, 662, .607},
                      {100e3, 1, 3, 60, .870},    {100e3, 10, 5, 191, .744},   {100e3, 30, 10, 331, .532},
                      {250e3, 1, 3, 38, .709},    {250e3, 10, 5, 121, .467}};
  for (const Row& row : rows) {
    CAPTURE(row.gpus);
    CAPTURE(row.blocking_s);
    const Duration interval = optimal_checkpoint_interval(seconds(row.blocking_s), mtti(row.gpus));
    CHECK(std::abs(interval.si() - row.interval_s) <= 0.51);
    const double ettr = expected_ettr(mtti(row.gpus), minutes(row.restart_min), seconds(row.blocking_s), interval);
    CHECK(std::abs(ettr - row.ettr) <= 0.00051);
  }
  CHECK(SoftEqual{.rel = 0.002}(mtti(16384).in(hours), 3.09));
}

TEST_CASE("bounds of the optimal interval") {
  // sqrt(2 * 100 * 2) = 20 s would be shorter than the checkpoint itself.
  CHECK(optimal_checkpoint_interval(seconds(100), seconds(2)) == seconds(100));
  CHECK(optimal_checkpoint_interval(seconds(0), days(1)) == seconds(1));
}

TEST_CASE("goodput is never negative") {
  CHECK(expected_ettr(minutes(10), minutes(20), seconds(30), minutes(5)) == 0.0);
  CHECK(SoftEqual{.rel = 1e-9}(expected_ettr(days(1e9), minutes(20), seconds(0), minutes(5)), 1.0));
}

TEST_CASE("the optimal interval is optimal") {
  // Of the exact form; the first-order optimum is within a percent of the least waste when M is long.
  const Duration m = hours(10);
  const Duration w = seconds(30);
  const Duration best = optimal_checkpoint_interval(w, m);
  auto wall = [&](Duration interval) { return expected_wall_time(days(30), m, minutes(10), w, interval); };
  CHECK(wall(best) < wall(0.8 * best));
  CHECK(wall(best) < wall(1.25 * best));
  const double first_order = expected_ettr(m, minutes(10), w, best);
  CHECK(std::abs(days(30) / wall(best) - first_order) < 0.003);
}

TEST_CASE("expected wall time by hand") {
  // M = 1 h, R = 0.1 h, w = 0.1 h, D = 0.4 h, work 4 h:
  // e^0.1 * (e^0.5 - 1) * 4 / 0.4 h = 1.105171 * 0.648721 * 10 = 7.16948 h
  const Duration wall = expected_wall_time(hours(4), hours(1), hours(0.1), hours(0.1), hours(0.4));
  CHECK(SoftEqual{.rel = 1e-5}(wall.in(hours), 7.16948));
  // Hardly any faults: work and checkpoints, 4 h + 10 * 0.1 h.
  const Duration calm = expected_wall_time(hours(4), days(1e9), hours(0.1), hours(0.1), hours(0.4));
  CHECK(SoftEqual{.rel = 1e-9}(calm.in(hours), 5.0));
}

TEST_CASE("expected wall time against a simulation") {
  RandomStream random(11, "test.checkpoints");
  struct Case {
    double mtti_s, restart_s, blocking_s, interval_s;
    int intervals;
  };
  for (const Case& c : {Case{3600, 300, 30, 600, 50}, Case{1000, 200, 60, 500, 20}, Case{20000, 900, 60, 1500, 40}}) {
    const int runs = 4000;
    double sum = 0;
    double square = 0;
    for (int run = 0; run < runs; ++run) {
      double wall = 0;
      double next_fault = random.exponential(c.mtti_s);
      auto passes = [&](double length) {  // whether `length` seconds go by without a fault
        if (wall + length <= next_fault) {
          wall += length;
          return true;
        }
        wall = next_fault;
        next_fault += random.exponential(c.mtti_s);
        return false;
      };
      for (int done = 0; done < c.intervals;) {
        if (passes(c.interval_s + c.blocking_s)) {
          ++done;
        } else {
          while (!passes(c.restart_s)) {}
        }
      }
      sum += wall;
      square += wall * wall;
    }
    const double mean = sum / runs;
    const double error = std::sqrt((square / runs - mean * mean) / runs);
    const double expected = expected_wall_time(seconds(c.interval_s * c.intervals), seconds(c.mtti_s),
                                               seconds(c.restart_s), seconds(c.blocking_s), seconds(c.interval_s))
                                .si();
    CHECK(std::abs(mean - expected) < 4 * error);
    CHECK(error < 0.01 * expected);
  }
}

TEST_CASE("what a fault takes") {
  // Cycles of 100 s of computing and 10 s of saving. After 257 s: two cycles of 110 s, then 37 s of computing.
  Stretch s = stretch_until_fault(seconds(257), seconds(100), seconds(10));
  CHECK(s.saved == seconds(200));
  CHECK(s.lost == seconds(37));
  CHECK(s.blocked == seconds(20));
  // After 325 s the third checkpoint is half done and worth nothing.
  s = stretch_until_fault(seconds(325), seconds(100), seconds(10));
  CHECK(s.saved == seconds(200));
  CHECK(s.lost == seconds(100));
  CHECK(s.blocked == seconds(25));
  s = stretch_until_fault(seconds(325), seconds(0), seconds(10));
  CHECK(s.saved == seconds(0));
  CHECK(s.lost == seconds(325));
  CHECK(s.blocked == seconds(0));
}

TEST_CASE("the parts of a stretch add up") {
  RandomStream random(3, "test.stretch");
  for (int round = 0; round < 10000; ++round) {
    const double elapsed = random.exponential(5000);
    const Stretch s =
        stretch_until_fault(seconds(elapsed), seconds(random.uniform(1, 2000)), seconds(random.uniform(0, 300)));
    CHECK(SoftEqual{.rel = 1e-12}((s.saved + s.lost + s.blocked).si(), elapsed));
    CHECK(s.saved >= seconds(0));
    CHECK(s.lost >= seconds(0));
    CHECK(s.blocked >= seconds(-1e-9));
  }
}

}  // namespace aif
