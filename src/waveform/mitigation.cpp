#include "waveform/mitigation.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif {

SmoothedDraw smooth(const std::vector<double>& draw_w, const std::vector<std::uint8_t>& held, double step_s,
                    const Smoothing& smoothing) {
  AIF_EXPECT(draw_w.size() == held.size() && step_s > 0);
  AIF_EXPECT(smoothing.ramp_down_w_s > 0 && smoothing.ramp_up_w_s > 0);
  SmoothedDraw result;
  result.watts.reserve(draw_w.size());
  double before_w = draw_w.empty() ? 0.0 : draw_w.front();
  double low_s = smoothing.hold_s;  // before anything ran there is no floor
  for (std::size_t k = 0; k < draw_w.size(); ++k) {
    const double asked_w = draw_w[k];
    low_s = asked_w >= smoothing.floor_w ? 0.0 : low_s + step_s;
    const bool holding = held[k] != 0 && low_s < smoothing.hold_s;
    const double wish_w = holding ? std::max(asked_w, smoothing.floor_w) : asked_w;
    const double now_w = std::min(std::max(wish_w, before_w - smoothing.ramp_down_w_s * step_s),
                                  before_w + smoothing.ramp_up_w_s * step_s);
    result.added_j += std::max(0.0, now_w - asked_w) * step_s;
    result.withheld_j += std::max(0.0, asked_w - now_w) * step_s;
    result.watts.push_back(now_w);
    before_w = now_w;
  }
  return result;
}

}  // namespace aif
