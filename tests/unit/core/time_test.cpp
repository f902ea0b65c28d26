#include "core/time.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

constexpr std::int32_t korea_s = 9 * 3600;

TEST_CASE("dates without offset are Korean unless told otherwise") {
  // 2027-01-01T00:00+09:00 is 2026-12-31T15:00Z. Days from 1970-01-01 to 2027-01-01: 57 * 365 + 14 leap days
  // (1972 ... 2024) = 20,819; * 86,400 s - 32,400 s = 1,798,729,200.
  CHECK(parse_instant("2027-01-01")->instant.utc_s == 1'798'729'200);
  CHECK(parse_instant("2027-01-01")->offset_s == korea_s);
  CHECK(parse_instant("2027-01-01", 0)->instant.utc_s == 1'798'761'600);
}

TEST_CASE("offsets are read in every form of ISO 8601") {
  const Instant expected = parse_instant("2027-01-01T00:00:00+09:00")->instant;
  for (const char* text : {"2026-12-31T15:00:00Z", "2026-12-31T15:00Z", "2027-01-01T00:00+0900",
                           "2027-01-01 00:00:00+09", "2026-12-31T10:00:00-05:00"}) {
    CAPTURE(text);
    REQUIRE(parse_instant(text));
    CHECK(parse_instant(text)->instant == expected);
  }
}

TEST_CASE("what is not a date is not read") {
  for (const char* text :
       {"", "2027", "2027-1-1", "2027-13-01", "2027-02-29", "2027-00-10", "2027-01-32", "2027-01-01T24:00",
        "2027-01-01T00:60", "2027-01-01T00:00:60", "2027-01-01T", "2027-01-01T00", "2027-01-01T00:00+25:00",
        "2027-01-01T00:00+09:0", "2027-01-01T00:00Z!", "2027-01-01Z", "tomorrow", "20270101", " 2027-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_instant(text));
  }
  CHECK(parse_instant("2028-02-29"));
}

TEST_CASE("instants read back as they were written") {
  for (const char* text :
       {"2027-01-01T00:00:00+09:00", "2026-12-31T15:00:00Z", "1969-07-20T20:17:40-05:30", "2400-02-29T23:59:59Z"}) {
    CHECK(format_instant(*parse_instant(text)) == text);
  }
}

TEST_CASE("civil time in Korea") {
  const CivilTime c = civil(*parse_instant("2028-12-31T23:59:58+09:00"));
  CHECK(c.year == 2028);
  CHECK(c.month == 12);
  CHECK(c.day == 31);
  CHECK(c.hour == 23);
  CHECK(c.minute == 59);
  CHECK(c.second == 58);
  CHECK(c.weekday == Weekday::sunday);  // 31 December 2028
  CHECK(c.day_of_year == 366);
  // The same moment is still the evening of the year before in Korea's west.
  CHECK(civil({parse_instant("2027-01-01")->instant, 0}).year == 2026);
  CHECK(civil({{0}, 0}).weekday == Weekday::thursday);
  CHECK(civil({{-1}, 0}).second == 59);
}

TEST_CASE("civil time and instants are inverse over a century") {
  for (std::int64_t day = -20'000; day < 40'000; ++day) {
    const ZonedInstant t{{day * 86'400 - korea_s}, korea_s};
    const CivilTime c = civil(t);
    REQUIRE(from_civil(c.year, c.month, c.day, korea_s) == t.instant);
    REQUIRE(static_cast<int>(c.weekday) == static_cast<int>(((day % 7) + 7 + 3) % 7));
  }
}

TEST_CASE("instants and durations") {
  const Instant start = parse_instant("2027-01-01")->instant;
  CHECK(SoftEqual{}(((start + days(2)) - start).in(hours), 48));
}

}  // namespace
}  // namespace aif
