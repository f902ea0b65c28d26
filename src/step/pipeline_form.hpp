#pragma once

#include "step/combine.hpp"

namespace aif::step {

struct PipelineTime {
  double total = 0;    ///< [s]
  double slowest = 0;  ///< passes of one micro-batch on the slowest rank [s]
  double bubble = 0, sends = 0;
};

/// Closed forms of schedules that put off weight gradients.
///
/// What it computes  time of a pipeline of m micro-batches
/// Equation     ZB-H1     m s + (p - 1)(F + B - 2W) + (m + p - 1) x                                           (1)
///              DualPipe  m s + (p/2 - 1)(F + 2B - 3W) + (m + p/2 - 1) x                                      (2)
/// Symbols      F, B forward and backward pass of a micro-batch on a stage, mean of the stages, W the part of B for
///              weights [s]; s the slowest rank's F + B: with DualPipe the mean of stages i and p - 1 - i; p stages;
///              x two exposed sends [s]
/// Valid for    equal stages: ZB-H1 exact; DualPipe exact where F = B - W, else within |F + W - B|, as its two passes
/// at
///              once take F + B here: what overlap hides is in the exposed shares of traffic
/// Not modelled DualPipe's second copy of the parameters costs memory (footprint.hpp) and gradient traffic, both
/// counted Source       [zero-bubble] table 1; [deepseek-v3-report] table 2 Checked by
/// tests/unit/step/pipeline_form_test.cpp
PipelineTime pipeline_form(PipelineSchedule schedule, const StageTimes& stages, double micro_batches, double send);

/// Share of its stage's layers that each part of the model has, if the layout states layers by chunk; else empty.
std::vector<double> chunk_shares(const Layout& layout);

}  // namespace aif::step
