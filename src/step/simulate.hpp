#pragma once

#include <string>
#include <vector>

#include "step/combine.hpp"

namespace aif::step {

/// What the simulation plays: one replica's pipeline and the reduction of its gradients.
struct PipelineWork {
  StageTimes stages;  ///< of whole stages; a chunk takes its share of them
  PipelineSchedule schedule = PipelineSchedule::one_forward_one_backward;  ///< or interleaved, with several chunks
  std::int64_t chunks = 1;                                                 ///< per stage
  std::int64_t micro_batches = 1;
  double reduce_bytes = 0;  ///< of gradients per stage, sent over the stage's link once they are complete [B]
  double gather_bytes = 0;  ///< of parameters per stage, after the optimizer [B]
  double link = 1;          ///< bandwidth of a stage's link to its replicas [B/s]
  double latency = 0;       ///< of one such transfer [s]
  double optimizer = 0;     ///< after the last reduction [s]
};

enum class Activity { forward, backward, input_gradient, weight_gradient, reduce, gather, optimizer };

/// One bar of the timeline.
struct Interval {
  Activity activity = Activity::forward;
  std::int64_t stage = 0, chunk = 0, micro_batch = 0;
  double start = 0, end = 0;  ///< [s]
};

struct SimulatedPipeline {
  double compute_end = 0;          ///< last backward pass of any stage [s]
  double end = 0;                  ///< of the step [s]
  std::vector<Interval> timeline;  ///< empty unless asked for
};

/// Plays the schedule in SimGrid: an actor per stage that hands tokens to its neighbours, gradient reduction as a flow
/// over the stage's link during a chunk's last backward pass. Runs in a child process.
/// What it computes  time of a pipelined step of one replica; its likes do the same at the same time
/// Equation     none: passes take what StageTimes says, exposed sends included; flows share their link
/// Symbols      p stages, v chunks per stage, m micro-batches; f, b forward and backward of a micro-batch [s]
/// Valid for    1F1B and interleaved 1F1B: equals (m + (p - 1)/v)(f + b) for equal stages to 1e-9; ZB-H1 and DualPipe
///              as pipeline_form.hpp says
/// Not modelled replicas that differ; contention between replicas beyond the achieved bandwidth
/// Source       schedules: schedule.hpp; engine: SimGrid [simgrid]
/// Checked by   tests/unit/step/simulate_test.cpp
SimulatedPipeline simulate_pipeline(const PipelineWork& work, bool with_timeline);

/// A ring all-reduce, rank by rank: 2 (n - 1) rounds in which every rank sends bytes / n to its neighbour. Equals
/// 2 (n - 1) (V / (n B) + l) without contention. [s]
double simulate_ring_all_reduce(std::int64_t ranks, double bytes, double bandwidth, double latency);

/// A job's step played: the pipeline, then what the closed form adds besides it (exposed share of reduction,
/// optimizer, stragglers, fixed). Uneven and interleaved stages wait for each other as they do, where the closed form
/// only bounds them.
struct SimulatedStep {
  double total = 0;  ///< (pipeline.end + host + reduction + optimizer + stragglers) old + fixed
  SimulatedPipeline pipeline;
  double host = 0, reduction = 0, optimizer = 0, stragglers = 0, fixed = 0;
  double old = 1;  ///< software factor of early stacks, on everything but fixed
};
PipelineWork pipeline_work(const Job& job, const Components& parts, const Constants& constants);
SimulatedStep simulate_step(const Job& job, const Components& parts, const Constants& constants, bool with_timeline);

/// Chrome trace-event JSON of a timeline, for the Perfetto UI: one track per stage, one for its network.
std::string chrome_trace(const std::vector<Interval>& timeline);

}  // namespace aif::step
