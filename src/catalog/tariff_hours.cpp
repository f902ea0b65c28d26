#include <fmt/format.h>

#include <array>
#include <charconv>

#include "catalog/environment.hpp"
#include "core/text.hpp"

/// Hours of a tariff's bands written as ranges.
namespace aif {
namespace {

constexpr int day_hours = 24;

struct Range {
  int first = 0;
  int last = 0;  ///< exclusive; before first: over midnight
};

bool read_hour(std::string_view text, int& hour) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), hour);
  return failed == std::errc() && end == text.data() + text.size() && hour >= 0 && hour <= day_hours;
}

bool read_range(std::string_view text, Range& range) {
  const std::size_t dash = text.find('-');
  return dash != std::string_view::npos && read_hour(text.substr(0, dash), range.first) &&
         read_hour(text.substr(dash + 1), range.last) && range.first != range.last && range.first < day_hours;
}

/// "3" or "3 to 7" for each run of hours that `wanted` holds for.
template <class F>
std::string runs(const F& wanted) {
  std::vector<std::string> texts;
  for (int hour = 0; hour < day_hours; ++hour) {
    if (!wanted(hour)) {
      continue;
    }
    int end = hour;
    while (end + 1 < day_hours && wanted(end + 1)) {
      ++end;
    }
    texts.push_back(fmt::format("{} to {}", hour, end + 1));
    hour = end;
  }
  return join(texts, ", ");
}

}  // namespace

std::vector<std::string> hours_problems(const TariffSeasonSpec& season, std::string& bands) {
  std::vector<std::string> problems;
  std::array<int, day_hours> count{};
  bands.assign(day_hours, ' ');
  for (const auto& [letter, text] : season.hours) {
    if (letter != "L" && letter != "M" && letter != "P") {
      problems.push_back(fmt::format("\"{}\" is no band", printable(letter, 20)));
      continue;
    }
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      const std::string_view part = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      Range range;
      if (!read_range(part, range)) {
        problems.push_back(fmt::format("\"{}\" is no range of hours", printable(std::string(part), 40)));
        continue;
      }
      const int length = (range.last - range.first + day_hours - 1) % day_hours + 1;
      for (int i = 0; i < length; ++i) {
        const auto hour = static_cast<std::size_t>((range.first + i) % day_hours);
        ++count[hour];
        bands[hour] = letter[0];
      }
    }
  }
  const auto has = [&count](int times) {
    return [&count, times](int hour) {
      const int n = count[static_cast<std::size_t>(hour)];
      return times == 0 ? n == 0 : n > 1;
    };
  };
  if (const std::string gaps = runs(has(0)); !gaps.empty()) {
    problems.push_back(fmt::format("no band has the hours {}", gaps));
  }
  if (const std::string overlaps = runs(has(2)); !overlaps.empty()) {
    problems.push_back(fmt::format("more than one band has the hours {}", overlaps));
  }
  return problems;
}

std::string season_bands(const TariffSeasonSpec& season) {
  if (season.hours.empty()) {
    return season.bands;
  }
  std::string bands;
  hours_problems(season, bands);
  return bands;
}

}  // namespace aif
