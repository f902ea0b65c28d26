#include "core/soft_equal.hpp"

#include <limits>

#include "doctest/doctest.h"

namespace aif {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("small numbers are compared as strictly as large ones") {
  const SoftEqual soft_equal{.rel = 1e-6};
  CHECK(soft_equal(1e-9, 1e-9 * (1 + 1e-7)));
  CHECK_FALSE(soft_equal(1e-9, 1.1e-9));
  CHECK_FALSE(soft_equal(1e-9, 5e-6));
  CHECK_FALSE(soft_equal(0, 1e-300));
  CHECK(soft_equal(1e15, 1e15 + 1e8));
}

TEST_CASE("an absolute tolerance applies where it is given") {
  const SoftEqual soft_equal{.rel = 0, .abs = 0.5};
  CHECK(soft_equal(0, 0.5));
  CHECK_FALSE(soft_equal(0, 0.51));
}

TEST_CASE("it is symmetric, and NaN equals nothing") {
  const SoftEqual soft_equal{.rel = 0.1};
  CHECK(soft_equal(1.0, 1.11));
  CHECK(soft_equal(1.11, 1.0));
  CHECK_FALSE(soft_equal(nan, nan));
  CHECK(soft_equal(infinity, infinity));
  CHECK_FALSE(soft_equal(infinity, -infinity));
  CHECK_FALSE(soft_equal(infinity, 1e308));
}

}  // namespace
}  // namespace aif
