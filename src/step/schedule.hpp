#pragma once

#include <cstdint>
#include <vector>

namespace aif::step {

/// One forward or backward pass of one chunk of layers for one micro-batch.
struct Slot {
  bool forward = true;
  std::int64_t chunk = 0;  ///< 0 on plain 1F1B
  std::int64_t micro_batch = 0;
};

/// What it computes  a stage's order of work: warm-up forwards, forward and backward in turn, the backwards left over
/// Equation     warm-up w = min(m, p - 1 - i) with one chunk, min(m v, 2 (p - 1 - i) + (v - 1) p) with v chunks    (1)
/// Symbols      p stages, i this stage from 0, v chunks per stage, m micro-batches; interleaved: m a multiple of p;
///              chunk c of stage i holds the layers of part c p + i
/// Valid for    1F1B with one chunk per stage, interleaved 1F1B with more
/// Not modelled schedules that split the backward pass, such as zero-bubble and DualPipe
/// Source       [narayanan-2021] section 2.2, figures 3 and 4
/// Checked by   tests/unit/step/schedule_test.cpp
std::vector<Slot> stage_order(std::int64_t stages, std::int64_t chunks, std::int64_t micro_batches, std::int64_t stage);

}  // namespace aif::step
