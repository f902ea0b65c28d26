#include "step/draw.hpp"

#include <algorithm>

#include "core/contracts.hpp"
#include "power/clock.hpp"
#include "step/breakdown.hpp"

namespace aif::step {

namespace {

PassMix mix_of(const Job& job, const Components& parts, const StepTime& t, double peak_per_gpu) {
  PassMix mix;
  mix.products = t.products + t.recomputation;
  mix.memory_bound = t.memory_bound;
  mix.gaps = t.gaps;
  mix.communicating = t.tensor + t.context + t.expert + t.pipeline;
  const double flops = model_flops(job) * (1 + parts.recomputed / 3);
  const double used = std::clamp(flops / (static_cast<double>(job.gpus) * peak_per_gpu * mix.products), 0.0, 1.0);
  switch (job.width()) {
    case MathWidth::bits16:
      mix.load.product_16 = used;
      break;
    case MathWidth::bits8:
      mix.load.product_8 = used;
      break;
    case MathWidth::bits4:
      mix.load.product_4 = used;
      break;
  }
  mix.load.memory = typical_traffic;
  return mix;
}

}  // namespace

StepDraw step_draw(const Job& job, const Components& parts, const StepTime& t, const GpuPower& gpu,
                   double peak_per_gpu) {
  AIF_EXPECT(peak_per_gpu > 0 && t.total > 0);
  StepDraw draw;
  const PassMix mix = mix_of(job, parts, t, peak_per_gpu);
  draw.pass = gpu.pass(mix);
  draw.waiting = gpu.waiting();
  draw.communicating = gpu.communicating();
  draw.memory_bound = gpu.memory_bound();
  draw.between = gpu.between_kernels();
  const double streaming = t.optimizer + t.host_spill;
  const double passes = t.total - t.bubble - t.stragglers - t.data_parallel - streaming - t.fixed;
  const Power energy_rate = passes * draw.pass.mean + (t.bubble + t.stragglers) * draw.waiting +
                            t.data_parallel * draw.communicating + streaming * draw.memory_bound +
                            t.fixed * draw.between;
  draw.mean.mean = energy_rate / t.total;
  draw.mean.cappable = (passes * draw.pass.cappable + streaming * memory_draw_slope * draw.memory_bound) / t.total;
  return draw;
}

}  // namespace aif::step
