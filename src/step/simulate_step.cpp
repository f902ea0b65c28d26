#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "step/data_parallel.hpp"
#include "step/simulate.hpp"

namespace aif::step {
PipelineWork pipeline_work(const Job& job, const Components& parts, const Constants& constants) {
  PipelineWork work;
  work.stages = stage_times(job, parts, constants);
  work.schedule = job.layout.pp > 1 ? job.layout.order() : PipelineSchedule::one_forward_one_backward;
  work.chunks = job.layout.vpp;
  work.micro_batches = std::max<std::int64_t>(1, std::llround(std::ceil(job.micro_batches())));
  if (work.chunks > 1) {  // interleaving goes in groups of as many micro-batches as there are stages
    const auto stages = static_cast<std::int64_t>(work.stages.forward.size());
    work.micro_batches = (work.micro_batches + stages - 1) / stages * stages;
  }
  return work;
}

SimulatedStep simulate_step(const Job& job, const Components& parts, const Constants& constants, bool with_timeline) {
  const StepTime closed = step_time(job, parts, constants);
  PipelineWork work = pipeline_work(job, parts, constants);
  const bool flows = job.software.data_overlap && closed.data_parallel_raw > 0 &&
                     (job.layout.sharding == Sharding::zero1 || job.layout.sharding == Sharding::replicated);
  double exposed = closed.data_parallel;
  if (flows) {
    // The share that overlap never hides stays a term; the rest flows while other chunks still compute. The link is
    // as fast as the collective runs on its own, so bytes are seconds here.
    exposed = constants.gradient_exposed * closed.data_parallel_raw;
    constexpr double bytes_per_second = 1e12;
    work.link = bytes_per_second;
    work.reduce_bytes =
        (1 - constants.gradient_exposed) * closed.data_parallel_raw * bytes_per_second *
        (job.layout.sharding == Sharding::zero1 ? job.gradient_bytes() / (2 + job.gradient_bytes()) : 1.0);
    // Parameters are gathered under the next step's first forward passes; what does not fit there is in the exposed
    // share.
  }
  SimulatedStep result;
  result.pipeline = simulate_pipeline(work, with_timeline);
  const double spread = constants.straggler_per_doubling * std::max(0.0, std::log2(static_cast<double>(job.gpus) / 8));
  result.old = job.software.before_2023() ? constants.before_2023 : 1.0;
  result.host = closed.host_spill;
  result.reduction = exposed;
  result.optimizer = closed.optimizer;
  const double before = result.pipeline.end + closed.host_spill + exposed + closed.optimizer;
  result.stragglers = before * spread;
  result.fixed = constants.fixed_per_step;
  result.total = before * (1 + spread) * result.old + result.fixed;
  return result;
}

std::string chrome_trace(const std::vector<Interval>& timeline) {
  constexpr std::array<const char*, 7> names{
      "forward", "backward", "input gradient", "weight gradient", "reduce gradients", "gather parameters", "optimizer"};
  std::string text = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  std::int64_t stages = 0;
  for (const Interval& i : timeline) {
    stages = std::max(stages, i.stage + 1);
  }
  for (std::int64_t s = 0; s < stages; ++s) {
    text += fmt::format(
        "{{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":{},\"args\":{{\"name\":\"stage {}\"}}}},\n", s + 1,
        s);
  }
  bool first = true;
  for (const Interval& i : timeline) {
    const bool pass = i.activity <= Activity::weight_gradient;
    const char* name = names[static_cast<std::size_t>(i.activity)];
    text += first ? "" : ",\n";
    first = false;
    text += fmt::format(
        "{{\"ph\":\"X\",\"pid\":1,\"tid\":{},\"ts\":{:.3f},\"dur\":{:.3f},\"name\":\"{}\",\"cat\":\"{}\"", i.stage + 1,
        i.start * 1e6, (i.end - i.start) * 1e6, pass ? fmt::format("{} {}", name, i.micro_batch) : name, name);
    text += pass ? fmt::format(",\"args\":{{\"micro_batch\":{},\"chunk\":{}}}}}", i.micro_batch, i.chunk) : "}";
  }
  return text + "\n]}\n";
}

}  // namespace aif::step
