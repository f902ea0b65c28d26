#include "report/html_waveform.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/error.hpp"
#include "core/quantity.hpp"
#include "core/text.hpp"
#include "report/html_series.hpp"

namespace aif {
namespace {

constexpr std::size_t most_columns = 3'000;
constexpr std::string_view header = "t_s,load_w,grid_w";

double number_of(std::string_view text, const std::string& where) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    throw FileError(fmt::format("{}: \"{}\" is not a number", where, printable(text, 40)));
  }
  return value;
}

void write_extremes(JsonText& json, std::string_view name, const std::vector<float>& rows, std::size_t factor) {
  const std::vector<double> low = reduced(rows, factor, Reduce::smallest);
  const std::vector<double> high = reduced(rows, factor, Reduce::largest);
  json.key(name).begin_array();
  for (std::size_t i = 0; i < low.size(); ++i) {
    json.number(low[i] / megawatts(1).si(), 5).number(high[i] / megawatts(1).si(), 5);
  }
  json.end_array();
}

}  // namespace

Waveform read_waveform_csv(std::string_view text, const std::string& name) {
  Waveform waveform;
  waveform.name = name;
  std::vector<double> times;
  std::size_t line = 0;
  for (const std::string& row : split(text, '\n')) {
    const std::string where = fmt::format("\"{}\", line {}", printable(name), ++line);
    if (line == 1) {
      if (trim(row) != header) {
        throw FileError(fmt::format("{}: a waveform begins with {}", where, header));
      }
      continue;
    }
    if (row.empty()) {
      continue;
    }
    const std::vector<std::string> cells = split(row, ',');
    if (cells.size() != 3) {
      throw FileError(fmt::format("{}: {} cells where there should be 3", where, cells.size()));
    }
    times.push_back(number_of(cells[0], where));
    waveform.load_w.push_back(static_cast<float>(number_of(cells[1], where)));
    waveform.grid_w.push_back(static_cast<float>(number_of(trim(cells[2]), where)));
  }
  if (times.size() < 2 || times.back() <= times.front()) {
    throw FileError(
        fmt::format("\"{}\" has no waveform: it needs two rows or more, in the order of time", printable(name)));
  }
  waveform.step_s = (times.back() - times.front()) / static_cast<double>(times.size() - 1);
  return waveform;
}

void write_waveform(JsonText& json, const Waveform& waveform) {
  if (waveform.empty()) {
    return;
  }
  const std::size_t factor = reduction_factor(waveform.load_w.size(), most_columns);
  json.key("waveform").begin_object();
  json.number("step_s", waveform.step_s * static_cast<double>(factor), 8);
  write_extremes(json, "load_mw", waveform.load_w, factor);
  write_extremes(json, "grid_mw", waveform.grid_w, factor);
  json.end_object();
}

}  // namespace aif
