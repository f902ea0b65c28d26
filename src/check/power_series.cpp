#include "check/power_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/text.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_findings = 20;

std::string lower(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return text;
}

std::optional<double> number_in(std::string text, char separator) {
  if (separator == ';' && text.find('.') == std::string::npos) {
    std::replace(text.begin(), text.end(), ',', '.');  // tables with semicolons often have decimal commas
  }
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  double value = 0;
  const auto read = std::from_chars(begin, text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

bool is_missing(const std::string& cell) {
  const std::string text = lower(cell);
  return text.empty() || text == "nan" || text == "null" || text == "na" || text == "n/a" || text == "-";
}

/// "2027-01-01 00:00:00.250" without its fraction, which is returned.
double take_fraction(std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) {
    return 0;
  }
  std::size_t end = dot + 1;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') {
    ++end;
  }
  const double fraction = number_in("0" + text.substr(dot, end - dot), ',').value_or(0.0);
  text.erase(dot, end - dot);
  return fraction;
}

/// How the times of a column are written; the first row decides.
enum class TimeKind { date, epoch_s, epoch_ms, since_start };

TimeKind time_kind_of(const std::string& cell, char separator) {
  const std::optional<double> value = number_in(cell, separator);
  if (!value) {
    return TimeKind::date;
  }
  return *value >= 1e11 ? TimeKind::epoch_ms : *value >= 1e8 ? TimeKind::epoch_s : TimeKind::since_start;
}

std::string offset_text(int offset_s) {
  return format_instant({{0}, offset_s}).substr(19);  // what follows the seconds
}

std::string describe(TimeKind kind, int offset_s) {
  switch (kind) {
    case TimeKind::epoch_s:
      return "seconds since 1970, UTC";
    case TimeKind::epoch_ms:
      return "milliseconds since 1970, UTC";
    case TimeKind::since_start:
      return "seconds since the start of the scenario";
    case TimeKind::date:
      break;
  }
  return fmt::format("dates, those without offset at {}", offset_text(offset_s));
}

/// Chooses a column by name, or by what its name says.
template <class F>
std::optional<std::size_t> choose(const CsvFile& csv, const std::string& wanted, const char* option, F&& looks_right,
                                  Diagnostics& diagnostics) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < csv.header.size() && !found; ++i) {
    if (wanted.empty() ? looks_right(lower(csv.header[i])) : csv.header[i] == wanted) {
      found = i;
    }
  }
  if (!found) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < csv.header.size() && i < 12; ++i) {
      shown.push_back(printable(csv.header[i], 40));
    }
    const std::string hint = suggest(wanted, csv.header);
    diagnostics.error(
        code::missing_key, csv.place(1), "",
        wanted.empty() ? fmt::format("no column can be told to be the one for {}", option)
                       : fmt::format("there is no column \"{}\"", printable(wanted, 60)),
        hint.empty() ? fmt::format("name it with {}; the columns are: {}", option, join(shown, ", ")) : hint);
  }
  return found;
}

bool names_time(const std::string& title) {
  return title.find("time") != std::string::npos || title.find("date") != std::string::npos;
}
/// The unit in a title: "power_kw", "Power (MW)", "load [kW]".
std::string unit_in(const std::string& title) {
  for (const char* unit : {"GW", "MW", "kW", "W"}) {
    const std::string name = lower(unit);
    const std::string text = lower(title);
    if (text.ends_with("_" + name) || text.find("(" + name + ")") != std::string::npos ||
        text.find("[" + name + "]") != std::string::npos) {
      return unit;
    }
  }
  return {};
}

bool names_power(const std::string& title) {
  return title.find("power") != std::string::npos || !unit_in(title).empty();
}

struct Sample {
  double time_s = 0;
  double power_w = no_value;
};

/// Reads the rows of a measured table; all findings are kept, up to a page of them.
class SampleReader {
 public:
  SampleReader(const CsvFile& csv, const TelemetryOptions& options, double start_s, int offset_s,
               Diagnostics& diagnostics)
      : csv_(csv),
        options_(options),
        start_s_(start_s),
        offset_s_(options.offset_s.value_or(offset_s)),
        diagnostics_(diagnostics) {}

  bool columns(PowerSeries& out) {
    const auto time = choose(csv_, options_.time_column, "--csv-time", names_time, diagnostics_);
    const auto power = choose(csv_, options_.power_column, "--csv-power", names_power, diagnostics_);
    if (!time || !power || csv_.rows.empty()) {
      if (csv_.rows.empty()) {
        diagnostics_.error(code::not_readable, csv_.place(0), "", "the table has no rows");
      }
      return false;
    }
    time_ = *time;
    power_ = *power;
    out.time_column = csv_.header[time_];
    out.power_column = csv_.header[power_];
    kind_ = time_kind_of(csv_.rows.front().cells[time_], csv_.separator);
    out.time_kind = describe(kind_, offset_s_);
    return find_unit(out);
  }

