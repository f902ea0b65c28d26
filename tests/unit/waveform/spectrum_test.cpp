#include "waveform/spectrum.hpp"

#include <cmath>
#include <numbers>

#include "core/random.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

PowerSignal sines(std::size_t bins, double step_s, double mean,
                  std::initializer_list<std::pair<double, double>> parts) {
  PowerSignal signal{step_s, std::vector<double>(bins, mean)};
  for (std::size_t i = 0; i < bins; ++i) {
    for (const auto& [hertz, amplitude] : parts) {
      signal.watts[i] += amplitude * std::sin(2 * std::numbers::pi * hertz * step_s * static_cast<double>(i));
    }
  }
  return signal;
}

double amplitude_at(const Spectrum& spectrum, double hertz) {
  double best = 0, nearest = 1e9;
  for (const SpectralLine& line : spectrum.lines) {
    if (std::abs(line.hertz - hertz) < nearest) {
      nearest = std::abs(line.hertz - hertz);
      best = line.amplitude_w;
    }
  }
  return best;
}

}  // namespace

TEST_CASE("amplitudes of two sines, and their root mean square") {
  const PowerSignal signal = sines(4000, 0.01, 500, {{0.5, 30}, {4.0, 10}});
  const Spectrum spectrum = spectrum_of(signal, {0, 4000});
  CHECK(SoftEqual{.rel = 1e-6}(amplitude_at(spectrum, 0.5), 30));
  CHECK(SoftEqual{.rel = 1e-6}(amplitude_at(spectrum, 4.0), 10));
  CHECK(amplitude_at(spectrum, 2.0) < 1e-6);
  // 30 / sqrt 2 and 10 / sqrt 2; both: sqrt(450 + 50).
  CHECK(SoftEqual{.rel = 1e-6}(spectrum.band_rms_w(0.1, 1.0), 30 / std::sqrt(2.0)));
  CHECK(SoftEqual{.rel = 1e-6}(spectrum.band_rms_w(1.0, 20.0), 10 / std::sqrt(2.0)));
  CHECK(SoftEqual{.rel = 1e-6}(spectrum.band_rms_w(0.0, 50.0), std::sqrt(500.0)));
  CHECK(spectrum.lines.back().hertz == 50.0);
}

TEST_CASE("a window that does not fit the period keeps the energy") {
  const PowerSignal signal = sines(3333, 0.01, 100, {{0.7, 20}});
  const Spectrum spectrum = spectrum_of(signal, {100, 3333});
  CHECK(SoftEqual{.rel = 0.01}(spectrum.band_rms_w(0.1, 5.0), 20 / std::sqrt(2.0)));
}

TEST_CASE("energy in time is energy in frequency") {
  RandomStream random(6, "test.spectrum");
  PowerSignal noise{0.02, {}};
  for (int i = 0; i < 8000; ++i) {
    noise.watts.push_back(1000 + 50 * random.normal());
  }
  double mean = 0, square = 0;
  for (const double power_w : noise.watts) {
    mean += power_w / 8000;
  }
  for (const double power_w : noise.watts) {
    square += (power_w - mean) * (power_w - mean) / 8000;
  }
  const Spectrum spectrum = spectrum_of(noise, {0, 8000});
  CHECK(SoftEqual{.rel = 0.05}(spectrum.band_rms_w(0, 25), std::sqrt(square)));
}

TEST_CASE("a constant has no spectrum") {
  const Spectrum spectrum = spectrum_of({0.01, std::vector<double>(1000, 7e6)}, {0, 1000});
  CHECK(spectrum.band_rms_w(0, 50) < 1e-6);
}

}  // namespace aif
