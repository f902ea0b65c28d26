#pragma once

#include <optional>
#include <vector>

#include "step/calibration.hpp"
#include "step/measurements.hpp"

namespace aif::step {

/// Constants of one kernel, how well they predict, and the launch that the timings contain.
template <class Kernel>
struct Fit {
  Kernel kernel;
  double launch = 0;       ///< [s]; not part of a kernel's price in training, where gaps are a constant of their own
  double train_error = 0;  ///< mean absolute relative error of the rows fitted, above `long_enough`
  double test_error = 0;   ///< of the others
  std::int64_t train_rows = 0, test_rows = 0;
};

/// Fits the equations of kernels.hpp to timings.
///
/// What it computes  constants of matrix products and of fused attention on one GPU
/// Equation     minimise sum of w rho(log(predicted / measured)), rho(r) = 2 f^2 (sqrt(1 + (r/f)^2) - 1), f = 0.1  (1)
/// Symbols      w 1 above 50 microseconds, else 1/16; predicted: launch and the time of gemm_time, attention_time
/// Valid for    at least 20 rows; half of them, chosen by a hash of the shape, are fitted, the others predicted
/// Not modelled dynamic quantisation inside a timing; power
/// Source       the form of tools/calibrate/fit_kernels.py; Levenberg-Marquardt steps solved with Eigen
/// Checked by   tests/unit/step/fit_kernels_test.cpp: constants behind made-up timings come back
std::optional<Fit<GemmKernel>> fit_gemm(const Measurements& measurements, MathWidth width);
std::optional<Fit<AttentionKernel>> fit_attention(const Measurements& measurements);
/// Median achieved over nominal memory bandwidth of element-wise kernels above 50 microseconds.
std::optional<double> achieved_memory(const Measurements& measurements);

}  // namespace aif::step
