#include "campaign/cap_classes.hpp"

#include <cmath>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

using namespace aif;

TEST_CASE("one class: the largest step that fits, by hand") {
  CapClasses classes;
  classes.add_fixed(1000);
  classes.add({.uncapped_w = 9000, .cappable_w = 6000});
  CHECK(!classes.choose(10'000));
  CHECK(classes.cap(0) == 1.0);
  // 10,000 - (1 - c) 6,000 = 8,123: c = 0.68716..., rounded down to 0.685.
  CHECK(classes.choose(8123));
  CHECK(SoftEqual{}(classes.cap(0), 0.685));
  CHECK(SoftEqual{}(classes.drawn_w(), 10'000 - 0.315 * 6000));
  CHECK(classes.mean_cap() == classes.cap(0));
  CHECK(classes.choose(1));
  CHECK(classes.cap(0) == least_cap);
}

TEST_CASE("the lowest priority is slowed first") {
  CapClasses classes;
  classes.add({.uncapped_w = 5000, .cappable_w = 4000, .priority = 10});
  classes.add({.uncapped_w = 5000, .cappable_w = 4000, .priority = 80});
  classes.choose(9000);
  CHECK(SoftEqual{}(classes.cap(10), 0.75));
  CHECK(classes.cap(80) == 1.0);
  // The first gives 2,400 at the least cap; the other must give 600 of the 3,000.
  classes.choose(7000);
  CHECK(classes.cap(10) == least_cap);
  CHECK(SoftEqual{}(classes.cap(80), 0.85));
  CHECK(classes.drawn_w() <= 7000 * (1 + 1e-12));
}

TEST_CASE("random machines under local caps: within the budget, and a step more would not be") {
  RandomStream random(5, "test.cap_classes");
  for (int round = 0; round < 300; ++round) {
    CapClasses classes;
    std::vector<CapClasses::Draw> draws;
    for (int i = 0; i < 20; ++i) {
      const double uncapped_w = random.uniform(100, 1000);
      draws.push_back({uncapped_w, uncapped_w * random.uniform(0.3, 0.9), 0,
                       random.below(2) == 0 ? 1.0 : step_down(random.uniform(0.4, 1.0))});
      classes.add(draws.back());
    }
    const double locally_w = classes.locally_capped_w();
    const double budget_w = locally_w * random.uniform(0.7, 1.05);
    classes.choose(budget_w);
    auto drawn_w = [&](double cap) {
      double sum = 0;
      for (const CapClasses::Draw& draw : draws) {
        sum += draw.uncapped_w - (1.0 - std::min(cap, draw.local_cap)) * draw.cappable_w;
      }
      return sum;
    };
    const double cap = classes.cap(0);
    CHECK(SoftEqual{1e-9, 0}(classes.drawn_w(), drawn_w(cap)));
    if (cap > least_cap) {
      CHECK(drawn_w(cap) <= budget_w * (1 + 1e-9));
    }
    if (cap < 1.0) {
      CHECK(drawn_w(cap + cap_step) > budget_w * (1 - 1e-9));
    }
    for (const CapClasses::Draw& draw : draws) {
      classes.remove(draw);
    }
    CHECK(std::abs(classes.uncapped_w()) < 1e-6);
  }
}
