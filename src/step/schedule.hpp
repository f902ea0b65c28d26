#pragma once

#include <cstdint>
#include <vector>

#include "step/layout.hpp"

namespace aif::step {

/// What a stage does in one go. backward gives the gradients of inputs and of weights; backward_input and
/// backward_weight give one each; both runs a forward pass of one chunk under a backward pass of another.
enum class Pass { forward, backward, backward_input, backward_weight, both };

/// One pass of one chunk of layers for one micro-batch.
struct Slot {
  Pass pass = Pass::forward;
  std::int64_t chunk = 0;  ///< 0 on plain 1F1B; the direction on DualPipe
  std::int64_t micro_batch = 0;
  std::int64_t back_chunk = 0, back_micro_batch = 0;  ///< of the backward pass, with Pass::both

  [[nodiscard]] bool has_forward() const { return pass == Pass::forward || pass == Pass::both; }
  /// Gives gradients to the stage before.
  [[nodiscard]] bool has_backward() const { return pass != Pass::forward && pass != Pass::backward_weight; }
};

/// The order in which a stage works.
/// What it computes  1F1B: warm-up forwards, then one forward and one backward in turn, then the backwards that are
///                   left. ZB-H1: the same with weight gradients apart, stage i keeping i of them for the end.
///                   DualPipe: schedule_dualpipe.cpp
/// Equation     warm-up w = min(m, p - 1 - i) with one chunk, min(m v, 2 (p - 1 - i) + (v - 1) p) with v chunks    (1)
/// Symbols      p stages, i this stage from 0, v chunks per stage, m micro-batches; interleaved: m a multiple of p;
///              chunk c of stage i holds the layers of part c p + i
/// Valid for    1F1B with one chunk per stage, interleaved 1F1B with more; ZB-H1 with one
/// Not modelled micro-batches of different length
/// Source       1F1B [narayanan-2021] section 2.2, figures 3 and 4; ZB-H1 [zero-bubble] section 2.1
/// Checked by   tests/unit/step/schedule_test.cpp
std::vector<Slot> stage_order(std::int64_t stages, std::int64_t chunks, std::int64_t micro_batches, std::int64_t stage);
std::vector<Slot> zero_bubble_order(std::int64_t stages, std::int64_t micro_batches, std::int64_t stage);

/// DualPipe: micro-batches enter at both ends. A rank holds stage i of one direction and stage p - 1 - i of the other,
/// and runs a forward pass of one under a backward pass of the other. Chunk 0 is the direction from rank 0.
///
/// Equation     eight phases; with h = min(i, p - 1 - i), H = p/2, m/2 micro-batches in each direction             (1)
/// Valid for    p even; m even and at least 2 p
/// Source       [deepseek-v3-report] section 3.2.1, figure 5; lengths of the phases: [dualpipe]
/// Checked by   tests/unit/step/schedule_test.cpp, pipeline_form_test.cpp: bubble of the report's table 2
std::vector<Slot> dualpipe_order(std::int64_t stages, std::int64_t micro_batches, std::int64_t rank);

/// The one that a layout asks for.
std::vector<Slot> order_of(PipelineSchedule schedule, std::int64_t stages, std::int64_t chunks,
                           std::int64_t micro_batches, std::int64_t stage);

}  // namespace aif::step
