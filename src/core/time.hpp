#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/quantity.hpp"

/// Calendar time. Inside everything is UTC seconds; a scenario's clock has one fixed offset (Korea: +09:00,
/// no summer time), which is all that tariffs, weather and demand curves need.
namespace aif {

/// Seconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t utc_s = 0;
  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
};

/// An instant with the offset it was written with.
struct ZonedInstant {
  Instant instant;
  std::int32_t offset_s = 0;
  friend bool operator==(const ZonedInstant&, const ZonedInstant&) = default;
};

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

/// Local civil time.
struct CivilTime {
  int year = 1970;
  int month = 1;  ///< 1..12
  int day = 1;    ///< 1..31
  int hour = 0;   ///< 0..23
  int minute = 0;
  int second = 0;
  Weekday weekday = Weekday::thursday;
  int day_of_year = 1;  ///< 1..366
};

/// ISO 8601 date or date and time with offset: "2027-01-01", "2027-01-01T00:00:00+09:00", "...Z". A text
/// without offset takes `default_offset_s`.
std::optional<ZonedInstant> parse_instant(std::string_view text, std::int32_t default_offset_s = 9 * 3600);
std::string format_instant(ZonedInstant t);
CivilTime civil(ZonedInstant t);
Instant from_civil(int year, int month, int day, std::int32_t offset_s);

constexpr Instant operator+(Instant t, Duration d) { return {t.utc_s + static_cast<std::int64_t>(d.si())}; }
constexpr Duration operator-(Instant a, Instant b) { return seconds(static_cast<double>(a.utc_s - b.utc_s)); }

}  // namespace aif
