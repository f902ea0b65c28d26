#include "facility/weather.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/contracts.hpp"
#include "core/time.hpp"

namespace aif {

namespace {

constexpr std::size_t year_days = 365;
constexpr std::size_t year_hours = 8760;
constexpr std::array<int, 13> month_start{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
constexpr double warmest_hour = 15;
/// Deviations shrink by this share in the warmest season and grow by it in the coldest.
constexpr double seasonal_deviation = 0.42;
/// Psychrometric constant at sea level [kPa/K].
constexpr double psychrometric_kpa_per_k = 0.066;

using Months = std::array<double, 12>;
using Days = std::array<double, year_days>;
using DayHours = std::array<double, 24>;

/// cos of the hour, greatest at 15 h.
const DayHours& daily_cycle() {
  static const DayHours cycle = [] {
    DayHours made{};
    for (std::size_t h = 0; h < made.size(); ++h) {
      made[h] = std::cos(2 * std::numbers::pi * (static_cast<double>(h) - warmest_hour) / 24);
    }
    return made;
  }();
  return cycle;
}

/// A smooth periodic curve through the values `nodes` at mid-months (cubic Hermite with central slopes), at the
/// middle of each day.
Days through_mid_months(const Months& nodes) {
  auto middle = [](int month) {  // day of the year; months before January and after December wrap
    const int year = month < 0 ? -1 : month / 12;
    const auto m = static_cast<std::size_t>(month - 12 * year);
    return 365.0 * year + 0.5 * (month_start[m] + month_start[m + 1]);
  };
  auto node = [&nodes](int month) { return nodes[static_cast<std::size_t>((month + 12) % 12)]; };
  auto slope = [&](int month) { return (node(month + 1) - node(month - 1)) / (middle(month + 1) - middle(month - 1)); };
  Days days{};
  int left = -1;  // the month whose middle is the last one before the day
  for (std::size_t d = 0; d < year_days; ++d) {
    const double day = static_cast<double>(d) + 0.5;
    while (middle(left + 1) <= day) {
      ++left;
    }
    const double width = middle(left + 1) - middle(left);
    const double u = (day - middle(left)) / width;
    const double v = 1 - u;
    days[d] = (1 + 2 * u) * v * v * node(left) + u * v * v * width * slope(left) +
              u * u * (3 - 2 * u) * node(left + 1) - u * u * v * width * slope(left + 1);
  }
  return days;
}

Months monthly_means(const Days& days) {
  Months means{};
  for (std::size_t m = 0; m < 12; ++m) {
    for (int d = month_start[m]; d < month_start[m + 1]; ++d) {
      means[m] += days[static_cast<std::size_t>(d)] / (month_start[m + 1] - month_start[m]);
    }
  }
  return means;
}

/// How far the wet bulb follows the dry bulb at constant vapour pressure.
double wet_bulb_share(double wet_bulb) {
  const double saturation_kpa = 0.6108 * std::exp(17.27 * wet_bulb / (wet_bulb + 237.3));
  const double slope = 4098 * saturation_kpa / ((wet_bulb + 237.3) * (wet_bulb + 237.3));
  return psychrometric_kpa_per_k / (psychrometric_kpa_per_k + slope);
}

/// Normals by day of the year.
struct Normals {
  Days dry{};
  Days wet{};        ///< before the wet bulb is held below the dry bulb
  Days wet_share{};  ///< k of equation (3)
  Days deviation{};  ///< relative size of deviations in the season
};

/// Daily means of the wet bulb after it has been held below the dry bulb. Deviations move both alike, so this does
/// not depend on them.
Days held_wet_bulb(const Normals& normals, double half_swing_k) {
  Days means{};
  for (std::size_t d = 0; d < year_days; ++d) {
    for (const double cycle : daily_cycle()) {
      const double dry = normals.dry[d] + half_swing_k * cycle;
      means[d] += std::min(dry, normals.wet[d] + normals.wet_share[d] * half_swing_k * cycle) / 24;
    }
  }
  return means;
}

/// Curves whose monthly means are the climate's. Each round corrects the nodes by what their month is off; a month's
/// mean is mostly its own node, so the errors shrink by a factor of three or more a round.
Normals normals_of(const ClimateSpec& climate) {
  constexpr int rounds = 40;
  Months dry{};
  Months wet{};
  std::copy_n(climate.dry_bulb_c->begin(), 12, dry.begin());
  std::copy_n(climate.wet_bulb_c->begin(), 12, wet.begin());
  const Months dry_goal = dry;
  const Months wet_goal = wet;
  const double half_swing_k = 0.5 * *climate.daily_swing_k;

  Normals normals;
  for (int round = 0; round < rounds; ++round) {
    normals.dry = through_mid_months(dry);
    const Months means = monthly_means(normals.dry);
    for (std::size_t m = 0; m < 12; ++m) {
      dry[m] += dry_goal[m] - means[m];
    }
  }
  for (int round = 0; round < rounds; ++round) {
    normals.wet = through_mid_months(wet);
    std::transform(normals.wet.begin(), normals.wet.end(), normals.wet_share.begin(), wet_bulb_share);
    const Months means = monthly_means(held_wet_bulb(normals, half_swing_k));
    for (std::size_t m = 0; m < 12; ++m) {
      wet[m] += wet_goal[m] - means[m];
    }
  }
  const auto [coldest, warmest] = std::minmax_element(normals.dry.begin(), normals.dry.end());
  const double middle = 0.5 * (*warmest + *coldest);
  const double half_range = std::max(0.5 * (*warmest - *coldest), 1e-9);
  for (std::size_t d = 0; d < year_days; ++d) {
    normals.deviation[d] = 1.0 - seasonal_deviation * (normals.dry[d] - middle) / half_range;
  }
  return normals;
}

/// Deviations of unit variance in daily means: a first-order autoregressive value at every noon, straight lines
/// between.
class Deviations {
 public:
  Deviations(double memory_days, RandomStream& stream)
      : stream_(stream), keep_(memory_days > 0 ? std::exp(-1.0 / memory_days) : 0.0) {
    // The mean over a day of the lines is 1/8, 3/4, 1/8 of the three noons around; their variance is below one.
    const double variance = 0.59375 + 0.375 * keep_ + 0.03125 * keep_ * keep_;
    scale_ = 1.0 / std::sqrt(variance);
    before_ = stream_.normal();
    after_ = next(before_);
  }

  /// `day_fraction`: time since the first noon, in days; must not go back.
  double at(double days_since_noon) {
    while (days_since_noon >= static_cast<double>(day_ + 1)) {
      before_ = after_;
      after_ = next(before_);
      ++day_;
    }
    const double u = days_since_noon - static_cast<double>(day_);
    return scale_ * (before_ + u * (after_ - before_));
  }

 private:
  double next(double value) { return keep_ * value + std::sqrt(1.0 - keep_ * keep_) * stream_.normal(); }

  RandomStream& stream_;
  double keep_;
  double scale_ = 1;
  double before_ = 0;
  double after_ = 0;
  std::int64_t day_ = 0;
};

/// Day of a year of 365 days; 29 February takes the place of the 28th.
std::size_t day_of_year(const CivilTime& c) {
  const int day = month_start[static_cast<std::size_t>(c.month - 1)] + c.day - 1;
  return static_cast<std::size_t>(c.month == 2 && c.day == 29 ? day - 1 : day);
}

}  // namespace

const OutsideAir& Weather::at(std::size_t hour) const {
  AIF_EXPECT(!hours_.empty());
  if (hour < hours_.size()) {
    return hours_[hour];
  }
  const std::size_t period = std::min(hours_.size(), year_hours);
  return hours_[hours_.size() - period + (hour - hours_.size()) % period];
}

Weather generate_weather(const ClimateSpec& climate, ZonedInstant start, std::size_t hour_count, RandomStream& stream) {
  AIF_EXPECT(climate.dry_bulb_c->size() == 12 && climate.wet_bulb_c->size() == 12);
  const Normals normals = normals_of(climate);
  const double half_swing_k = 0.5 * *climate.daily_swing_k;
  Deviations deviations(*climate.weather_memory_days, stream);

  std::vector<OutsideAir> air;
  air.reserve(hour_count);
  const CivilTime first = civil(start);
  std::size_t day = day_of_year(first);
  auto hour = static_cast<std::size_t>(first.hour);
  for (std::size_t i = 0; i < hour_count; ++i) {
    if (i == 0 || hour == 24) {
      day = day_of_year(civil({{start.instant.utc_s + static_cast<std::int64_t>(i) * 3600}, start.offset_s}));
      hour %= 24;
    }
    const double cycle_k = half_swing_k * daily_cycle()[hour];
    // Half a day is added so that the first noon lies before the first hour.
    const double deviation_k = *climate.weather_deviation_k * normals.deviation[day] *
                               deviations.at((static_cast<double>(i) + static_cast<double>(first.hour)) / 24 + 0.5);
    const double dry = normals.dry[day] + cycle_k + deviation_k;
    air.push_back({dry, std::min(dry, normals.wet[day] + normals.wet_share[day] * cycle_k + deviation_k)});
    ++hour;
  }
  return Weather(std::move(air));
}

double wet_bulb_c(double dry_bulb_c, double relative_humidity) {
  const double rh = std::clamp(100 * relative_humidity, 5.0, 99.0);
  const double t = dry_bulb_c;
  const double wet = t * std::atan(0.151977 * std::sqrt(rh + 8.313659)) + std::atan(t + rh) - std::atan(rh - 1.676331) +
                     0.00391838 * std::pow(rh, 1.5) * std::atan(0.023101 * rh) - 4.686035;
  return std::min(wet, t);
}

}  // namespace aif
