#pragma once

#include <cstdint>
#include <vector>

namespace aif {

/// Smoothing as it is used: watts of one GPU.
struct Smoothing {
  double floor_w = 0;
  double hold_s = 0;
  double ramp_down_w_s = 0, ramp_up_w_s = 0;
};

struct SmoothedDraw {
  std::vector<double> watts;
  double added_j = 0;     ///< drawn without work
  double withheld_j = 0;  ///< asked for and not given: work that takes longer
};

/// A GPU that holds its draw up and limits its slopes.
///
/// What it computes  draw of a GPU under power smoothing
/// Equation     wish   y = max(x, floor) while a job holds it and for `hold` after its draw fell below, else x   (1)
///              draw   P_k = min(max(y, P_(k-1) - d dt), P_(k-1) + u dt)                           (2)
/// Symbols      x draw without smoothing [W]; d, u steepest fall and rise [W/s]; dt bin [s]
/// Valid for    bins shorter than the slopes take; energy: sum P = sum x + added - withheld, to rounding
/// Not modelled the work that withheld power delays is not shifted in time; burning in kernels' place costs no speed
/// Source       floor, ramps and hysteresis as of [nvidia-power-smoothing]
/// Checked by   tests/unit/waveform/mitigation_test.cpp
/// `held[k]` is 1 where a job holds the GPU.
SmoothedDraw smooth(const std::vector<double>& draw_w, const std::vector<std::uint8_t>& held, double step_s,
                    const Smoothing& smoothing);

}  // namespace aif
