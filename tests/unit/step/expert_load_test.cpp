#include "step/expert_load.hpp"

#include "doctest/doctest.h"
#include "step/combine.hpp"
#include "step/sample.hpp"
#include "step/traffic.hpp"

namespace aif::step {
namespace {

RoutedShape routed(double imbalance, std::optional<double> capacity = std::nullopt) {
  RoutedShape shape;
  shape.experts = 64;
  shape.top_k = 2;
  shape.width = 1024;
  shape.imbalance = imbalance;
  shape.capacity = capacity;
  return shape;
}

TEST_CASE("the busiest rank by hand") {
  CHECK(expert_load(routed(1), 64) == 1);
  CHECK(expert_load(routed(2), 1) == 1);  // one rank has all experts
  // Loads uniform from 0 to 2 on two ranks: the upper half has a mean of 1.5.
  CHECK(soft_equal(expert_load(routed(2), 2), 1.5));
  // On four ranks the top quarter, from 1.5 to 2, has 1.75.
  CHECK(soft_equal(expert_load(routed(2), 4), 1.75));
  CHECK(expert_load(routed(3), 64) < 3);
  CHECK(expert_load(routed(3), 1'000'000) == doctest::Approx(3).epsilon(1e-4));
}

TEST_CASE("capacity pads and drops") {
  CHECK(expert_load(routed(2, 1.25), 8) == 1.25);
  CHECK(dropped_share(routed(2)) == 0);
  CHECK(dropped_share(routed(2, 2)) == 0);
  // Loads uniform from 0 to 2, places 1: the upper half loses 0.5 on average, a quarter of all tokens.
  CHECK(soft_equal(dropped_share(routed(2, 1)), 0.25));
  CHECK(soft_equal(dropped_share(routed(1, 0.75)), 0.25));
}

TEST_CASE("more imbalance and less capacity never drop less") {
  double last = 0;
  for (const double imbalance : {1.0, 1.2, 1.5, 2.0, 4.0, 8.0}) {
    const double now = dropped_share(routed(imbalance, 1.1));
    CHECK(now >= last);
    CHECK(now < 1);
    last = now;
  }
  CHECK(dropped_share(routed(3, 1.0)) > dropped_share(routed(3, 1.5)));
}

}  // namespace
}  // namespace aif::step
