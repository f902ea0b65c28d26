#include "core/time.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace aif {

namespace {

/// Reads fixed-width fields of an ISO 8601 text from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  bool accept(char c) {
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }
  /// Exactly `width` digits.
  bool digits(int width, int& out) {
    out = 0;
    for (int i = 0; i < width; ++i, ++at_) {
      if (at_ >= text_.size() || text_[at_] < '0' || text_[at_] > '9') {
        return false;
      }
      out = 10 * out + (text_[at_] - '0');
    }
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// "Z", "+09:00", "+0900" or "+09"; nothing at all leaves `offset_s` as it is.
bool read_offset(Scanner& scanner, std::int32_t& offset_s) {
  if (scanner.done()) {
    return true;
  }
  if (scanner.accept('Z')) {
    offset_s = 0;
    return true;
  }
  const bool minus = scanner.accept('-');
  if (!minus && !scanner.accept('+')) {
    return false;
  }
  int hour = 0;
  int minute = 0;
  if (!scanner.digits(2, hour)) {
    return false;
  }
  if (!scanner.done()) {
    scanner.accept(':');
    if (!scanner.digits(2, minute)) {
      return false;
    }
  }
  if (hour > 18 || minute > 59) {
    return false;
  }
  offset_s = (minus ? -1 : 1) * (hour * 3600 + minute * 60);
  return true;
}

std::chrono::sys_days date(int year, int month, int day) {
  return std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
         std::chrono::day{static_cast<unsigned>(day)};
}

constexpr std::int64_t day_s = 86'400;

}  // namespace

std::optional<ZonedInstant> parse_instant(std::string_view text, std::int32_t default_offset_s) {
  Scanner scanner(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!scanner.digits(4, year) || !scanner.accept('-') || !scanner.digits(2, month) || !scanner.accept('-') ||
      !scanner.digits(2, day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day valid{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
  if (!valid.ok()) {
    return std::nullopt;
  }
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int32_t offset_s = default_offset_s;
  if (!scanner.done()) {
    if (!scanner.accept('T') && !scanner.accept(' ')) {
      return std::nullopt;
    }
    if (!scanner.digits(2, hour) || !scanner.accept(':') || !scanner.digits(2, minute)) {
      return std::nullopt;
    }
    if (scanner.accept(':') && !scanner.digits(2, second)) {
      return std::nullopt;
    }
    if (hour > 23 || minute > 59 || second > 59 || !read_offset(scanner, offset_s) || !scanner.done()) {
      return std::nullopt;
    }
  }
  const Instant midnight = from_civil(year, month, day, offset_s);
  return ZonedInstant{{midnight.utc_s + std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second}, offset_s};
}

std::string format_instant(ZonedInstant t) {
  const CivilTime c = civil(t);
  const std::string local =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
  if (t.offset_s == 0) {
    return local + "Z";
  }
  const int minutes_off = std::abs(t.offset_s) / 60;
  return fmt::format("{}{}{:02}:{:02}", local, t.offset_s < 0 ? '-' : '+', minutes_off / 60, minutes_off % 60);
}

CivilTime civil(ZonedInstant t) {
  const std::int64_t local_s = t.instant.utc_s + t.offset_s;
  std::int64_t day_number = local_s / day_s;
  std::int64_t in_day = local_s % day_s;
  if (in_day < 0) {
    in_day += day_s;
    --day_number;
  }
  const std::chrono::sys_days today{std::chrono::days{day_number}};
  const std::chrono::year_month_day ymd{today};
  CivilTime c;
  c.year = static_cast<int>(ymd.year());
  c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  c.hour = static_cast<int>(in_day / 3600);
  c.minute = static_cast<int>(in_day % 3600 / 60);
  c.second = static_cast<int>(in_day % 60);
  c.weekday = static_cast<Weekday>(std::chrono::weekday{today}.iso_encoding() - 1);
  c.day_of_year = static_cast<int>((today - date(c.year, 1, 1)).count()) + 1;
  return c;
}

Instant from_civil(int year, int month, int day, std::int32_t offset_s) {
  return {date(year, month, day).time_since_epoch().count() * day_s - offset_s};
}

}  // namespace aif
