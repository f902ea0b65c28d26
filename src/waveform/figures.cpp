#include "waveform/figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/contracts.hpp"

namespace aif {

WaveFigures figures_of(const PowerSignal& signal, Window window, double ramp_window_s) {
  AIF_EXPECT(window.begin < window.end && window.end <= signal.watts.size() && ramp_window_s > 0);
  WaveFigures figures;
  figures.least_w = std::numeric_limits<double>::infinity();
  std::vector<double> sums{0.0};  // over the bins before
  for (std::size_t i = window.begin; i < window.end; ++i) {
    const double power_w = signal.watts[i];
    sums.push_back(sums.back() + power_w);
    figures.least_w = std::min(figures.least_w, power_w);
    figures.most_w = std::max(figures.most_w, power_w);
  }
  const std::size_t n = window.end - window.begin;
  figures.mean_w = sums.back() / static_cast<double>(n);
  const auto bins = std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(ramp_window_s / signal.step_s)));
  const auto span = static_cast<double>(bins);
  for (std::size_t i = 0; i + 2 * bins <= n; ++i) {
    const double before_w = (sums[i + bins] - sums[i]) / span;
    const double after_w = (sums[i + 2 * bins] - sums[i + bins]) / span;
    const double slope = (after_w - before_w) / (span * signal.step_s);
    figures.ramp_up_w_s = std::max(figures.ramp_up_w_s, slope);
    figures.ramp_down_w_s = std::max(figures.ramp_down_w_s, -slope);
  }
  return figures;
}

void add_band(WaveFigures& figures, const Spectrum& spectrum, const Spectrum& load, const UtilitySpec& utility) {
  figures.band_rms_w = spectrum.band_rms_w(utility.band_low->si(), utility.band_high->si());
  const double all_w = load.band_rms_w(0.0, std::numeric_limits<double>::infinity());
  figures.band_energy = all_w > 0 ? std::pow(figures.band_rms_w / all_w, 2) : 0.0;
}

std::vector<Verdict> judge(const WaveFigures& whole, const WaveFigures& steady, const UtilitySpec& utility) {
  constexpr double mega = 1e-6, percent = 100;
  return {{"ramp up", "MW/s", whole.ramp_up_w_s * mega, utility.ramp_up->si() * mega},
          {"ramp down", "MW/s", whole.ramp_down_w_s * mega, utility.ramp_down->si() * mega},
          {"dynamic range, steady", "% of peak", percent * steady.relative_swing(), percent * *utility.dynamic_range},
          {"energy in the band, steady", "% of load's", percent * steady.band_energy, percent * *utility.band_energy}};
}

PowerSignal coarser(const PowerSignal& signal, std::size_t bins) {
  AIF_EXPECT(bins >= 1);
  PowerSignal result;
  result.step_s = signal.step_s * static_cast<double>(bins);
  for (std::size_t i = 0; i + bins <= signal.watts.size(); i += bins) {
    double sum = 0;
    for (std::size_t j = i; j < i + bins; ++j) {
      sum += signal.watts[j];
    }
    result.watts.push_back(sum / static_cast<double>(bins));
  }
  return result;
}

}  // namespace aif
