#include "step/draw.hpp"

#include <string>

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "power/node_power.hpp"
#include "shipped.hpp"
#include "step/breakdown.hpp"
#include "step/power_timeline.hpp"
#include "step/presume.hpp"

namespace aif::step {
namespace {

struct Example {
  Ref<AiModelSpec> model = shipped_catalog().get<AiModelSpec>("llama-3.1-70b");
  Ref<SystemSpec> system = shipped_catalog().get<SystemSpec>("dgx-h100");
  FabricSpec fabric;
  Constants constants = constants_of(shipped_calibration().global);
  Job job;
  double peak = 0;

  explicit Example(std::int64_t pipeline = 4, Precision precision = Precision::bf16) {
    const StepSpec spec{model.spec.get(), system.spec.get(), &fabric, 512, {.tensor = 4, .pipeline = pipeline}, 8192,
                        512.0 * 8192,     precision};
    job = with_best_choices(job_from(spec, shipped_calibration()), constants);
    peak = peak_rate(*system->gpu, precision).si();
  }
};

}  // namespace

TEST_CASE("the mean over a step lies between waiting and the passes") {
  for (const Precision precision : {Precision::bf16, Precision::fp8}) {
    const Example e(4, precision);
    const Components parts = components_of(e.job);
    const StepTime time = step_time(e.job, parts, e.constants);
    const GpuPower gpu(*e.system->gpu, shipped_power_data());
    const StepDraw draw = step_draw(e.job, parts, time, gpu, e.peak);
    CHECK(draw.mean.mean < draw.pass.mean);
    CHECK(draw.mean.mean > draw.waiting);
    CHECK(draw.pass.mean <= gpu.computing());
    CHECK(draw.mean.cappable < draw.mean.mean);
    // By hand: seconds of each part and its power.
    const double outside = time.bubble + time.stragglers;
    const double streaming = time.optimizer + time.host_spill;
    const double passes = time.total - outside - streaming - time.data_parallel - time.fixed;
    const double energy = passes * draw.pass.mean.si() + outside * gpu.waiting().si() +
                          time.data_parallel * gpu.communicating().si() + streaming * gpu.memory_bound().si() +
                          time.fixed * gpu.between_kernels().si();
    CHECK(SoftEqual{.rel = 1e-9}(draw.mean.mean.si() * time.total, energy));
  }
}

TEST_CASE("energy of a step is that of its mean draw") {
  const Example e;
  const Breakdown b = breakdown_of(e.job, e.constants, e.peak, e.system.spec.get());
  const NodePower power(*e.system);
  const StepDraw draw = step_draw(e.job, components_of(e.job), b.time, power.gpu(), e.peak);
  CHECK(SoftEqual{.rel = 1e-9}(b.energy, 64 * power.with_gpus_at(draw.mean.mean).si() * b.time.total));
}

TEST_CASE("power through a played step") {
  for (const std::int64_t pipeline : {1, 4, 8}) {
    CAPTURE(pipeline);
    const Example e(pipeline);
    const Components parts = components_of(e.job);
    const GpuPower gpu(*e.system->gpu, shipped_power_data());
    const StepDraw draw = step_draw(e.job, parts, step_time(e.job, parts, e.constants), gpu, e.peak);
    const SimulatedStep step = simulate_step(e.job, parts, e.constants, true);
    const std::vector<ReplicaClass> classes = power_timeline(e.job, step, draw);
    REQUIRE(classes.size() == static_cast<std::size_t>(pipeline));
    double gpus = 0;
    for (const ReplicaClass& one : classes) {
      gpus += one.gpus;
      CHECK(SoftEqual{}(one.pieces.back().end, step.total));
      double at = 0, busy = 0;
      for (const DrawPiece& piece : one.pieces) {
        CHECK(piece.end > at);
        CHECK(piece.gpu_w >= gpu.idle().si());
        CHECK(piece.gpu_w <= gpu.computing().si());
        busy += piece.gpu_w == draw.pass.mean.si() ? piece.end - at : 0.0;
        at = piece.end;
      }
      // Every stage computes for as long as its passes take.
      double played = 0;
      for (const Interval& interval : step.pipeline.timeline) {
        const bool pass = interval.activity != Activity::reduce && interval.activity != Activity::gather &&
                          interval.activity != Activity::optimizer;
        const bool mine = static_cast<std::size_t>(interval.stage) == static_cast<std::size_t>(&one - classes.data());
        played += pass && mine ? interval.end - interval.start : 0.0;
      }
      CHECK(SoftEqual{.rel = 1e-9}(busy, played * step.old));
    }
    CHECK(SoftEqual{}(gpus, 512));
    // The last stretch of all stages is the wait between two steps.
    CHECK(classes.front().pieces.back().gpu_w == draw.between.si());
  }
}

}  // namespace aif::step
