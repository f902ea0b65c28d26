#pragma once

#include "waveform/spectrum.hpp"
#include "waveform/utility_spec.hpp"

namespace aif {

/// What a utility looks at in a stretch of a site's power.
///
/// What it computes  level, swing, ramps and spectrum of a signal
/// Equation     swing     max - min of bins; relative: over the maximum                                        (1)
///              ramp up   max (P(t + w) - P(t)) / w, P mean over w;  ramp down the same of the negative          (2)
/// Symbols      P [W] power; w window of ramps [s]
/// Valid for    windows of several bins
/// Source       quantities of [choukse-2025]
/// Checked by   tests/unit/waveform/figures_test.cpp
struct WaveFigures {
  double mean_w = 0, least_w = 0, most_w = 0;
  double ramp_up_w_s = 0, ramp_down_w_s = 0;
  double band_rms_w = 0;   ///< fluctuation in a utility's band; 0 without a spectrum
  double band_energy = 0;  ///< of the band, over the fluctuation energy of the load before mitigation
  [[nodiscard]] double swing_w() const { return most_w - least_w; }
  [[nodiscard]] double relative_swing() const { return most_w > 0 ? swing_w() / most_w : 0.0; }
};

/// Without the spectrum.
WaveFigures figures_of(const PowerSignal& signal, Window window, double ramp_window_s);
/// `load` is the spectrum before mitigation: a share of what remains would not tell a small rest from a large one.
void add_band(WaveFigures& figures, const Spectrum& spectrum, const Spectrum& load, const UtilitySpec& utility);

/// One limit of a utility and how a waveform stands to it.
struct Verdict {
  std::string what;  ///< "ramp up", ...
  std::string unit;  ///< of value and limit
  double value = 0, limit = 0;
  [[nodiscard]] bool kept() const { return value <= limit; }
};

/// Ramps over the whole timeline, range and band over steady training.
std::vector<Verdict> judge(const WaveFigures& whole, const WaveFigures& steady, const UtilitySpec& utility);

/// Means over longer bins, as a slower meter would show; what does not fill a bin at the end is left out.
PowerSignal coarser(const PowerSignal& signal, std::size_t bins);

}  // namespace aif
