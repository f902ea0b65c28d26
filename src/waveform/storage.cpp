#include "waveform/storage.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

LevelledSignal level(const PowerSignal& load, const Store& store) {
  AIF_EXPECT(store.energy_j > 0 && store.power_w > 0 && store.time_constant_s > 0);
  AIF_EXPECT(store.efficiency > 0 && store.efficiency <= 1);
  constexpr double recovery = 20.0;  // time constants in which the store drifts back to half
  const double dt = load.step_s;
  const double one_way = std::sqrt(store.efficiency);
  LevelledSignal result;
  result.grid.step_s = dt;
  result.grid.watts.reserve(load.watts.size());
  const double half_j = 0.5 * store.energy_j;
  double stored_j = half_j;
  result.begin_j = result.least_j = result.most_j = stored_j;
  double mean_w = load.watts.empty() ? 0.0 : load.watts.front();
  const double pull = 1.0 - std::exp(-dt / store.time_constant_s);
  for (const double load_w : load.watts) {
    mean_w += pull * (load_w - mean_w);
    double out_w = load_w - mean_w - (half_j - stored_j) / (recovery * store.time_constant_s);
    out_w = std::clamp(out_w, -store.power_w, store.power_w);
    // What is stored bounds the discharge, what fits the charge; the grid takes nothing back.
    out_w = std::clamp(out_w, -(store.energy_j - stored_j) / (one_way * dt), stored_j * one_way / dt);
    out_w = std::min(out_w, std::max(0.0, load_w));
    if (out_w > 0) {
      stored_j -= out_w / one_way * dt;
      result.losses_j += out_w * (1.0 / one_way - 1.0) * dt;
      result.discharged_j += out_w * dt;
    } else {
      stored_j -= out_w * one_way * dt;
      result.losses_j += -out_w * (1.0 - one_way) * dt;
      result.charged_j += -out_w * dt;
    }
    result.least_j = std::min(result.least_j, stored_j);
    result.most_j = std::max(result.most_j, stored_j);
    result.grid.watts.push_back(load_w - out_w);
  }
  result.end_j = stored_j;
  return result;
}

}  // namespace aif
