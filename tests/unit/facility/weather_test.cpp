#include "facility/weather.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "core/time.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

ClimateSpec climate(const std::string& name) {
  static const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  return *catalog.get<ClimateSpec>(name);
}

ZonedInstant new_year() { return *parse_instant("2027-01-01T00:00:00+09:00"); }

CivilTime local(std::size_t hour) {
  ZonedInstant t = new_year();
  t.instant.utc_s += static_cast<std::int64_t>(hour) * 3600;
  return civil(t);
}

/// Hours at or below thresholds, by [era5-korea-2016-2025]: dry bulb 10, 15, 18, 20, 24, 27 degC, wet bulb 10, 15,
/// 18, 20, 24 degC; and the wet bulb that 99.6 % of hours do not pass.
struct Published {
  const char* name;
  std::array<double, 6> dry;
  std::array<double, 5> wet;
  double wet_p996;
};

const Published published[] = {{"seoul", {3776, 4853, 5593, 6117, 7312, 8149}, {4463, 5639, 6439, 7011, 8158}, 26.6},
                               {"suwon", {3770, 4879, 5626, 6157, 7375, 8172}, {4466, 5666, 6473, 7031, 8198}, 26.4},
                               {"cheongju", {3491, 4570, 5289, 5809, 6980, 7857}, {4242, 5475, 6255, 6813, 7978}, 26.9},
                               {"ulsan", {3212, 4446, 5269, 5864, 7166, 8022}, {4019, 5362, 6168, 6729, 7936}, 27.1},
                               {"gunsan", {3383, 4618, 5388, 5926, 7158, 8112}, {4060, 5337, 6083, 6661, 7795}, 26.9}};

}  // namespace

TEST_CASE("monthly means come back") {
  // 200 years, so that the chance of single years averages out (about 1.5 K in January, over the square root of 200).
  for (const char* name : {"seoul", "chuncheon", "ulsan"}) {
    CAPTURE(name);
    const ClimateSpec spec = climate(name);
    RandomStream random(1, "test.weather");
    const Weather weather = generate_weather(spec, new_year(), 8760 * 200, random);
    std::array<double, 12> dry{};
    std::array<double, 12> wet{};
    std::array<double, 12> count{};
    for (std::size_t hour = 0; hour < weather.size(); ++hour) {
      const auto month = static_cast<std::size_t>(local(hour).month - 1);
      dry[month] += weather.at(hour).dry_bulb_c;
      wet[month] += weather.at(hour).wet_bulb_c;
      count[month] += 1;
    }
    for (std::size_t month = 0; month < 12; ++month) {
      CAPTURE(month);
      CHECK(std::abs(dry[month] / count[month] - (*spec.dry_bulb_c)[month]) < 0.3);
      CHECK(std::abs(wet[month] / count[month] - (*spec.wet_bulb_c)[month]) < 0.3);
    }
  }
}

TEST_CASE("without deviations the monthly means are exact") {
  ClimateSpec spec = climate("chuncheon");
  spec.weather_deviation_k.value = 0;
  RandomStream random(1, "test.weather");
  const Weather weather = generate_weather(spec, new_year(), 8760, random);
  std::array<double, 12> dry{};
  std::array<double, 12> wet{};
  std::array<double, 12> count{};
  double warmest_january = -100;
  int hour_of_warmest = 0;
  for (std::size_t hour = 0; hour < 8760; ++hour) {
    const CivilTime t = local(hour);
    const auto month = static_cast<std::size_t>(t.month - 1);
    dry[month] += weather.at(hour).dry_bulb_c;
    wet[month] += weather.at(hour).wet_bulb_c;
    count[month] += 1;
    if (t.month == 1 && t.day == 20 && weather.at(hour).dry_bulb_c > warmest_january) {
      warmest_january = weather.at(hour).dry_bulb_c;
      hour_of_warmest = t.hour;
    }
  }
  for (std::size_t month = 0; month < 12; ++month) {
    CHECK(std::abs(dry[month] / count[month] - (*spec.dry_bulb_c)[month]) < 1e-6);
    CHECK(std::abs(wet[month] / count[month] - (*spec.wet_bulb_c)[month]) < 1e-3);
  }
  CHECK(hour_of_warmest == 15);
}

TEST_CASE("hours below thresholds against the climate's hours") {
  for (const Published& site : published) {
    CAPTURE(site.name);
    constexpr int years_made = 40;
    RandomStream random(1, "test.thresholds");
    const Weather weather = generate_weather(climate(site.name), new_year(), 8760 * years_made, random);
    auto hours_below = [&](double OutsideAir::*bulb, double threshold) {
      double count = 0;
      for (std::size_t hour = 0; hour < weather.size(); ++hour) {
        count += weather.at(hour).*bulb <= threshold ? 1 : 0;
      }
      return count / years_made;
    };
    const std::array<double, 6> dry{10, 15, 18, 20, 24, 27};
    for (std::size_t i = 0; i < dry.size(); ++i) {
      CAPTURE(dry[i]);
      CHECK(std::abs(hours_below(&OutsideAir::dry_bulb_c, dry[i]) - site.dry[i]) < 200);
    }
    const std::array<double, 5> wet{10, 15, 18, 20, 24};
    for (std::size_t i = 0; i < wet.size(); ++i) {
      CAPTURE(wet[i]);
      CHECK(std::abs(hours_below(&OutsideAir::wet_bulb_c, wet[i]) - site.wet[i]) < 120);
    }
    std::vector<double> sorted;
    for (std::size_t hour = 0; hour < weather.size(); ++hour) {
      sorted.push_back(weather.at(hour).wet_bulb_c);
    }
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(0.996 * 8760 * years_made);
    std::nth_element(sorted.begin(), at, sorted.end());
    CHECK(std::abs(*at - site.wet_p996) < 1.6);
  }
}

