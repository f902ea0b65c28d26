#pragma once

#include "catalog/hardware.hpp"
#include "power/power_data.hpp"

namespace aif {

/// What kernels ask of a GPU: achieved over peak, in [0, 1].
struct KernelLoad {
  double product_16 = 0, product_8 = 0, product_4 = 0;  ///< matrix products by width of the operands
  double attention = 0;                                 ///< fused attention, over the BF16 peak
  double memory = 0;                                    ///< traffic over nominal bandwidth
};

/// What a forward or backward pass consists of, in any unit of time.
struct PassMix {
  double products = 0, memory_bound = 0, gaps = 0, communicating = 0;
  KernelLoad load;  ///< while products run
};

/// Mean draw of a GPU over a pass.
struct PassPower {
  Power mean;
  Power cappable;  ///< what a cap c takes off, over 1 - c: equations (3), (4) of clock.hpp
};

/// Where in its range an uncertain number is taken.
enum class RangePoint { low, mid, high };

/// Board power of one GPU by what it does.
///
/// What it computes  mean power over a kernel or a phase
/// Equation     kernel         P = (f + sum_o t_o u_o^x + m b) R, held at l R if it goes on                    (1)
///              between        P = g R                                                                       (2)
///              waiting        P = (g + w (f - g)) R                                                         (3)
///              communicating  P = (g + w (f - g) + m b_c) R                                                 (4)
///              saving         P = r R                                                                       (5)
///              pass           P = min(l R, sum_k s_k P_k)                                                   (6)
/// Symbols      s_k shares of a pass by kernel, P_k without the limit: the board regulates a mean over tens of
///              milliseconds, in which kernels, gaps and exposed traffic alternate; R rated power [W]; f floor of a
///              resident kernel, t_o by operator, m memory, l limit of the board, g between kernels, x exponent: fitted
///              shares (models/power/gpus.yaml); u_o, b utilisation of tensor cores and memory; w share of
///              multiprocessors that a collective occupies; b_c memory traffic of a collective; r as in node_power.hpp
/// Valid for    means over 0.1 s and longer; boards at their rated power. (1) on rows left out: median error 0.4 to 6 %
///              by board, mean 8 to 15 %, as readings of short kernels lag (src/power/README.md)
/// Not modelled what the operands hold: kernels on zeros draw up to 30 % less; spikes under 0.1 s; temperature
/// Source       (1), (2): fit to metered kernels [aiconfigurator-kernels]; (3), (4): estimates, checked against the
///              troughs of [polca]; (5) [olmo-power]
/// Checked by   tests/unit/power/gpu_power_test.cpp
class GpuPower {
 public:
  GpuPower(const GpuSpec& gpu, const PowerData& data, RangePoint point = RangePoint::mid);

  [[nodiscard]] Power idle() const { return idle_; }
  [[nodiscard]] Power running(const KernelLoad& load) const;
  /// Large matrix products that go on, which the board's limit holds.
  [[nodiscard]] Power computing() const;
  /// Element-wise work and optimizer.
  [[nodiscard]] Power memory_bound() const;
  /// Equation (6) for one pass of a step.
  [[nodiscard]] PassPower pass(const PassMix& mix) const;
  [[nodiscard]] Power between_kernels() const;
  [[nodiscard]] Power communicating() const;
  [[nodiscard]] Power waiting() const;
  [[nodiscard]] Power saving() const;
  /// Whether this very board was metered; else shares of another were taken.
  [[nodiscard]] bool measured() const { return measured_; }

 private:
  [[nodiscard]] Power share(double value) const;
  [[nodiscard]] double unlimited(const KernelLoad& load) const;  ///< equation (1), share of rated power

  Power rated_, idle_;
  bool measured_ = false;
  double gap_ = 0, floor_ = 0, memory_ = 0, limit_ = 0, exponent_ = 1;
  double product_16_ = 0, product_8_ = 0, product_4_ = 0, attention_ = 0, occupied_ = 0, saving_ = 0;
};

/// w: share of multiprocessors that a collective holds. Estimate, range 0.1 to 0.5: 16 to 32 channels on 132 to 152
/// multiprocessors, and clocks that stay up.
inline constexpr double collective_share = 0.25;
inline constexpr double collective_share_low = 0.1;
inline constexpr double collective_share_high = 0.5;
/// b_c: memory traffic of a collective over nominal bandwidth. Estimate, range 0.05 to 0.25: reads and writes at some
/// hundred GB/s each.
inline constexpr double collective_memory = 0.15;
/// Utilisations of the two computing phases: large products reach 0.5 to 0.75 of the peak while memory streams beside
/// them, element-wise kernels 0.85 of the bandwidth. With these every metered board is at its limit in products.
inline constexpr double typical_products = 0.6;
inline constexpr double typical_traffic = 0.3;
inline constexpr double streaming_traffic = 0.85;
/// r: draw of a GPU during checkpoints and restarts over its rated power. [olmo-power]: about 100 W of 700 W.
inline constexpr double checkpoint_draw = 0.15;

}  // namespace aif
