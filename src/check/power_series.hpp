#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/csv_table.hpp"
#include "core/quantity.hpp"

namespace aif {

/// Power over time as intervals of constant power, in order, without overlap; gaps are allowed.
struct PowerSeries {
  struct Piece {
    double from_s = 0;  ///< UTC seconds since 1970
    double to_s = 0;
    double power_w = 0;
  };
  std::vector<Piece> pieces;
  std::size_t samples = 0;  ///< with a value
  std::size_t missing = 0;  ///< empty or "NaN"
  std::size_t gaps = 0;     ///< longer than a sample holds
  double spacing_s = 0;     ///< median between samples
  std::string time_column;
  std::string power_column;
  std::string time_kind;  ///< how times were understood, for people
  std::string unit;       ///< of the values, as read
};

/// How a measured table is to be read; what is empty is found out.
struct TelemetryOptions {
  std::string time_column;
  std::string power_column;
  std::string unit;                      ///< "W", "kW", "MW", ...
  std::optional<int> offset_s;           ///< of times without offset; the scenario's if empty
  bool stamped_at_end = false;           ///< a time is the end of what its value stands for
  std::optional<Duration> longest_hold;  ///< a value stands for at most so long; twice the median spacing if empty
  Duration interval;                     ///< of the comparison; zero: the coarser of both
};

/// Reads a measured series. Times are ISO 8601 dates, seconds since 1970 (or milliseconds), or seconds since the start
/// of the scenario. All findings go to `diagnostics` with their line; throws ScenarioError if there are any.
PowerSeries measured_series(const CsvFile& csv, const TelemetryOptions& options, double start_s, int offset_s,
                            Diagnostics& diagnostics);

/// A column of a timeseries.csv of this program, of one site or summed over all.
struct SimulatedSeries {
  PowerSeries series;
  double start_s = 0;
  int offset_s = 0;  ///< of the scenario's local time
  std::string what;  ///< "facility_power_w of site ulsan"
};
SimulatedSeries simulated_series(const CsvFile& csv, const std::string& site, const std::string& column,
                                 Diagnostics& diagnostics);

/// "+09:00", "Z", "UTC", "+0900" as seconds; nothing if it is none.
std::optional<int> parse_offset(const std::string& text);

}  // namespace aif
