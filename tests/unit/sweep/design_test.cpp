#include "sweep/design.hpp"

#include <cmath>
#include <set>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("a Latin hypercube has one point in every slice of every coordinate") {
  const UnitPoints points = latin_hypercube(50, {"a", "b", "c"}, 1);
  REQUIRE(points.size() == 50);
  for (std::size_t j = 0; j < 3; ++j) {
    std::set<int> slices;
    for (const auto& point : points) {
      CHECK((point[j] > 0 && point[j] < 1));
      slices.insert(static_cast<int>(point[j] * 50));
    }
    CHECK(slices.size() == 50);
  }
  const UnitPoints more = latin_hypercube(50, {"a", "b", "c", "d"}, 1);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(more[i][1] == points[i][1]);  // one more parameter moves no other column
  }
  CHECK(latin_hypercube(50, {"a"}, 2)[0] != latin_hypercube(50, {"a"}, 1)[0]);
}

TEST_CASE("the Sobol sequence starts as published and fills the cube evenly") {
  // The points after the origin: (1/2, 1/2), (3/4, 1/4), (1/4, 3/4), (3/8, 3/8), ...
  const UnitPoints points = sobol_sequence(1023, 2);
  const double first[4][2] = {{0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75}, {0.375, 0.375}};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(points[i][0] == first[i][0]);
    CHECK(points[i][1] == first[i][1]);
  }
  // With the origin, the first 1,024 points put exactly one into each of 1,024 boxes of 32 by 32.
  std::set<int> boxes{0};
  for (const auto& point : points) {
    CHECK((point[0] > 0 && point[0] < 1 && point[1] > 0 && point[1] < 1));
    boxes.insert(static_cast<int>(point[0] * 32) * 32 + static_cast<int>(point[1] * 32));
  }
  CHECK(boxes.size() == 1024);
}

TEST_CASE("Saltelli's points mix two samples one coordinate at a time") {
  const UnitPoints points = saltelli_points(8, 3);
  REQUIRE(points.size() == 8 * 5);
  for (std::size_t n = 0; n < points.size(); n += 5) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        CHECK(points[n + 1 + i][j] == (i == j ? points[n + 4][j] : points[n][j]));
      }
    }
  }
}

TEST_CASE("a Morris trajectory moves every parameter once, by the same step") {
  const std::size_t levels = 4;
  const UnitPoints points = morris_points(20, 5, levels, 3);
  REQUIRE(points.size() == 20 * 6);
  for (std::size_t from = 0; from < points.size(); from += 6) {
    std::set<std::size_t> moved;
    for (std::size_t step = from; step < from + 5; ++step) {
      for (std::size_t i = 0; i < 5; ++i) {
        const double delta = points[step + 1][i] - points[step][i];
        if (delta != 0) {
          CHECK(SoftEqual{}(std::abs(delta), 0.5));
          moved.insert(i);
        }
        CHECK((points[step][i] > 0 && points[step][i] < 1));
      }
    }
    CHECK(moved.size() == 5);
  }
}

}  // namespace
}  // namespace aif
