#pragma once

#include <optional>
#include <string>
#include <vector>

#include "check/power_series.hpp"
#include "report/language.hpp"

namespace aif {

/// A simulated power series against a measured one.
///
/// What it computes  both series as means over the same intervals, and how far they are apart.
/// Equation          MAPE = mean |s - m| / |m|; bias = mean (s - m); RMSE = sqrt(mean (s - m)^2);
///                   r = sum (s - s')(m - m') / sqrt(sum (s - s')^2 sum (m - m')^2), s', m' the means      (1)
/// Symbols           s, m simulated and measured mean power of an interval [W]; m = 0 does not enter the MAPE
/// Valid for         intervals that the simulated series covers and the measured one covers to a half at least
/// Not modelled      a shift between the clocks of both series
/// Source            textbook definitions
/// Checked by        tests/unit/check/telemetry_test.cpp: "a made-up series against values worked out by hand"
struct TelemetryComparison {
  struct Bin {
    double from_s = 0;  ///< UTC seconds since 1970
    double simulated_w = 0;
    std::optional<double> measured_w;  ///< nothing where too little was measured
  };
  std::string simulated_what;
  std::string measured_name;
  PowerSeries measured;
  int offset_s = 0;  ///< of the scenario's local time
  double interval_s = 0;
  std::vector<Bin> bins;  ///< all intervals that both spans share
  std::size_t compared = 0;
  double mape = 0;  ///< share
  double bias_w = 0;
  double bias = 0;  ///< share of the measured mean
  double rmse_w = 0;
  std::optional<double> correlation;  ///< nothing if one of the series is constant
  double mean_simulated_w = 0;
  double mean_measured_w = 0;
  double peak_simulated_w = 0;  ///< largest mean of an interval
  double peak_measured_w = 0;
  double energy_simulated_j = 0;  ///< over the intervals compared
  double energy_measured_j = 0;
};

/// Throws UsageError if the series have no time in common.
TelemetryComparison compare_telemetry(const SimulatedSeries& simulated, const PowerSeries& measured, Duration interval);

std::string telemetry_text(const TelemetryComparison& comparison, Language language = Language::english);
std::string telemetry_json(const TelemetryComparison& comparison);
/// Both series as a drawing that needs nothing else: an SVG file, or part of an HTML page.
std::string telemetry_svg(const TelemetryComparison& comparison);

}  // namespace aif
