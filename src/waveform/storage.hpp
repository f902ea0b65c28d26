#pragma once

#include "waveform/signal.hpp"

namespace aif {

/// A store as it is used: plain numbers in SI units.
struct Store {
  double energy_j = 0;
  double power_w = 0;
  double efficiency = 1;  ///< there and back; half of the loss is on each way
  double time_constant_s = 1;
};

struct LevelledSignal {
  PowerSignal grid;               ///< what is drawn from above the store
  double begin_j = 0, end_j = 0;  ///< stored
  double least_j = 0, most_j = 0;
  double losses_j = 0;
  double charged_j = 0, discharged_j = 0;  ///< at its terminals
};

/// A store that levels a load to its running mean.
///
/// What it computes  what the grid sees of a load behind a store, and what the store holds and loses
/// Equation     target  g' = (P - g) / tau                                                                      (1)
///              wish    b = P - g - (E_0 - E) / (20 tau)                                                        (2)
///              b clamped to power and to what is stored or fits; grid P - b                                    (3)
///              charging  E' = -b e,  discharging  E' = -b / e,  e = sqrt(efficiency)                           (4)
/// Symbols      P load, g running mean, b discharge (negative: charge) [W]; tau [s]; E stored, E_0 half of capacity [J]
/// Valid for    any load; grid = load + change of what is stored + losses, to rounding
/// Not modelled inverter response (milliseconds), standby losses, wear
/// Source       first-order filter; (2) brings the store back to half
/// Checked by   tests/unit/waveform/storage_test.cpp
LevelledSignal level(const PowerSignal& load, const Store& store);

}  // namespace aif
