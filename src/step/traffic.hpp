#pragma once

#include "step/footprint.hpp"

namespace aif::step {

/// Bytes that one GPU sends in a step, inside its fast domain and through its adapter.
struct TierBytes {
  double domain = 0;
  double network = 0;
};

/// What it computes  what a GPU of a middle stage sends per step, by purpose
/// Equation     tensor    8 (1 + r/2) 2Th (t-1)/t per layer and micro-batch                                (1)
///              context   3 passes of keys and values around the ring, 2 2T k d (c-1)/t                     (2)
///              expert    4 exchanges of T K h 2 (e-1)/e per routed layer                                   (3)
///              pipeline  2 v sends of 2Th (/t with split sends)                                            (4)
///              data      gathers and scatters of V bytes: V (n-1)/n, of which 1/r through the adapter      (5)
/// Symbols      T tokens, h hidden, t c e n ranks, k d heads and width of keys, K experts per token, v chunks, r in
///              (1) recomputed share, in (5) ranks per domain
/// Valid for    the schedules and layouts of the step model; rings
/// Not modelled headers and retransmission; checkpoints and input data
/// Source       (1) to (4) bytes of tensors that change hands [megatron-core]; (5) ring collectives [nccl-tests]
/// Checked by   tests/unit/step/combine_test.cpp
struct StepTraffic {
  TierBytes tensor, context, expert, pipeline, data;
  [[nodiscard]] TierBytes total() const;
};
StepTraffic step_traffic(const Job& job);

}  // namespace aif::step
