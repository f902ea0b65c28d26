#include "power/gpu_power.hpp"

#include <string>

#include "catalog/catalog.hpp"
#include "core/random.hpp"
#include "doctest/doctest.h"
#include "nearly.hpp"
#include "shipped.hpp"

namespace aif {
namespace {

/// Round shares: gap 0.2, floor 0.4, memory 0.3, limit 0.9, products 1.0, attention 0.5, exponent 1.
PowerData round_data() {
  const auto share = [](double value) { return PowerShare{value, {0.5 * value, 1.5 * value}, "round"}; };
  GpuPowerFamily family;
  family.name = "round";
  family.measured = {"metered"};
  family.taken_for = {"other"};
  family.gap = share(0.2);
  family.floor = share(0.4);
  family.memory = share(0.3);
  family.limit = {0.9, {0.8, 1.0}, "round"};
  family.product_16 = family.product_8 = family.product_4 = share(1.0);
  family.attention = share(0.5);
  family.exponent = 1;
  PowerData data;
  data.gpus.families.push_back(family);
  return data;
}

GpuSpec round_gpu() {
  GpuSpec gpu;
  gpu.name = "metered";
  gpu.tdp.value = watts(1000);
  gpu.idle_power.value = watts(100);
  return gpu;
}

}  // namespace

TEST_CASE("phases of a GPU by hand") {
  const GpuPower gpu(round_gpu(), round_data());
  CHECK(gpu.measured());
  CHECK(equal(gpu.idle(), 100));
  // Floor 400 W + 0.3 * 1,000 W of products + 0.5 * 300 W of traffic.
  CHECK(equal(gpu.running({.product_16 = 0.3, .memory = 0.5}), 850));
  // 400 + 600 + 90 W would be 1,090: the board holds 900.
  CHECK(equal(gpu.computing(), 900));
  CHECK(equal(gpu.running({.attention = 0.4}), 600));
  CHECK(equal(gpu.memory_bound(), 400 + 0.85 * 300));
  CHECK(equal(gpu.between_kernels(), 200));
  // A quarter of the way from the gap to the floor, and 0.15 of the traffic term.
  CHECK(equal(gpu.waiting(), 250));
  CHECK(equal(gpu.communicating(), 250 + 0.15 * 300));
  CHECK(equal(gpu.saving(), 150));
}

TEST_CASE("a pass by hand") {
  const GpuPower gpu(round_gpu(), round_data());
  // Half products at 400 + 300 + 90 = 790 W, a fifth memory-bound at 655 W, a fifth gaps at 200 W, a tenth traffic at
  // 295 W: 395 + 131 + 40 + 29.5 = 595.5 W. A cap acts on 395 + 0.665 * 131 = 482.115 W.
  PassMix mix{
      .products = 5, .memory_bound = 2, .gaps = 2, .communicating = 1, .load = {.product_8 = 0.3, .memory = 0.3}};
  CHECK(equal(gpu.pass(mix).mean, 595.5));
  CHECK(equal(gpu.pass(mix).cappable, 482.115));
  // All products at 400 + 600 + 90 = 1,090 W: held at 900, and a cap acts on all of it.
  mix = {.products = 1, .load = {.product_16 = 0.6, .memory = 0.3}};
  CHECK(equal(gpu.pass(mix).mean, 900));
  CHECK(equal(gpu.pass(mix).cappable, 900));
}

TEST_CASE("a GPU that nobody metered takes shares of another") {
  GpuSpec gpu = round_gpu();
  gpu.name = "other";
  CHECK(!GpuPower(gpu, round_data()).measured());
  gpu.name = "unheard of";
  gpu.tdp.value = watts(500);
  gpu.idle_power.value = watts(50);
  CHECK(equal(GpuPower(gpu, round_data()).computing(), 450));
}

TEST_CASE("every shipped GPU has ordered phases, and more work draws no less") {
  RandomStream random(2, "test.gpu-power");
  for (const std::string& name : shipped_catalog().names("gpu")) {
    CAPTURE(name);
    const Ref<GpuSpec> spec = shipped_catalog().get<GpuSpec>(name);
    for (const RangePoint point : {RangePoint::low, RangePoint::mid, RangePoint::high}) {
      const GpuPower gpu(*spec, shipped_power_data(), point);
      CHECK(gpu.idle() <= gpu.between_kernels());
      CHECK(gpu.between_kernels() <= gpu.waiting());
      CHECK(gpu.waiting() <= gpu.communicating());
      CHECK(gpu.communicating() <= gpu.memory_bound());
      CHECK(gpu.memory_bound() <= gpu.computing());
      CHECK(gpu.computing() <= *spec->tdp);
      const double less = random.uniform(0.0, 1.0);
      const double more = random.uniform(less, 1.0);
      CHECK(gpu.running({.product_16 = less}) <= gpu.running({.product_16 = more}));
      CHECK(gpu.running({.memory = less}) <= gpu.running({.memory = more}));
    }
    CHECK(GpuPower(*spec, shipped_power_data(), RangePoint::low).waiting() <=
          GpuPower(*spec, shipped_power_data(), RangePoint::high).waiting());
  }
}

TEST_CASE("fits as recorded: dense products on metered boards, rows left out") {
  for (const GpuPowerFamily& family : shipped_power_data().gpus.families) {
    CAPTURE(family.name);
    CHECK(family.median_error_by.at("product_16") < 0.02);
    CHECK(family.median_error < 0.06);
    CHECK(family.test_rows > 1000);
    for (const PowerShare* share : {&family.gap, &family.floor, &family.memory, &family.limit, &family.product_16,
                                    &family.product_8, &family.product_4, &family.attention}) {
      CHECK(share->range.at(0) <= share->value);
      CHECK(share->value <= share->range.at(1));
    }
  }
}

}  // namespace aif
