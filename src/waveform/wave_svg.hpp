#pragma once

#include <string>

#include "waveform/site_wave.hpp"

namespace aif {

/// A page-wide SVG of three panels: the whole story, a few steps of steady training, the spectrum; before and after
/// mitigation. Every pixel column shows the least and the greatest of its bins. `step_s` is the longest step.
std::string wave_svg(const SiteWave& wave, const std::string& title, double step_s, bool mitigated);

}  // namespace aif
