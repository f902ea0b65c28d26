#include "grid/solar.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/contracts.hpp"

namespace aif {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double turbidity = 0.057;
constexpr double solar_noon_h = 12.5;
constexpr double least_clearness = 0.25;
constexpr double most_clearness = 1.75;
constexpr double year_h = 8760;
constexpr double wind_memory_h = 12;
constexpr double wind_spread = 1.8;  ///< of x; makes calm and full hours as common as middling ones

double radians(double degrees) { return degrees * pi / 180.0; }

double clear_sky(double latitude_deg, int day_of_year, double hour) {
  const double declination = -radians(23.44) * std::cos(2 * pi * (day_of_year + 10) / 365.0);
  const double latitude = radians(latitude_deg);
  const double cos_zenith = std::sin(latitude) * std::sin(declination) +
                            std::cos(latitude) * std::cos(declination) * std::cos(pi * (hour - solar_noon_h) / 12.0);
  return cos_zenith > 0.01 ? cos_zenith * std::exp(-turbidity / cos_zenith) : 0.0;
}

/// Mean over all hours of a year and clearness of the day, for a common factor.
double mean_solar(double latitude_deg, double factor) {
  double sum = 0;
  constexpr int clear_steps = 8;
  for (int day = 1; day <= 365; day += 4) {
    for (int hour = 0; hour < 24; ++hour) {
      const double sky = clear_sky(latitude_deg, day, hour + 0.5);
      for (int i = 0; i < clear_steps; ++i) {
        const double k = least_clearness + (most_clearness - least_clearness) * (i + 0.5) / clear_steps;
        sum += std::min(1.0, factor * k * sky);
      }
    }
  }
  return sum / (92.0 * 24 * clear_steps);
}

/// Mean of 1 / (1 + exp(-x)) for normal x.
double mean_wind(double mean) {
  double sum = 0;
  double weights = 0;
  for (double z = -4; z <= 4; z += 0.05) {
    const double weight = std::exp(-z * z / 2);
    sum += weight / (1.0 + std::exp(-(mean + wind_spread * z)));
    weights += weight;
  }
  return sum / weights;
}

/// The argument at which a rising function reaches `wanted`.
template <class F>
double bisect(double low, double high, double wanted, const F& rising) {
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (rising(middle) < wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

std::vector<float> solar_yield(double latitude_deg, Duration full_load_hours, ZonedInstant start,
                               std::size_t hour_count, RandomStream& stream) {
  const double wanted = full_load_hours.in(hours) / year_h;
  AIF_EXPECT(wanted >= 0 && wanted < 1);
  const double factor = bisect(0.0, 20.0, wanted, [&](double f) { return mean_solar(latitude_deg, f); });
  std::vector<float> yield;
  yield.reserve(hour_count);
  double clearness = 1;
  int day = -1;
  for (std::size_t hour = 0; hour < hour_count; ++hour) {
    const CivilTime local = civil({start.instant + hours(static_cast<double>(hour)), start.offset_s});
    if (local.day_of_year != day) {
      day = local.day_of_year;
      clearness = stream.uniform(least_clearness, most_clearness);
    }
    yield.push_back(static_cast<float>(
        std::min(1.0, factor * clearness * clear_sky(latitude_deg, local.day_of_year, local.hour + 0.5))));
  }
  return yield;
}

std::vector<float> wind_yield(Duration full_load_hours, std::size_t hour_count, RandomStream& stream) {
  const double wanted = full_load_hours.in(hours) / year_h;
  AIF_EXPECT(wanted >= 0 && wanted <= 1);
  const double mean = bisect(-12.0, 12.0, wanted, mean_wind);
  const double keeps = std::exp(-1.0 / wind_memory_h);
  std::vector<float> yield;
  yield.reserve(hour_count);
  double z = stream.normal();
  for (std::size_t hour = 0; hour < hour_count; ++hour) {
    yield.push_back(static_cast<float>(1.0 / (1.0 + std::exp(-(mean + wind_spread * z)))));
    z = keeps * z + std::sqrt(1.0 - keeps * keeps) * stream.normal();
  }
  return yield;
}

}  // namespace aif
