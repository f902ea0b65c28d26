#pragma once

#include "power/gpu_power.hpp"

namespace aif {

/// Power, clock and speed of a GPU under a power cap.
///
/// What it computes  the clock at which compute-bound work draws a share of its full draw, and how fast that is
/// Equation     p(x) = s + (1 - s) x^b                 x >= x_k                                                (1)
///              p(x) = p_0 + (p(x_k) - p_0) x / x_k    x < x_k                                                 (2)
///              compute-bound speed at cap c           v(c) = 1 - k (1 - x),  p(x) = c                         (3)
///              memory-bound draw at that clock        q(c) = 1 - 0.665 (1 - c), speed 1                       (4)
/// Symbols      x clock over the highest; p, q draw over the uncapped draw of the same work; c cap: draw allowed over
///              uncapped draw; s 0.385, b 6.45; x_k 0.713 the lowest clock measured; p_0 0.2 idle; k 1, or less where
///              tensor-core training is believed to lose less: 0.7 mid, 0.4 high
/// Valid for    c >= 0.46 measured, below that extrapolated; k = 1 and (4): A100, codes without tensor cores
/// Not modelled steps of the clock; caps below the floor of a board
/// Source       fit to locked clocks of an A100 [gpu-power-frequency]; k for tensor cores: believed speed 0.90 to
///              0.96 at c = 0.7, as mixed training on V100 and A40 reaches 0.958 and 0.966 [zeus]
/// Checked by   tests/unit/power/clock_test.cpp: within 1 % of six capped and five clocked points
double draw_at_clock(double clock);
/// Inverse of draw_at_clock; `cap` in [0.2, 1].
double clock_at_cap(double cap);
/// Equation (3), for caps in [least_cap, 1]. RangePoint::low is the measured A100 and what the campaign uses.
double compute_speed(double cap, RangePoint point = RangePoint::low);
/// Speed of a step with the compute-bound share `compute` in [0, 1]: 1 / (f / v(c) + 1 - f).
double step_speed(double cap, double compute, RangePoint point = RangePoint::low);

/// Equation (4): what a cap that slows the clock takes off memory-bound work.
inline constexpr double memory_draw_slope = 0.665;

/// Smallest cap the model is used at.
inline constexpr double least_cap = 0.4;

}  // namespace aif
