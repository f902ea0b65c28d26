#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "waveform/site_wave.hpp"

namespace aif {

/// What is told about a waveform besides its figures.
struct WaveTitle {
  std::string title;
  double gpus = 0;
  std::string constant;            ///< what the constant part is
  std::vector<std::string> notes;  ///< jobs that were left out, ...
};

std::string wave_text(const WaveTitle& title, const WaveRequest& request, const SiteWave& wave);
nlohmann::ordered_json wave_json(const WaveTitle& title, const WaveRequest& request, const SiteWave& wave);
/// t_s, load_w, grid_w by bin.
std::string wave_csv(const SiteWave& wave);

}  // namespace aif
