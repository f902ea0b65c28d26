#include "power/node_power.hpp"

#include <cmath>

#include "catalog/catalog.hpp"
#include "core/random.hpp"
#include "doctest/doctest.h"
#include "nearly.hpp"
#include "shipped.hpp"

namespace aif {
namespace {

/// Eight GPUs of 80 W idle and 1,000 W rated; a node of 2 kW idle and 6 kW in training; power supplies of 80 %.
SystemSpec round_system() {
  auto gpu = std::make_shared<GpuSpec>();
  gpu->idle_power.value = watts(80);
  gpu->tdp.value = watts(1000);
  SystemSpec system;
  system.gpu.spec = gpu;
  system.gpus_per_node = 8;
  system.idle_power.value = kilowatts(2);
  system.training_power.value = kilowatts(6);
  system.max_power.value = kilowatts(8);
  system.psu_efficiency.value = 0.8;
  return system;
}

}  // namespace

TEST_CASE("phases of a node by hand") {
  const NodePower power(round_system());
  // GPUs idle: 8 * 80 W / 0.8 = 800 W. Dynamic power D = 4,000 W, of which GPUs 0.9: 3,600 W.
  // GPUs in training G = 800 + 3,600 = 4,400 W, below D / 0.6 = 6,667 W.
  CHECK(equal(power.in(Phase::off), 0));
  CHECK(equal(power.in(Phase::idle), 2000));
  CHECK(equal(power.in(Phase::busy), 6000));
  CHECK(equal(power.in(Phase::busy, 0.5), 4000));
  // Cap 0.5: 2,000 + 4,000 - 0.5 * 4,400 = 3,800 W; at half the intensity 2,000 + 0.5 * (4,000 - 2,200) = 2,900 W.
  CHECK(equal(power.in(Phase::busy, 1.0, 0.5), 3800));
  CHECK(equal(power.in(Phase::busy, 0.5, 0.5), 2900));
  // A job whose GPUs draw half of what computing ones do beyond idle, cappable by a quarter of theirs:
  // 2,000 + 4,000 (0.1 + 0.9 * 0.5) - 0.5 * 0.25 * 4,400 = 3,650 W.
  CHECK(equal(power.busy(1.0, 0.5, {0.5, 0.25}), 3650));
  // Saving: 0.15 * 1,000 W = 150 W per GPU, 70 W above idle, / 0.8, times 8 = 700 W.
  CHECK(equal(power.in(Phase::checkpointing), 2700));
  CHECK(equal(power.in(Phase::restarting, 0.3, 0.6), 2700));
  CHECK(equal(power.nameplate(), 8000));
}

TEST_CASE("phases follow what the GPUs draw") {
  const NodePower power(round_system());
  const GpuPower& gpu = power.gpu();
  // At what computing GPUs draw the node is at 6,000 W, at their idle power at 2,000 + 0.1 * 4,000 W.
  CHECK(equal(power.with_gpus_at(gpu.computing()), 6000));
  CHECK(equal(power.with_gpus_at(gpu.idle()), 2400));
  CHECK(power.in(Phase::waiting) == power.with_gpus_at(gpu.waiting()));
  CHECK(power.in(Phase::communicating) == power.with_gpus_at(gpu.communicating()));
  // A cap slows the clock: waiting is not touched, memory-bound work falls 0.665 times as fast as its draw.
  CHECK(power.in(Phase::waiting, 1.0, 0.5) == power.in(Phase::waiting));
  const Power saved = power.in(Phase::memory_bound)-power.in(Phase::memory_bound, 1.0, 0.5);
  CHECK(equal(saved, 0.5 * 0.665 * (gpu.memory_bound() / gpu.computing()) * 4400));
}

TEST_CASE("a cap for a budget by hand") {
  const NodePower power(round_system());
  // 6,000 - 4,900 = 1,100 W over; the cap acts on 4,400 W: 1 - 1,100 / 4,400 = 0.75.
  CHECK(SoftEqual{}(power.cap_for(watts(4900), 1.0), 0.75));
  CHECK(power.cap_for(watts(6000), 1.0) == 1.0);
  CHECK(power.cap_for(watts(7000), 1.0) == 1.0);
  CHECK(power.cap_for(watts(100), 1.0) == least_cap);
  CHECK(power.cap_for(watts(100), 0.0) == least_cap);
}

TEST_CASE("A100 server slowed by a tenth") {
  // [polca]: DGX A100 with locked clocks, 22 % off the server's peak for 10 % of performance.
  const SystemSpec dgx = *shipped_catalog().get<SystemSpec>("dgx-a100");
  const NodePower power(dgx);
  double cap = 1.0;
  while (compute_speed(cap) > 0.9) {
    cap -= 1e-4;
  }
  const double saved = 1.0 - power.busy(1.0, cap) / power.busy(1.0);
  CHECK(std::abs(saved - 0.22) < 0.02);
}

TEST_CASE("every shipped system has ordered phases") {
  for (const std::string& name : shipped_catalog().names("system")) {
    CAPTURE(name);
    const NodePower power(*shipped_catalog().get<SystemSpec>(name));
    CHECK(power.in(Phase::off) < power.idle());
    CHECK(power.idle() <= power.in(Phase::checkpointing));
    CHECK(power.in(Phase::checkpointing) < power.in(Phase::waiting));
    CHECK(power.in(Phase::waiting) <= power.in(Phase::communicating));
    CHECK(power.in(Phase::communicating) < power.in(Phase::memory_bound));
    CHECK(power.in(Phase::memory_bound) < power.busy(1.0));
    CHECK(power.busy(1.0) <= power.nameplate());
    CHECK(power.busy(1.0, least_cap) >= power.idle());
    CHECK(power.in(Phase::memory_bound, 1.0, least_cap) >= power.idle());
  }
}

TEST_CASE("power is monotone and linear in the cap") {
  RandomStream random(1, "test.power");
  const std::vector<std::string> names = shipped_catalog().names("system");
  for (int round = 0; round < 2000; ++round) {
    const NodePower power(*shipped_catalog().get<SystemSpec>(names[random.below(names.size())]));
    const double low = random.uniform(least_cap, 1.0);
    const double high = random.uniform(low, 1.0);
    const double less = random.uniform(0.0, 1.0);
    const double more = random.uniform(less, 1.0);
    for (const Phase phase :
         {Phase::idle, Phase::busy, Phase::memory_bound, Phase::waiting, Phase::communicating, Phase::checkpointing}) {
      CHECK(power.in(phase, less, low) <= power.in(phase, more, low));
      CHECK(power.in(phase, more, low) <= power.in(phase, more, high));
    }
    CHECK(step_speed(low, more) <= step_speed(low, less));
    const Power middle = 0.5 * (power.busy(more, low) + power.busy(more, high));
    CHECK(SoftEqual{.rel = 1e-12}(middle.si(), power.busy(more, 0.5 * (low + high)).si()));
    // A budget between the least and the greatest draw is met exactly.
    const Power budget = power.busy(more, low);
    CHECK(SoftEqual{.rel = 1e-9}(power.busy(more, power.cap_for(budget, more)).si(), budget.si()));
  }
}

}  // namespace aif
