#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/environment.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

namespace aif {

/// Air outside for one hour.
struct OutsideAir {
  double dry_bulb_c = 15;
  double wet_bulb_c = 12;
};

/// An hourly series of outside air from the start of a scenario on. Beyond its end the last year repeats.
class Weather {
 public:
  explicit Weather(std::vector<OutsideAir> hourly) : hours_(std::move(hourly)) {}
  [[nodiscard]] const OutsideAir& at(std::size_t hour) const;
  [[nodiscard]] std::size_t size() const { return hours_.size(); }

 private:
  std::vector<OutsideAir> hours_;
};

/// What it computes  hours of outside air from monthly normals
///
/// Equation     T_db(t) = N_db(d) + A(t) + (swing / 2) cos(2 pi (h - 15) / 24)                 (1)
///              T_wb(t) = min(T_db, N_wb(d) + A(t) + k (swing / 2) cos(2 pi (h - 15) / 24))    (2)
///              k = gamma / (gamma + slope(N_wb)),  slope = 4098 e_s / (T + 237.3)^2,          (3)
///              e_s = 0.6108 kPa exp(17.27 T / (T + 237.3)),  gamma = 0.066 kPa/K
///              A: a_j = r a_(j-1) + sqrt(1 - r^2) z_j at noon of day j, r = exp(-1 day / memory),  (4)
///              straight lines between, times deviation (1 - 0.42 w(d)) over the loss of variance by them
/// Symbols      N(d) normals at day d of the year: a smooth periodic curve through mid-months whose monthly means,
///              after the minimum in (2), are the catalog's; h hour of the day; z standard normal, one stream for
///              both bulbs; w(d) in [-1, 1]: warmth of the season; k: how far the wet bulb follows the dry bulb
///              while the vapour pressure stays
/// Valid for    means of months over many years, and spread of hours about them; a single generated year differs
///              from the normals by about 1 K in a month, as real years do
/// Not modelled rain, clouds and wind, daily swings that differ between days and seasons, humid and dry spells:
///              the depression of the wet bulb is that of the month. Same days in different climates are independent
/// Source       (3): psychrometric equation, vapour pressure and its slope as in [allen-1998]; 0.42: estimate, range
/// 0.3 to 0.5;
///              deviation, memory and swing: the climate's entry in the catalog
/// Checked by   tests/unit/facility/weather_test.cpp, with hours below thresholds from [era5-korea-2016-2025]
Weather generate_weather(const ClimateSpec& climate, ZonedInstant start, std::size_t hour_count, RandomStream& stream);

/// Reads an hourly year: EPW, or CSV with the header `time,dry_bulb_c,wet_bulb_c` (ISO times). Hours are matched by
/// local month, day and hour, so a typical year serves any calendar year; 29 February takes 28 February if the
/// year lacks it. Missing hours, a wrong length, and values that are not air are findings against `name`.
Weather read_weather(const std::string& text, const std::string& name, ZonedInstant start, std::size_t hour_count,
                     Diagnostics& diagnostics);

/// Wet bulb from dry bulb and relative humidity [0..1] at sea level: equation 1 of [stull-2011], made for
/// 5 % < RH < 99 % and -20 < T < 50 degC; humidity outside is taken at the bound. Never above the dry bulb.
double wet_bulb_c(double dry_bulb_c, double relative_humidity);

}  // namespace aif
