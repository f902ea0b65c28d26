#include "waveform/storage.hpp"

#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

PowerSignal random_load(RandomStream& random, std::size_t bins, double step_s) {
  PowerSignal load{step_s, {}};
  double level = random.uniform(0.0, 1e6);
  for (std::size_t i = 0; i < bins; ++i) {
    level = random.uniform() < 0.01 ? random.uniform(0.0, 1e6) : level;
    load.watts.push_back(level);
  }
  return load;
}

void check_balance(const PowerSignal& load, const LevelledSignal& result, const Store& store) {
  const double stored = result.end_j - result.begin_j;
  CHECK(SoftEqual{.rel = 1e-9}(result.grid.energy_j(), load.energy_j() + stored + result.losses_j));
  // What went in less what came out is what stayed and what was lost.
  CHECK(SoftEqual{.rel = 1e-9, .abs = 1e-6 * store.energy_j}(result.charged_j - result.discharged_j,
                                                             stored + result.losses_j));
  CHECK(result.least_j >= -1e-9 * store.energy_j);
  CHECK(result.most_j <= store.energy_j * (1 + 1e-9));
  CHECK(result.losses_j >= 0);
  for (std::size_t i = 0; i < load.watts.size(); ++i) {
    CHECK(result.grid.watts[i] >= -1e-6);
    CHECK(std::abs(result.grid.watts[i] - load.watts[i]) <= store.power_w * (1 + 1e-9));
  }
}

}  // namespace

TEST_CASE("one bin by hand") {
  // Efficiency 0.81: 0.9 each way. The load jumps from 100 to 300 W; the mean follows by 1 - e^-0.1 = 0.0951626 of 200
  // W. The store gives 300 - 119.033 = 180.967 W for 1 s and loses 180.967 (1 / 0.9 - 1) = 20.108 J.
  const LevelledSignal result = level({1.0, {100, 300}}, {1e6, 1e3, 0.81, 10});
  CHECK(result.grid.watts[0] == 100);
  CHECK(SoftEqual{.rel = 1e-5}(result.grid.watts[1], 119.0325));
  CHECK(SoftEqual{.rel = 1e-4}(result.losses_j, 20.1075));
  CHECK(SoftEqual{.rel = 1e-9}(result.end_j, 5e5 - 180.96748 / 0.9));
}

TEST_CASE("energy balance of random stores and loads") {
  RandomStream random(7, "test.storage");
  for (int round = 0; round < 50; ++round) {
    const PowerSignal load = random_load(random, 2000, random.uniform(0.001, 1.0));
    const Store store{random.uniform(1e3, 1e8), random.uniform(1e3, 2e6), random.uniform(0.5, 1.0),
                      random.uniform(0.1, 100.0)};
    check_balance(load, level(load, store), store);
  }
}

TEST_CASE("a large store levels, a tiny one does nothing") {
  PowerSignal load{0.01, {}};
  for (int i = 0; i < 60000; ++i) {
    load.watts.push_back(i % 1000 < 100 ? 200.0 : 1000.0);  // a dip of a second every ten
  }
  const auto swing = [](const PowerSignal& signal) {
    double least = 1e9, most = 0;
    for (std::size_t i = 50000; i < signal.watts.size(); ++i) {
      least = std::min(least, signal.watts[i]);
      most = std::max(most, signal.watts[i]);
    }
    return most - least;
  };
  CHECK(swing(level(load, {1e6, 1e4, 0.9, 60}).grid) < 60);
  CHECK(swing(level(load, {1.0, 1e4, 0.9, 60}).grid) > 790);
  // More capacity never levels less.
  double before = 1e9;
  for (const double energy_j : {10.0, 100.0, 1000.0, 10000.0}) {
    const double now = swing(level(load, {energy_j, 1e4, 0.9, 5}).grid);
    CHECK(now <= before + 1e-9);
    before = now;
  }
}

}  // namespace aif
