#include "step/memory.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "made_up.hpp"

namespace aif {
namespace {

const SoftEqual soft_equal;

MemoryUse use_of(const AiModelSpec& model, const ParallelSpec& parallel, double replicas, double capacity = 80e9) {
  return memory_use(model, parallel, replicas, 8, 1000, capacity);
}

TEST_CASE("memory of one GPU by hand") {
  // State (2 + 4 + 12) x 26e6 = 468e6. Activations 2 B x 1000 tokens x 2 layers x (4 + 2 + 2 + 2 x 4) x 1000 = 64e6.
  const MemoryUse use = use_of(made_up::model(), {.tensor = 1}, 1);
  CHECK(soft_equal(use.dense_params, 26e6));
  CHECK(use.expert_params == 0.0);
  CHECK(soft_equal(use.total, 532e6));
  CHECK(use.recomputed == 0.0);
  CHECK(use.fits);
  CHECK(soft_equal(use.optimizer_traffic, 30 * 26e6));  // gradient 4, master and moments 24, weight 2
}

TEST_CASE("parallelism divides what it should") {
  // Optimizer over four replicas: 6 x 26e6 + 12 x 26e6 / 4 = 234e6, and the same activations.
  CHECK(soft_equal(use_of(made_up::model(), {.tensor = 1}, 4).total, 298e6));
  // Two tensor ranks halve state and activations.
  CHECK(soft_equal(use_of(made_up::model(), {.tensor = 2}, 1).total, 266e6));
  // Two stages halve the state; the first keeps two microbatches of one layer: 1.5 of 1F1B's 64e6, v = 1.
  CHECK(soft_equal(use_of(made_up::model(), {.tensor = 1, .pipeline = 2}, 1).total, 234e6 + 1.5 * 64e6));
}

TEST_CASE("experts are dealt, the rest is repeated") {
  // Experts: 2 layers x 8 x 2 x 1000 x 4000 = 128e6; the rest: 2 x (4e6 + 8e3 router) + 2e6 = 10.016e6.
  const MemoryUse use = use_of(made_up::routed_model(), {.tensor = 1, .expert = 4}, 4);
  CHECK(soft_equal(expert_parameters(made_up::routed_model()), 128e6));
  CHECK(soft_equal(active_expert_parameters(made_up::routed_model()), 32e6));
  CHECK(soft_equal(use.dense_params, 10.016e6));
  CHECK(soft_equal(use.expert_params, 32e6));
  // Experts of four ranks exist once, so their optimizer state is not shared: 30 x (10.016e6 / 4 + 32e6).
  CHECK(soft_equal(use.optimizer_traffic, 30 * (10.016e6 / 4 + 32e6)));
}

TEST_CASE("activations are recomputed only as far as memory asks") {
  // Kept 64e6, inputs only 4e6. In 520e6 / 0.95 there is room for 52e6: (64 - 52) / (64 - 4) = 0.2 of the layers.
  const MemoryUse some = use_of(made_up::model(), {.tensor = 1}, 1, 520e6 / 0.95);
  CHECK(soft_equal(some.recomputed, 0.2));
  CHECK(soft_equal(some.total, 520e6));
  CHECK(some.fits);
  const MemoryUse all = use_of(made_up::model(), {.tensor = 1}, 1, 472e6 / 0.95);
  CHECK(soft_equal(all.recomputed, 1.0));
  CHECK(all.fits);
  const MemoryUse none = use_of(made_up::model(), {.tensor = 1}, 1, 471e6 / 0.95);
  CHECK(none.recomputed == 1.0);
  CHECK_FALSE(none.fits);
}

TEST_CASE("bytes of element-wise kernels by hand") {
  // 6 B x 2 layers x (10 + 4 + 4 + 2 x 4) x 1000 + 12 x 1000 = 324,000.
  CHECK(soft_equal(elementwise_bytes_per_token(made_up::model(), Precision::bf16), 324'000));
  // Casts: 6 x 2 x 2 x (2 + 1 + 4) x 1000 = 168,000 more.
  CHECK(soft_equal(elementwise_bytes_per_token(made_up::model(), Precision::fp8), 492'000));
  // Two experts at once: width 8000, and 3 x 2 x 1000 to sort and return tokens: 6 x 2 x 40,000 + 12,000.
  CHECK(soft_equal(elementwise_bytes_per_token(made_up::routed_model(), Precision::bf16), 492'000));
}

}  // namespace
}  // namespace aif