  std::vector<Sample> samples() {
    std::vector<Sample> list;
    for (const CsvFile::Row& row : csv_.rows) {
      const std::optional<double> time = time_of(row);
      const std::optional<double> power = power_of(row);
      if (!time || !power) {
        continue;
      }
      if (!list.empty() && *time <= list.back().time_s) {
        tell(code::bad_dates, row,
             fmt::format("the time \"{}\" is not later than that of the row before", printable(row.cells[time_], 40)));
        continue;
      }
      list.push_back({*time, *power});
    }
    return list;
  }

 private:
  void tell(const char* code, const CsvFile::Row& row, std::string message, std::string hint = {}) {
    if (++told_ <= most_findings) {
      diagnostics_.error(code, csv_.place(row.line), "", std::move(message), std::move(hint));
    }
  }

  bool find_unit(PowerSeries& out) {
    unit_ = options_.unit.empty() ? unit_in(csv_.header[power_]) : options_.unit;
    if (unit_.empty()) {
      const bool in_cells = !number_in(csv_.rows.front().cells[power_], csv_.separator) &&
                            parse_quantity(csv_.rows.front().cells[power_]).value.has_value();
      out.unit = in_cells ? "as written in the cells" : "";
      if (!in_cells) {
        diagnostics_.error(code::bad_unit, csv_.place(1), "",
                           fmt::format("the unit of column \"{}\" is not known", printable(csv_.header[power_], 40)),
                           "say it with --csv-unit kW, or in the title: power_kw");
      }
      return in_cells;
    }
    const QuantityOutcome one = parse_quantity("1 " + unit_);
    if (!one.value || !(one.value->dimension == Power::dimension)) {
      throw UsageError(fmt::format("--csv-unit \"{}\" is no unit of power; write W, kW or MW", printable(unit_, 40)));
    }
    watts_per_unit_ = one.value->si;
    out.unit = unit_;
    return true;
  }

  std::optional<double> time_of(const CsvFile::Row& row) {
    std::string text = row.cells[time_];
    const std::optional<double> value = number_in(text, csv_.separator);
    if (kind_ == TimeKind::date) {
      const double fraction = take_fraction(text);
      if (const std::optional<ZonedInstant> instant = parse_instant(text, offset_s_)) {
        return static_cast<double>(instant->instant.utc_s) + fraction;
      }
    } else if (value) {
      return kind_ == TimeKind::epoch_s ? *value : kind_ == TimeKind::epoch_ms ? *value / 1000 : start_s_ + *value;
    }
    tell(code::bad_dates, row, fmt::format("\"{}\" is no time", printable(row.cells[time_], 40)),
         "write 2027-01-01T09:00:00+09:00, seconds since 1970, or seconds since the start of the scenario");
    return std::nullopt;
  }

  std::optional<double> power_of(const CsvFile::Row& row) {
    const std::string& text = row.cells[power_];
    if (is_missing(text)) {
      return no_value;
    }
    if (const std::optional<double> value = number_in(text, csv_.separator); value && !unit_.empty()) {
      return *value * watts_per_unit_;
    }
    if (const QuantityOutcome outcome = parse_quantity(text);
        outcome.value && outcome.value->dimension == Power::dimension) {
      return outcome.value->si;
    }
    tell(code::bad_number, row, fmt::format("\"{}\" is no power", printable(text, 40)),
         "leave a cell empty where nothing was measured");
    return std::nullopt;
  }

  const CsvFile& csv_;
  const TelemetryOptions& options_;
  double start_s_;
  int offset_s_;
  Diagnostics& diagnostics_;
  std::size_t time_ = 0;
  std::size_t power_ = 0;
  TimeKind kind_ = TimeKind::date;
  std::string unit_;
  double watts_per_unit_ = 1;
  std::size_t told_ = 0;
};

double median_spacing(const std::vector<Sample>& samples) {
  std::vector<double> spacings;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    spacings.push_back(samples[i].time_s - samples[i - 1].time_s);
  }
  const auto middle = spacings.begin() + static_cast<std::ptrdiff_t>(spacings.size() / 2);
  std::nth_element(spacings.begin(), middle, spacings.end());
  return *middle;
}

