#include "workload/outcome.hpp"

#include <cmath>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("round numbers by hand") {
  // N = D = 1e10, logarithm 23.02585:
  //   Hoffmann    1.69 + 406.4 e^(-0.34 x 23.02585) + 410.7 e^(-0.28 x 23.02585)
  //               = 1.69 + 406.4 x 3.98107e-4 + 410.7 x 1.58489e-3 = 1.69 + 0.161791 + 0.650915 = 2.502706
  //   Besiroglu   1.8172 + 482.01 x 10^-3.478 + 2085.43 x 10^-3.658
  //               = 1.8172 + 482.01 x 3.32660e-4 + 2085.43 x 2.19786e-4 = 1.8172 + 0.160345 + 0.458348 = 2.435893
  const Estimate loss = pretraining_loss(1e10, 1e10, 0);
  const SoftEqual close{.rel = 1e-5};
  CHECK(close(loss.high, 2.502706));
  CHECK(close(loss.low, 2.435893));
  CHECK(close(loss.value, (2.502706 + 2.435893) / 2));
}

TEST_CASE("at the size of Chinchilla: 70 thousand million parameters, 1.4 million million tokens") {
  // 406.4 / (7e10)^0.34 = 0.0836, 410.7 / (1.4e12)^0.28 = 0.1630: 1.69 + 0.0836 + 0.1630 = 1.9366; the refit is higher.
  const Estimate loss = pretraining_loss(70e9, 1.4e12, 0);
  CHECK(std::abs(loss.low - 1.9366) < 1e-4);
  CHECK(loss.high > loss.low);
}

TEST_CASE("more of anything never hurts, and the range holds the value") {
  double before = 1e9;
  for (double scale = 1e8; scale < 1e13; scale *= 3) {
    const Estimate loss = pretraining_loss(scale, 20 * scale, 0);
    CHECK(loss.value < before);
    CHECK(loss.low <= loss.value);
    CHECK(loss.value <= loss.high);
    CHECK(pretraining_loss(2 * scale, 20 * scale, 0).value < loss.value);
    before = loss.value;
  }
}

TEST_CASE("repeated tokens count for less") {
  const double all_new = pretraining_loss(1e10, 4e11, 0).value;
  CHECK(pretraining_loss(1e10, 4e11, 4e11).value == all_new);
  CHECK(pretraining_loss(1e10, 4e11, 9e11).value == all_new);
  // Four passes are nearly as good as new data, forty are not (Muennighoff et al., section 3).
  const double four_passes = pretraining_loss(1e10, 4e11, 1e11).value;
  const double one_pass = pretraining_loss(1e10, 1e11, 1e11).value;
  CHECK(four_passes > all_new);
  CHECK(four_passes - all_new < 0.1 * (one_pass - all_new));
  const double forty = pretraining_loss(1e10, 4e12, 1e11).value;
  const double eighty = pretraining_loss(1e10, 8e12, 1e11).value;
  CHECK(forty > eighty);
  CHECK(forty - eighty < 0.01);
}

TEST_CASE("worth of repeated data by hand") {
  // U = 1e11, T = 4e11: R = 3, D = U (1 + 15.39 (1 - e^(-3/15.39))) = U (1 + 15.39 x 0.1771092) = 3.725711e11
  const double repeated = pretraining_loss(1e10, 4e11, 1e11).value;
  CHECK(SoftEqual{.rel = 1e-6}(repeated, pretraining_loss(1e10, 3.725711e11, 0).value));
}

TEST_CASE("nothing trained is finite") { CHECK(std::isfinite(pretraining_loss(0, 0, 0).high)); }

}  // namespace
}  // namespace aif
