#include "waveform/spectrum.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <unsupported/Eigen/FFT>

#include "core/contracts.hpp"

namespace aif {

namespace {

/// Means of the window and of its square.
constexpr double hann_mean = 0.5;
constexpr double hann_square = 0.375;

}  // namespace

double Spectrum::band_rms_w(double low_hertz, double high_hertz) const {
  double sum = 0;
  for (const SpectralLine& line : lines) {
    if (line.hertz >= low_hertz && line.hertz <= high_hertz) {
      sum += line.amplitude_w * line.amplitude_w;
    }
  }
  return std::sqrt(sum / 2 * hann_mean * hann_mean / hann_square);
}

Spectrum spectrum_of(const PowerSignal& signal, Window window) {
  AIF_EXPECT(window.begin < window.end && window.end <= signal.watts.size());
  const std::size_t n = window.end - window.begin;
  const auto count = static_cast<double>(n);
  double mean = 0;
  for (std::size_t i = window.begin; i < window.end; ++i) {
    mean += signal.watts[i] / count;
  }
  std::vector<double> shaped(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = 0.5 * (1 - std::cos(2 * std::numbers::pi * static_cast<double>(i) / count));
    shaped[i] = weight * (signal.watts[window.begin + i] - mean);
  }
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  std::vector<std::complex<double>> transformed;
  fft.fwd(transformed, shaped);
  Spectrum spectrum;
  for (std::size_t k = 1; k < transformed.size(); ++k) {
    spectrum.lines.push_back(
        {static_cast<double>(k) / (count * signal.step_s), 2 * std::abs(transformed[k]) / (hann_mean * count)});
  }
  return spectrum;
}

}  // namespace aif