/// Every sample holds until the next (or since the one before), but not longer than `hold_s`.
void hold_samples(const std::vector<Sample>& samples, bool stamped_at_end, double hold_s, PowerSeries& out) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Sample& sample = samples[i];
    if (std::isnan(sample.power_w)) {
      ++out.missing;
      continue;
    }
    ++out.samples;
    const bool is_edge = stamped_at_end ? i == 0 : i + 1 == samples.size();
    const double length = is_edge          ? out.spacing_s
                          : stamped_at_end ? sample.time_s - samples[i - 1].time_s
                                           : samples[i + 1].time_s - sample.time_s;
    out.gaps += length > hold_s ? 1 : 0;
    const double held = length > hold_s ? out.spacing_s : length;
    const double from = stamped_at_end ? sample.time_s - held : sample.time_s;
    out.pieces.push_back({from, from + held, sample.power_w});
  }
}

}  // namespace

std::optional<int> parse_offset(const std::string& text) {
  std::string offset = text == "UTC" || text == "utc" ? "Z" : text;
  if (offset.size() == 5 && (offset[0] == '+' || offset[0] == '-')) {
    offset.insert(3, ":");
  }
  const bool could_be = offset == "Z" || (offset.size() == 6 && (offset[0] == '+' || offset[0] == '-'));
  const std::optional<ZonedInstant> instant =
      could_be ? parse_instant("2000-01-01T00:00:00" + offset) : std::optional<ZonedInstant>();
  return instant ? std::optional<int>(instant->offset_s) : std::nullopt;
}

PowerSeries measured_series(const CsvFile& csv, const TelemetryOptions& options, double start_s, int offset_s,
                            Diagnostics& diagnostics) {
  PowerSeries out;
  SampleReader reader(csv, options, start_s, offset_s, diagnostics);
  diagnostics.throw_if_errors();
  const std::vector<Sample> samples = reader.columns(out) ? reader.samples() : std::vector<Sample>();
  diagnostics.throw_if_errors();
  if (samples.size() < 2) {
    diagnostics.error(code::not_readable, csv.place(0), "", "a series needs two rows at least");
    diagnostics.throw_if_errors();
  }
  out.spacing_s = median_spacing(samples);
  constexpr double default_hold = 2.0;
  const double hold_s = options.longest_hold ? options.longest_hold->si() : default_hold * out.spacing_s;
  hold_samples(samples, options.stamped_at_end, hold_s, out);
  return out;
}

SimulatedSeries simulated_series(const CsvFile& csv, const std::string& site, const std::string& column,
                                 Diagnostics& diagnostics) {
  diagnostics.throw_if_errors();
  SimulatedSeries out;
  auto need = [&](const std::string& name) -> std::size_t {
    if (const auto found = csv.column(name)) {
      return *found;
    }
    throw UsageError(fmt::format("\"{}\" has no column \"{}\"; {}", printable(csv.name), printable(name, 60),
                                 suggest(name, csv.header)));
  };
  const std::size_t time = need("local_time");
  const std::size_t sites = need("site");
  const std::size_t power = need(column);
  if (!column.ends_with("_w")) {
    throw UsageError(
        fmt::format("--column {}: this column is no power; take facility_power_w, it_power_w or "
                    "peak_facility_power_w",
                    printable(column, 60)));
  }
  std::vector<Sample> samples;
  std::vector<std::string> names;
  for (const CsvFile::Row& row : csv.rows) {
    const std::optional<ZonedInstant> instant = parse_instant(row.cells[time]);
    const std::optional<double> value = number_in(row.cells[power], csv.separator);
    if (!instant || !value) {
      diagnostics.error(code::bad_number, csv.place(row.line), "",
                        "this is no row of a timeseries.csv of this program");
      diagnostics.throw_if_errors();
    }
    const std::string& name = row.cells[sites];
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
    if (!site.empty() && name != site) {
      continue;
    }
    const double at = static_cast<double>(instant->instant.utc_s);
    if (samples.empty()) {
      out.start_s = at;
      out.offset_s = instant->offset_s;
    }
    if (!samples.empty() && samples.back().time_s == at) {
      samples.back().power_w += *value;
    } else {
      samples.push_back({at, *value});
    }
  }
  if (samples.size() < 2) {
    throw UsageError(site.empty() ? fmt::format("\"{}\" holds less than two intervals", printable(csv.name))
                                  : fmt::format("no site \"{}\" in \"{}\"; {}", printable(site, 60),
                                                printable(csv.name), suggest(site, names)));
  }
  out.series.spacing_s = median_spacing(samples);
  hold_samples(samples, false, std::numeric_limits<double>::infinity(), out.series);
  out.what = !site.empty()       ? fmt::format("{} of {}", column, site)
             : names.size() == 1 ? fmt::format("{} of {}", column, names[0])
                                 : fmt::format("{} of all {} sites", column, names.size());
  return out;
}

}  // namespace aif
