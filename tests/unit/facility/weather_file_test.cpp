#include <fmt/format.h>

#include <cmath>

#include "core/time.hpp"
#include "doctest/doctest.h"
#include "facility/weather.hpp"

namespace aif {
namespace {

ZonedInstant at(const char* text) { return *parse_instant(text); }

/// A year whose dry bulb is month + day / 100 + hour / 10,000, so that every hour can be told.
double mark(const CivilTime& t) { return t.month + t.day / 100.0 + t.hour / 1e4; }

std::string csv_year(const char* start, int hour_count) {
  std::string text = "time,dry_bulb_c,wet_bulb_c\n";
  for (int hour = 0; hour < hour_count; ++hour) {
    ZonedInstant t = at(start);
    t.instant.utc_s += hour * 3600;
    text += fmt::format("{},{:.4f},{:.4f}\n", format_instant(t), mark(civil(t)), mark(civil(t)) - 1);
  }
  return text;
}

std::string epw_year(double humidity) {
  std::string text = "LOCATION,Somewhere,-,KOR,made up,0,37.5,127.0,9.0,30\n";
  for (int line = 2; line <= 8; ++line) {
    text += "HEADER\n";
  }
  for (int hour = 0; hour < 8760; ++hour) {
    ZonedInstant t = at("2023-01-01T00:00:00+09:00");
    t.instant.utc_s += hour * 3600;
    const CivilTime c = civil(t);
    text += fmt::format("{},{},{},{},60,flags,{:.4f},0,{},101325\r\n", c.year, c.month, c.day, c.hour + 1, mark(c),
                        humidity);
  }
  return text;
}

/// The messages of all findings, one per line.
std::string findings(const std::string& text, const char* start = "2027-01-01", std::size_t hour_count = 8760) {
  Diagnostics diagnostics;
  read_weather(text, "air.csv", at(start), hour_count, diagnostics);
  std::string all;
  for (const Diagnostic& finding : diagnostics.all()) {
    all += fmt::format("{}:{} {}\n", finding.where.file, finding.where.line, finding.message);
  }
  return all;
}

}  // namespace

TEST_CASE("a CSV year serves any calendar year") {
  Diagnostics diagnostics;
  const Weather weather = read_weather(csv_year("2023-01-01T00:00:00+09:00", 8760), "air.csv",
                                       at("2028-02-28T22:00:00+09:00"), 72, diagnostics);
  CHECK(diagnostics.all().empty());
  CHECK(weather.at(0).dry_bulb_c == 2.2822);
  CHECK(weather.at(0).wet_bulb_c == 1.2822);
  CHECK(weather.at(2 + 5).dry_bulb_c == 2.2805);  // 29 February 2028, 05:00, takes the 28th
  CHECK(weather.at(2 + 24).dry_bulb_c == 3.01);   // 1 March, 00:00
}

TEST_CASE("times with another offset are brought to the site's clock") {
  Diagnostics diagnostics;
  // The file begins at 15:00 UTC, which is midnight in Korea.
  std::string text = "time,dry_bulb_c,wet_bulb_c\n";
  for (int hour = 0; hour < 8760; ++hour) {
    ZonedInstant t{at("2022-12-31T15:00:00Z").instant, 0};
    t.instant.utc_s += hour * 3600;
    text += fmt::format("{},{},{}\n", format_instant(t), hour % 30, 0);
  }
  const Weather weather = read_weather(text, "air.csv", at("2027-01-01T00:00:00+09:00"), 8760, diagnostics);
  CHECK(diagnostics.all().empty());
  CHECK(weather.at(0).dry_bulb_c == 0);
  CHECK(weather.at(29).dry_bulb_c == 29);
}

TEST_CASE("an EPW year") {
  Diagnostics diagnostics;
  const Weather weather = read_weather(epw_year(50), "air.epw", at("2027-07-01"), 8760, diagnostics);
  CHECK(diagnostics.all().empty());
  CHECK(weather.at(13).dry_bulb_c == 7.0113);
  CHECK(std::abs(weather.at(13).wet_bulb_c - wet_bulb_c(7.0113, 0.5)) < 1e-12);
  // Over the turn of the year: 184 days on it is 1 January again.
  CHECK(weather.at(184 * 24).dry_bulb_c == 1.01);
}

TEST_CASE("an EPW file of another zone is a warning") {
  std::string text = epw_year(50);
  text.replace(text.find(",9.0,"), 5, ",8.0,");
  CHECK(findings(text) == "air.csv:1 the file's clock is UTC+8 h, the scenario's +9 h\n");
}

TEST_CASE("what is wrong with a file is told with its line") {
  CHECK(findings("").find("0 hours") != std::string::npos);
  CHECK(findings("a,b\n1,2\n") == "air.csv:1 neither EPW nor CSV with the header this program reads\n");
  // 760 hours before the end of the year: 31 days and 16 hours, so from 08:00 of 30 November.
  CHECK(findings(csv_year("2023-01-01T00:00:00+09:00", 8000)) ==
        "air.csv:0 8000 hours of a year's 8760: 760 are missing, the first of month 11 day 30 hour 8\n");

  std::string year = csv_year("2023-01-01T00:00:00+09:00", 8760);
  std::string text = year;
  text.replace(text.find("1.0101"), 6, "warm");
  CHECK(findings(text) == "air.csv:3 dry bulb [degC] is \"warm\"\n");
  text = year;
  text.replace(text.find("1.0101"), 6, "99.9");
  CHECK(findings(text) == "air.csv:3 dry bulb [degC] is \"99.9\"\n");
  text = year;
  text.replace(text.find("0.0101"), 6, "30.0");
  CHECK(findings(text) == "air.csv:3 wet bulb 30.0 above dry bulb 1.0101\n");
  text = year;
  text.replace(text.find("T01:00"), 6, "T00:00");
  CHECK(findings(text) == "air.csv:3 month 1 day 1 hour 0 is there twice\n");
  text = year;
  text.replace(text.find("2023-01-01T01"), 13, "yesterday at 1");
  CHECK(findings(text).find("is not a time") != std::string::npos);
  text = year;
  text.erase(text.find("2023-03-01T05"), text.find("2023-03-01T06") - text.find("2023-03-01T05"));
  CHECK(findings(text) == "air.csv:0 8759 hours of a year's 8760: month 3 day 1 hour 5 is missing\n");
  text = year + "2023-01-01T00:00:00+09:00,1\n";
  CHECK(findings(text) == "air.csv:8762 a row of 2 columns\n");
}

TEST_CASE("a year that begins elsewhere still misses nothing") {
  // From July to June: every hour of the calendar is there.
  CHECK(findings(csv_year("2022-07-01T00:00:00+09:00", 8760)).empty());
  // 8,760 hours from 1 January 2024 end on 30 December, a day short of the leap year.
  CHECK(findings(csv_year("2024-01-01T00:00:00+09:00", 8760)).find("month 12 day 31 hour 0 is missing") !=
        std::string::npos);
  CHECK(findings(csv_year("2024-01-01T00:00:00+09:00", 8784)).empty());
}

TEST_CASE("a hopeless file is given up early") {
  std::string text = "time,dry_bulb_c,wet_bulb_c\n";
  for (int row = 0; row < 9000; ++row) {
    text += "x,y,z\n";
  }
  Diagnostics diagnostics;
  read_weather(text, "air.csv", at("2027-01-01"), 8760, diagnostics);
  CHECK(diagnostics.all().size() == 20);
}

}  // namespace aif
