#pragma once

#include "waveform/signal.hpp"

namespace aif {

/// One line of a spectrum.
struct SpectralLine {
  double hertz = 0;
  double amplitude_w = 0;  ///< of a sine at this frequency
};

struct Spectrum {
  std::vector<SpectralLine> lines;  ///< from above 0 to half the sampling rate
  /// Root mean square of the fluctuation between two frequencies [W].
  [[nodiscard]] double band_rms_w(double low_hertz, double high_hertz) const;
};

/// Spectrum of a stretch of a signal.
///
/// What it computes  amplitudes of the sines that make up the fluctuation of power
/// Equation     X_k = sum_n w_n (P_n - mean) e^(-2 pi i k n / N),  A_k = 2 |X_k| / sum w                       (1)
///              root mean square in a band  rms^2 = sum over the band of 2 |X_k|^2 / (N sum w^2)               (2)
/// Symbols      P_n [W] bins; N bins; w_n = (1 - cos(2 pi n / N)) / 2, which keeps steps that do not end with the
///              window from leaking
/// Valid for    frequencies from 2 / (window) to 1 / (2 bin); bins are means, which halves amplitudes near the upper
/// end Not modelled supply capacitors, which filter above some 20 Hz Source       [harris-1978] window; Eigen's FFT
/// [eigen] Checked by   tests/unit/waveform/spectrum_test.cpp
Spectrum spectrum_of(const PowerSignal& signal, Window window);

}  // namespace aif
