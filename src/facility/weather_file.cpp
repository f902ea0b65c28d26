#include <fmt/format.h>

#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

#include "core/text.hpp"
#include "core/time.hpp"
#include "facility/weather.hpp"

/// Reading of weather files: EnergyPlus weather (EPW) and CSV.
namespace aif {

namespace {

/// Findings after which the rest of a file is not read.
constexpr int most_findings = 20;
/// Columns of an EPW row, from zero, and the least number of columns with which they are there [energyplus-epw].
constexpr std::size_t epw_dry_bulb = 6;
constexpr std::size_t epw_humidity = 8;
constexpr std::size_t epw_columns = 10;
constexpr std::size_t epw_header_lines = 8;

/// A year of air by local month, day and hour.
class YearTable {
 public:
  /// False if the hour is already there.
  bool set(int month, int day, int hour, OutsideAir air) {
    std::optional<OutsideAir>& slot = slot_of(month, day, hour);
    const bool fresh = !slot.has_value();
    slot = air;
    return fresh;
  }
  [[nodiscard]] const std::optional<OutsideAir>& get(int month, int day, int hour) {
    std::optional<OutsideAir>& slot = slot_of(month, day, hour);
    return !slot && month == 2 && day == 29 ? slot_of(2, 28, hour) : slot;
  }
  /// "240 are missing, the first of month 6 day 10 hour 0", of a year of 365 days; empty if none is.
  [[nodiscard]] std::string missing() {
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int count = 0;
    std::string first;
    for (int month = 1; month <= 12; ++month) {
      for (int hour = 0; hour < days[static_cast<std::size_t>(month - 1)] * 24; ++hour) {
        if (!slot_of(month, hour / 24 + 1, hour % 24) && count++ == 0) {
          first = fmt::format("month {} day {} hour {}", month, hour / 24 + 1, hour % 24);
        }
      }
    }
    return count == 0   ? std::string()
           : count == 1 ? first + " is missing"
                        : fmt::format("{} are missing, the first of {}", count, first);
  }

 private:
  std::optional<OutsideAir>& slot_of(int month, int day, int hour) {
    return slots_[static_cast<std::size_t>(((month - 1) * 31 + day - 1) * 24 + hour)];
  }
  std::vector<std::optional<OutsideAir>> slots_{std::size_t{12} * 31 * 24};
};

class WeatherReader {
 public:
  WeatherReader(const std::string& text, const std::string& name, Diagnostics& diagnostics)
      : text_(std::make_shared<const std::string>(text)), name_(name), diagnostics_(diagnostics) {}

  /// Reads the file into the table; the offset is that of the scenario's clock.
  void read(std::int32_t offset_s) {
    const std::string_view text = *text_;
    const bool epw = text.substr(0, 9) == "LOCATION,";
    std::size_t begin = 0;
    while (begin < text.size() && findings_ < most_findings) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = text.substr(begin, end - begin);
      if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
      }
      begin = end + 1;
      ++line_;
      if (epw) {
        epw_line(line, offset_s);
      } else {
        csv_line(line, offset_s);
      }
    }
  }

  YearTable table;

  [[nodiscard]] std::size_t rows() const { return rows_; }

  void error(const char* kind, const std::string& message, const std::string& hint) {
    diagnostics_.error(kind, {.file = name_, .line = line_, .column = line_ > 0 ? 1 : 0, .text = text_}, "", message,
                       hint);
    ++findings_;
  }
  [[nodiscard]] bool failed() const { return findings_ > 0; }
  void at_whole_file() { line_ = 0; }

 private:
  void epw_line(std::string_view line, std::int32_t offset_s) {
    const std::vector<std::string> cells = split(line, ',');
    if (line_ == 1) {
      check_epw_zone(cells, offset_s);
    }
    if (static_cast<std::size_t>(line_) <= epw_header_lines || trim(line).empty()) {
      return;
    }
    if (cells.size() < epw_columns) {
      error(code::bad_number, fmt::format("a row of {} columns", cells.size()),
            "An EPW row has 35 columns: year, month, day, hour, minute, flags, dry bulb, dew point, humidity, ...");
      return;
    }
    const std::optional<double> month = number(cells[1], "month", 1, 12);
    const std::optional<double> day = number(cells[2], "day", 1, 31);
    const std::optional<double> hour = number(cells[3], "hour", 1, 24);
    const std::optional<double> dry = number(cells[epw_dry_bulb], "dry bulb [degC]", -60, 60);
    const std::optional<double> humidity = number(cells[epw_humidity], "relative humidity [%]", 0, 110);
    if (month && day && hour && dry && humidity) {
      // Hour 1 ends at one o'clock.
      put(static_cast<int>(*month), static_cast<int>(*day), static_cast<int>(*hour) - 1,
          {*dry, wet_bulb_c(*dry, *humidity / 100)});
    }
  }