TEST_CASE("daily means scatter as the climate says") {
  // Relative to the season: 1 - 0.42 w with w over a year of Seoul; its mean square is about 1.09.
  ClimateSpec spec = climate("seoul");
  ClimateSpec calm = spec;
  calm.weather_deviation_k.value = 0;
  RandomStream random(1, "test.scatter");
  RandomStream unused(1, "test.scatter");
  const std::size_t days_made = 365 * 100;
  const Weather weather = generate_weather(spec, new_year(), days_made * 24, random);
  const Weather normal = generate_weather(calm, new_year(), days_made * 24, unused);
  double square = 0;
  double product = 0;
  double before = 0;
  for (std::size_t day = 0; day < days_made; ++day) {
    double deviation = 0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
      deviation += (weather.at(24 * day + hour).dry_bulb_c - normal.at(24 * day + hour).dry_bulb_c) / 24;
    }
    square += deviation * deviation;
    product += deviation * before;
    before = deviation;
  }
  CHECK(std::abs(std::sqrt(square / static_cast<double>(days_made)) - 2.8 * std::sqrt(1.09)) < 0.15);
  // A day's mean takes 1/8, 3/4, 1/8 of three noons, so with r = e^(-1/2.5) = 0.6703 its variance is
  // 0.59375 + 0.375 r + 0.03125 r^2 = 0.8592 and the next day's covariance
  // 0.1875 + 0.609375 r + 0.1875 r^2 + 0.015625 r^3 = 0.6849: 0.797 of it is left.
  CHECK(std::abs(product / square - 0.797) < 0.01);
}

TEST_CASE("the wet bulb is never above the dry bulb") {
  for (const char* name : {"chuncheon", "ulsan", "haenam"}) {
    RandomStream random(9, "test.bulbs");
    const Weather weather = generate_weather(climate(name), new_year(), 8760 * 5, random);
    for (std::size_t hour = 0; hour < weather.size(); ++hour) {
      REQUIRE(weather.at(hour).wet_bulb_c <= weather.at(hour).dry_bulb_c);
      REQUIRE(std::isfinite(weather.at(hour).wet_bulb_c));
    }
  }
}

TEST_CASE("a stream decides the weather, and a start in summer is warm") {
  RandomStream a(1, "weather.seoul");
  RandomStream b(1, "weather.seoul");
  RandomStream c(2, "weather.seoul");
  const Weather first = generate_weather(climate("seoul"), new_year(), 100, a);
  const Weather again = generate_weather(climate("seoul"), new_year(), 100, b);
  const Weather other = generate_weather(climate("seoul"), new_year(), 100, c);
  CHECK(first.at(99).dry_bulb_c == again.at(99).dry_bulb_c);
  CHECK(first.at(99).dry_bulb_c != other.at(99).dry_bulb_c);
  RandomStream d(1, "weather.seoul");
  CHECK(generate_weather(climate("seoul"), *parse_instant("2028-07-31T15:00"), 48, d).at(24).dry_bulb_c > 18);
}

TEST_CASE("beyond its end the last year repeats") {
  std::vector<OutsideAir> hourly(9000);
  for (std::size_t hour = 0; hour < hourly.size(); ++hour) {
    hourly[hour].dry_bulb_c = static_cast<double>(hour);
  }
  const Weather weather(hourly);
  CHECK(weather.at(8999).dry_bulb_c == 8999);
  CHECK(weather.at(9000).dry_bulb_c == 240);  // 9,000 - 8,760
  CHECK(weather.at(9000 + 8760).dry_bulb_c == 240);
  const Weather brief(std::vector<OutsideAir>{{1, 1}, {2, 2}});
  CHECK(brief.at(5).dry_bulb_c == 2);
}

TEST_CASE("wet bulb from humidity") {
  // [stull-2011]: 20 degC and 50 % give 13.7 degC.
  CHECK(std::abs(wet_bulb_c(20, 0.5) - 13.7) < 0.05);
  // Psychrometric equation: 30 degC and 40 %: 20.1 degC; 10 degC and 80 %: 8.2 degC.
  CHECK(std::abs(wet_bulb_c(30, 0.4) - 20.1) < 0.4);
  CHECK(std::abs(wet_bulb_c(10, 0.8) - 8.2) < 0.4);
  CHECK(wet_bulb_c(25, 1.0) <= 25);
  RandomStream random(4, "test.stull");
  for (int round = 0; round < 5000; ++round) {
    const double dry = random.uniform(0, 40);
    const double humidity = random.uniform(0.1, 0.95);
    CHECK(wet_bulb_c(dry, humidity) <= dry);
    CHECK(wet_bulb_c(dry, humidity) <= wet_bulb_c(dry, humidity + 0.03));
  }
}

}  // namespace aif
