#pragma once

#include <cstddef>
#include <vector>

#include "core/quantity.hpp"
#include "core/random.hpp"
#include "core/time.hpp"

namespace aif {

/// Hourly yield of renewable plants as a share of their rated power.
///
/// What it computes  power over rated power, hour by hour from the start of a scenario
/// Equation     solar  s(t) = min(1, k_d g(z)),  g = cos z exp(-0.057 / cos z) for cos z > 0, else 0        (1)
///              cos z = sin(lat) sin(decl) + cos(lat) cos(decl) cos(pi (h - 12.5) / 12)
///              decl = -23.44 deg cos(2 pi (d + 10) / 365)
///              wind   w(t) = 1 / (1 + exp(-x)),  x a first-order autoregressive series of 12 h memory       (2)
///              k_d uniform in [0.25, 1.75] times a common factor;                                           (3)
///              that factor and the mean of x give the full-load hours over a long time
/// Symbols      z zenith angle; lat latitude; decl declination; d day of the year; h local hour; k_d clearness of the
///              day
/// Valid for    yearly and daily totals; panels as if level, clock 30 minutes behind the sun as in Korea
/// Not modelled tilt, temperature, snow, clouds within a day, seasons of cloud and wind; the weather of the climate
///              generator knows nothing of it
/// Source       (1): clear-sky form of [haurwitz-1945]; spreads of (2) and (3): estimates
/// Checked by   tests/unit/grid/solar_test.cpp
std::vector<float> solar_yield(double latitude_deg, Duration full_load_hours, ZonedInstant start,
                               std::size_t hour_count, RandomStream& stream);
std::vector<float> wind_yield(Duration full_load_hours, std::size_t hour_count, RandomStream& stream);

}  // namespace aif
