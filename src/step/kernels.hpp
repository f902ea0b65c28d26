#pragma once

#include "step/job.hpp"

namespace aif::step {

/// Whether k counts tokens of an expert, which dispatchers pad to whole tiles; alignment is that of n alone then.
enum class Depth { as_given, padded };

/// Time of one matrix product (m x k) (k x n), or of `groups` equal ones in one launch.
///
/// What it computes  kernel time alone, without launch; the best of six tile shapes, split over k if that is faster
/// Equation     u   = 2 tm tn S / R (1 + c (1/tm + 1/tn))                                                   (1)
///              w   = ceil(m/tm) ceil(n/tn) g / S                                                           (2)
///              t_c = A min over tiles of (w < 1 ? 1 : w + q (ceil w - w)) u (k + k0)                       (3)
///              or    u (k/s + 2 k0) + 4 s m n g / (f B),  s = floor(1/w) within 1..8, where s > 1          (4)
///              t_m = g (e (m k + n k) + o m n) / (f B)                                                     (5)
///              t   = (t_c^3 + t_m^3)^(1/3)                                                                 (6)
/// Symbols      tm, tn tile; S multiprocessors; R rate [FLOP/s]; c tile, k0 fill, q wave, f memory: constants of the
///              kernel; w waves; u time of a full wave per unit of k [s]; g groups; B memory bandwidth [B/s]; e, o
///              bytes of an operand and a result element; A alignment of n and k in 16 bits: multiples of 64: 1,
///              of 8: 1.05, of 4: 1.4, even 2, odd 4; not of 8 with g > 1: 10 (estimate)
/// Valid for    kernels above 50 microseconds; mean error on rows left out of the fit 4 to 8 % (16 bit), 4 to 14 %
///              (8 and 4 bit); see models/calibration
/// Not modelled launch; clock under power (a training factor); the share of tiles between neighbouring GPUs
/// Source       form and constants: fit to published kernel timings [aiconfigurator-kernels]; alignment
///              [nvidia-matmul-guide], of odd products [nvidia-a100-datasheet]
/// Checked by   tests/unit/step/kernels_test.cpp
double gemm_time(double m, double n, double k, double groups, double result_bytes, MathWidth width,
                 const Machine& machine, Depth depth = Depth::as_given);

/// Work of one attention over query and key tokens.
struct AttentionShape {
  double batch = 0, heads = 0, kv_heads = 0, query = 0, keys = 0, head_dim = 0;
  bool causal = true;
};

/// What it computes  time of fused attention, forward
///
/// Equation     t_c = F / (r(d) s_k / (s_k + s0) min(1, w / W)),  F = 4 b a s s_k d (half if causal)          (1)
///              w = b a ceil(s/128) / S,  W = w < 1 ? 1 : w + q (ceil w - w)                                  (2)
///              r(d) = r64 (r128 / r64)^log2(d/64) below 128, else r128                                       (3)
///              t_m = 2 b d (2 a s + 2 a_kv s_k) / (f B),  t = (t_c^3 + t_m^3)^(1/3)                          (4)
/// Symbols      b batch; a, a_kv heads; s, s_k queries and keys; d head width; S multiprocessors; r64, r128, s0, q, f
///              constants of the kernel; B memory bandwidth [B/s]
/// Valid for    heads of 32 to 256; mean error above 200 microseconds 4 to 7 %
/// Not modelled the backward pass (a factor on this); masks other than causal and windows
/// Source       fit to published kernel timings [aiconfigurator-kernels]
/// Checked by   tests/unit/step/kernels_test.cpp
double attention_time(const AttentionShape& shape, const Machine& machine);

/// Cost over a full attention of a window of `window` tokens in `keys`: min(1, (w + 1600) / s_k), read off timings of
/// windows of 128 [aiconfigurator-kernels].
double window_share(double window, double keys);

/// Time to move `bytes` through memory in element-wise kernels: 85 % of the nominal bandwidth.
double memory_time(double bytes, const Machine& machine);
inline constexpr double streaming_share = 0.85;

}  // namespace aif::step
