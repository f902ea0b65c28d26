#pragma once

#include "step/communication.hpp"
#include "step/footprint.hpp"

namespace aif::step {

struct DataParallelTime {
  double raw = 0;      ///< all reductions and gathers, one after the other [s]
  double exposed = 0;  ///< what compute does not hide [s]
};

/// What it computes  time of reducing gradients and gathering parameters, and what compute does not hide of it
///
/// Equation     FSDP     R = m (2 G(2N) + S(gN)) in messages of a layer; exposed = e R + (1 - e) max(0, R - 0.8 C)  (1)
///              ZeRO-1   R = S(gN) + G(2N); replicated R = 2 S(gN); ZeRO-2 R = m S(gN) + G(2N), exposed as (1)      (2)
///              overlap  exposed = e R + (1 - e)(max(0, S - 0.8 W) + max(0, G - W/2)),  without: R                  (3)
///              window   W = C min(1, 0.6/m (1 + (p - 1)(1 - 1/v))), shared by dense parameters and experts        (4)
///              message  max(40e6, 1e6 n) parameters, the bucket of Megatron-LM                                    (5)
/// Symbols      N parameters held, dense and experts apart; g bytes of a gradient; G, S gather_time of all-gather and
///              reduce-scatter; n ranks; m micro-batches; C compute time of the step; e exposed share; p stages; v
///              chunks
/// Valid for    rings; groups that start in one domain
///              whole-tensor broadcasts of ZeRO-1: n starts of a broadcast more                               (6)
/// Not modelled gradient compression
/// Source       overlap and buckets as documented for Megatron-Core's distributed optimizer [megatron-core]
/// Checked by   tests/unit/step/combine_test.cpp
DataParallelTime data_parallel_time(const Job& job, const HeldParameters& held, double compute, const Constants& c);

/// Reading and writing of optimizer state and weights at the memory's nominal bandwidth.
double optimizer_time(const Job& job, const HeldParameters& held, const Constants& c);

}  // namespace aif::step