  void check_epw_zone(const std::vector<std::string>& cells, std::int32_t offset_s) {
    if (cells.size() < 9) {
      return;
    }
    const std::optional<double> zone = number(cells[8], "time zone [h]", -12, 14);
    if (zone && static_cast<std::int32_t>(*zone * 3600) != offset_s) {
      diagnostics_.warn({.file = name_, .line = line_, .column = 1, .text = text_}, "",
                        fmt::format("the file's clock is UTC{:+g} h, the scenario's {:+g} h", *zone, offset_s / 3600.0),
                        "Rows are taken as the scenario's local time.");
    }
  }

  void csv_line(std::string_view line, std::int32_t offset_s) {
    if (line_ == 1) {
      if (trim(line) != "time,dry_bulb_c,wet_bulb_c") {
        error(code::not_readable, "neither EPW nor CSV with the header this program reads",
              "The first line must be time,dry_bulb_c,wet_bulb_c or begin with LOCATION, (EPW).");
        findings_ = most_findings;
      }
      return;
    }
    if (trim(line).empty()) {
      return;
    }
    const std::vector<std::string> cells = split(line, ',');
    if (cells.size() != 3) {
      error(code::bad_number, fmt::format("a row of {} columns", cells.size()), "A row is time,dry_bulb_c,wet_bulb_c.");
      return;
    }
    const std::optional<ZonedInstant> time = parse_instant(trim(cells[0]), offset_s);
    if (!time) {
      error(code::bad_dates, fmt::format("\"{}\" is not a time", printable(cells[0])),
            "Write it as 2024-01-01T00:00 or 2024-01-01T00:00:00+09:00.");
      return;
    }
    const std::optional<double> dry = number(cells[1], "dry bulb [degC]", -60, 60);
    const std::optional<double> wet = number(cells[2], "wet bulb [degC]", -60, 60);
    if (!dry || !wet) {
      return;
    }
    if (*wet > *dry + 0.05) {  // files round to a tenth
      error(code::out_of_range, fmt::format("wet bulb {} above dry bulb {}", trim(cells[2]), trim(cells[1])),
            "The wet bulb of air is at most its dry bulb; are the columns exchanged?");
      return;
    }
    const CivilTime local = civil({time->instant, offset_s});
    put(local.month, local.day, local.hour, {*dry, std::min(*wet, *dry)});
  }

  void put(int month, int day, int hour, OutsideAir air) {
    ++rows_;
    if (!table.set(month, day, hour, air)) {
      error(code::bad_dates, fmt::format("month {} day {} hour {} is there twice", month, day, hour),
            "A weather file holds one year, every hour once.");
    }
  }

  std::optional<double> number(const std::string& cell, const char* what, double low, double high) {
    const std::string text = trim(cell);
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || status != std::errc() || end != text.data() + text.size() || !(value >= low && value <= high)) {
      error(code::out_of_range, fmt::format("{} is \"{}\"", what, printable(text)),
            fmt::format("Expected a number between {} and {}.", low, high));
      return std::nullopt;
    }
    return value;
  }

  std::shared_ptr<const std::string> text_;
  const std::string& name_;
  Diagnostics& diagnostics_;
  int line_ = 0;
  int findings_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace

Weather read_weather(const std::string& text, const std::string& name, ZonedInstant start, std::size_t hour_count,
                     Diagnostics& diagnostics) {
  WeatherReader reader(text, name, diagnostics);
  reader.read(start.offset_s);
  reader.at_whole_file();
  if (!reader.failed() && reader.rows() != 8760 && reader.rows() != 8784) {
    const std::string missing = reader.table.missing();
    reader.error(code::out_of_range,
                 fmt::format("{} hours of a year's 8760{}{}", reader.rows(), missing.empty() ? "" : ": ", missing),
                 "A weather file holds one year, every hour once: 8,760 hours, or 8,784 in a leap year.");
  }
  std::vector<OutsideAir> air;
  for (std::size_t i = 0; i < hour_count && !reader.failed(); ++i) {
    const CivilTime local = civil({{start.instant.utc_s + static_cast<std::int64_t>(i) * 3600}, start.offset_s});
    const std::optional<OutsideAir>& hour = reader.table.get(local.month, local.day, local.hour);
    if (!hour) {
      reader.error(code::bad_dates,
                   fmt::format("month {} day {} hour {} is missing", local.month, local.day, local.hour),
                   "Every hour of the year must be there, from 00:00 to 23:00 local time.");
    } else {
      air.push_back(*hour);
    }
  }
  if (air.empty()) {
    air.emplace_back();  // a finding has been reported; the caller stops
  }
  return Weather(std::move(air));
}

}  // namespace aif
