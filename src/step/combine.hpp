#pragma once

#include "step/components.hpp"

namespace aif::step {

/// Where a step's time goes, in seconds of the critical path. The parts add up to total.
struct StepTime {
  double total = 0;
  double products = 0;      ///< matrix products and attention, of the slowest stage
  double memory_bound = 0;  ///< element-wise work, casts, routing, softmax, accumulation
  double gaps = 0;          ///< launch gaps and layers that wait for the host
  double recomputation = 0;
  double tensor = 0, context = 0, expert = 0;  ///< exposed traffic inside layers
  double pipeline = 0;                         ///< exposed sends between stages
  double bubble = 0;                           ///< filling and draining, waiting for the slowest stage
  double data_parallel = 0;                    ///< exposed reduction of gradients and gathering of parameters
  double optimizer = 0;
  double host_spill = 0;
  double stragglers = 0;
  double fixed = 0;  ///< per step, and software factors of early stacks

  double data_parallel_raw = 0;  ///< before overlap; not part of the sum
};

/// Time of one layer for one micro-batch.
struct LayerTime {
  double forward = 0, backward = 0;
  double products = 0, memory_bound = 0, recomputation = 0, tensor = 0, context = 0, expert = 0, gaps = 0;
  double weight = 0;  ///< part of backward that gives gradients of weights
  [[nodiscard]] double both() const { return forward + backward; }
};

/// Stage times of a pipeline, from which either the closed form or the simulation makes a step.
struct StageTimes {
  std::vector<double> forward, backward;  ///< of one micro-batch on each stage, head on the last [s]
  std::vector<double> weight;             ///< part of backward that gives gradients of weights [s]
  std::vector<double> chunk_share;        ///< of its stage's time, by part of the model; empty if chunks are equal
  double send = 0;                        ///< exposed part of one send of a micro-batch between neighbours [s]
};

/// Sends that a stage waits for in one pass over a micro-batch, per chunk. Without interleaving the last stage sends no
/// activations and the first no gradients; with it the chunks go round, and every pass ends with a send.
struct ExposedSends {
  double forward = 1, backward = 1;
};
ExposedSends exposed_sends(std::int64_t stage, std::int64_t stages, std::int64_t chunks);

LayerTime dense_layer(const Job& job, const Components& parts, const Constants& constants);
LayerTime routed_layer(const Job& job, const Components& parts, const Constants& constants);
StageTimes stage_times(const Job& job, const Components& parts, const Constants& constants);

/// Closed form of a pipelined step.
///
/// What it computes  time of one optimizer step
/// Equation     pipeline  m max_j (s_j + n_j x) + (sum_j (s_j + n_j x) - max_j (s_j + n_j x)) / v            (1)
///              bubbles of other schedules: pipeline_form.hpp
///              step      (pipeline y + D + O) (1 + c log2(N/8)) z + fixed                                   (2)
///              layer     ((kernels + gaps + exposed traffic)^4 + host^4)^(1/4), each direction              (3)
///              exchange  under another micro-batch max(0, e (a - g), a - k - g), else e' a                  (4)
///              gaps      sum of l (q i + (1 - q) u) over parts of a layer                                   (5)
/// Symbols      s_j time of stage j for a micro-batch, forward and backward [s]; m micro-batches; p stages; v chunks;
///              x exposed part of one send [s]; n_j sends of a stage: 2 v, without interleaving 1 at the ends;
///              D exposed data-parallel traffic, O optimizer [s]; N GPUs; c straggler, y, z software factors; a
///              exchange with experts alone, g gaps, k kernels of a pass [s]; e, e' exposed shares; l launch gaps of a
///              part, q of them inside graphs at the price i; u price of others where passes interleave, else 1
/// Valid for    1F1B and interleaved schedules; exact for equal stages: (m + (p - 1)/v)(f + b)
/// Not modelled contention between jobs, jitter within a step, input pipelines
/// Source       (1) [narayanan-2021] section 2.2, extended to unequal stages; (2) to (5) forms chosen here, constants
///              calibrated (models/calibration)
/// Checked by   tests/unit/step/combine_test.cpp, simulate_test.cpp; accuracy in tests/validation
StepTime step_time(const Job& job, const Components& parts, const Constants& constants);

}  // namespace aif::step
