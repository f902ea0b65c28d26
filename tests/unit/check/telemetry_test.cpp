#include "check/telemetry.hpp"

#include <nlohmann/json.hpp>

#include "core/soft_equal.hpp"
#include "core/time.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

constexpr SoftEqual close{1e-12, 0.0};

/// Four hours of one site, and of a second that always draws 1 kW.
SimulatedSeries simulated(const std::string& site = "a") {
  Diagnostics none;
  const CsvFile csv = parse_csv(
      "time_s,local_time,site,facility_power_w,busy_gpus\n"
      "0,2027-01-01T00:00:00+09:00,a,1000,8\n0,2027-01-01T00:00:00+09:00,b,1000,8\n"
      "3600,2027-01-01T01:00:00+09:00,a,2000,8\n3600,2027-01-01T01:00:00+09:00,b,1000,8\n"
      "7200,2027-01-01T02:00:00+09:00,a,3000,8\n7200,2027-01-01T02:00:00+09:00,b,1000,8\n"
      "10800,2027-01-01T03:00:00+09:00,a,4000,8\n10800,2027-01-01T03:00:00+09:00,b,1000,8\n",
      "timeseries.csv", none);
  return simulated_series(csv, site, "facility_power_w", none);
}

PowerSeries measured(const std::string& text, TelemetryOptions options = {}) {
  Diagnostics diagnostics;
  const SimulatedSeries s = simulated();
  const CsvFile csv = parse_csv(text, "meter.csv", diagnostics);
  return measured_series(csv, options, s.start_s, s.offset_s, diagnostics);
}

constexpr const char* by_hand =
    "time,power_kw\n"
    "2027-01-01T00:00:00+09:00,1.25\n"
    "2027-01-01T01:00:00+09:00,2.0\n"
    "2027-01-01T02:00:00+09:00,2.5\n"
    "2027-01-01T03:00:00+09:00,4.0\n";

TEST_CASE("a made-up series against values worked out by hand") {
  // s = 1, 2, 3, 4 kW; m = 1.25, 2, 2.5, 4 kW; s - m = -0.25, 0, +0.5, 0 kW.
  const TelemetryComparison c = compare_telemetry(simulated(), measured(by_hand), Duration());
  CHECK(c.compared == 4);
  CHECK(c.interval_s == 3600);
  // MAPE = (0.25/1.25 + 0 + 0.5/2.5 + 0) / 4 = 0.4 / 4
  CHECK(close(c.mape, 0.1));
  // bias = 0.25 kW / 4; the measured mean is 9.75 / 4 = 2.4375 kW
  CHECK(close(c.bias_w, 62.5));
  CHECK(close(c.bias, 62.5 / 2437.5));
  // RMSE = sqrt((0.0625 + 0.25) / 4) kW
  CHECK(close(c.rmse_w, 1000 * std::sqrt(0.3125 / 4)));
  // deviations: s -1.5 -0.5 0.5 1.5; m -1.1875 -0.4375 0.0625 1.5625
  // products 1.78125 + 0.21875 + 0.03125 + 2.34375 = 4.375; squares of s 5, of m 4.046875
  REQUIRE(c.correlation.has_value());
  CHECK(close(*c.correlation, 4.375 / std::sqrt(5 * 4.046875)));
  CHECK(c.peak_simulated_w == 4000);
  CHECK(c.peak_measured_w == 4000);
  CHECK(close(c.energy_simulated_j, 10e3 * 3600));
  CHECK(close(c.energy_measured_j, 9.75e3 * 3600));
}

TEST_CASE("the same instants in other clothes") {
  const double mape = compare_telemetry(simulated(), measured(by_hand), Duration()).mape;
  const double start = simulated().start_s;
  auto row = [start](double hour) { return std::to_string(static_cast<long long>(start + 3600 * hour)); };
  const std::vector<std::string> tables{
      // UTC, another unit in the title, semicolons and decimal commas
      "Date;Load [MW]\n2026-12-31T15:00:00Z;0,00125\n2026-12-31T16:00:00Z;0,002\n2026-12-31T17:00:00Z;0,0025\n"
      "2026-12-31T18:00:00Z;0,004\n",
      // no offset: the scenario's
      "time,power_w\n2027-01-01 00:00,1250\n2027-01-01 01:00,2000\n2027-01-01 02:00,2500\n2027-01-01 03:00,4000\n",
      // seconds since 1970, units in the cells
      "time,power\n" + row(0) + ",1.25 kW\n" + row(1) + ",2 kW\n" + row(2) + ",2.5 kW\n" + row(3) + ",4 kW\n",
      // milliseconds
      "time,power_kw\n" + row(0) + "000,1.25\n" + row(1) + "000,2\n" + row(2) + "000,2.5\n" + row(3) + "000,4\n",
      // seconds since the start of the scenario
      "time_s,power_kw\n0,1.25\n3600,2\n7200,2.5\n10800,4\n"};
  for (const std::string& table : tables) {
    CAPTURE(table);
    const TelemetryComparison c = compare_telemetry(simulated(), measured(table), Duration());
    CHECK(c.compared == 4);
    CHECK(close(c.mape, mape));
  }
  TelemetryOptions utc;
  utc.offset_s = 0;
  const TelemetryComparison shifted = compare_telemetry(
      simulated(), measured("time,power_w\n2026-12-31 15:00,1250\n2026-12-31 16:00,2000\n", utc), Duration());
  CHECK(shifted.compared == 2);
}

TEST_CASE("stamps at the end of an interval") {
  TelemetryOptions options;
  options.stamped_at_end = true;
  const TelemetryComparison c = compare_telemetry(
      simulated(), measured("time_s,power_kw\n3600,1.25\n7200,2\n10800,2.5\n14400,4\n", options), Duration());
  CHECK(c.compared == 4);
  CHECK(close(c.mape, 0.1));
}

TEST_CASE("finer measurements are averaged over time") {
  // Half an hour of 1 kW, then of 3 kW: 2 kW in the first hour; then 2 kW.
  const TelemetryComparison c =
      compare_telemetry(simulated(), measured("time_s,power_kw\n0,1\n1800,3\n3600,2\n5400,2\n"), hours(1));
  REQUIRE(c.compared == 2);
  CHECK(close(*c.bins[0].measured_w, 2000));
  CHECK(close(*c.bins[1].measured_w, 2000));
}

TEST_CASE("gaps are counted and left out") {
  // Nothing in the second hour: an empty cell; and the third has no row at all but the last value does not hold so
  // long.
  const PowerSeries m =
      measured("time_s,power_kw\n0,1\n900,1\n1800,1\n2700,1\n3600,\n4500,NaN\n10800,4\n11700,4\n12600,4\n");
  CHECK(m.samples == 7);
  CHECK(m.missing == 2);
  CHECK(m.spacing_s == 900);
  const TelemetryComparison c = compare_telemetry(simulated(), m, Duration());
  CHECK(c.compared == 2);
  CHECK(c.bins.size() == 4);
  CHECK_FALSE(c.bins[1].measured_w.has_value());
  CHECK_FALSE(c.bins[2].measured_w.has_value());
  const PowerSeries jump = measured("time_s,power_kw\n0,1\n900,1\n1800,1\n10800,4\n11700,4\n");
  CHECK(jump.gaps == 1);
}

TEST_CASE("sites are chosen or added") {
  CHECK(simulated("b").series.pieces[2].power_w == 1000);
  CHECK(simulated("").series.pieces[2].power_w == 4000);
  CHECK(simulated("").what == "facility_power_w of all 2 sites");
  CHECK_THROWS_WITH_AS(simulated("c"), doctest::Contains("no site \"c\""), UsageError);
}

TEST_CASE("a constant series has no correlation; a measured zero no percentage") {
  const TelemetryComparison c =
      compare_telemetry(simulated(), measured("time_s,power_w\n0,0\n3600,0\n7200,0\n"), Duration());
  CHECK_FALSE(c.correlation.has_value());
  CHECK(c.mape == 0);
  CHECK(close(c.bias_w, 2000));
  CHECK(nlohmann::json::parse(telemetry_json(c))["correlation"].is_null());
}

TEST_CASE("what is wrong is told with its line") {
  auto findings = [](const std::string& text, TelemetryOptions options = {}) {
    try {
      measured(text, options);
    } catch (const ScenarioError& problem) {
      return problem.diagnostics();
    }
    return std::vector<Diagnostic>();
  };
  const auto bad = findings("time,power_w\n2027-01-01,1\n2027-13-01,2\n2027-01-02,many\n2027-01-01,3\n2027-01-03\n");
  REQUIRE(bad.size() == 1);  // of the table's form first
  CHECK(bad[0].where.line == 6);
  const auto values = findings("time,power_w\n2027-01-01,1\n2027-13-01,2\n2027-01-02,many\n2027-01-01,3\n");
  REQUIRE(values.size() == 3);
  CHECK(values[0].where.line == 3);
  CHECK(values[0].message == "\"2027-13-01\" is no time");
  CHECK(values[1].where.line == 4);
  CHECK(values[1].message == "\"many\" is no power");
  CHECK(values[2].where.line == 5);
  CHECK(values[2].message == "the time \"2027-01-01\" is not later than that of the row before");
  CHECK(findings("time,power\n0,1\n1,2\n")[0].message == "the unit of column \"power\" is not known");
  CHECK(findings("when,power_w\n0,1\n")[0].message == "no column can be told to be the one for --csv-time");
  TelemetryOptions named;
  named.power_column = "power_kw";
  CHECK(findings("time,power_w\n0,1\n", named)[0].hint == "did you mean \"power_w\"?");
  CHECK(findings("time,power_w\n")[0].message == "the table has no rows");
  CHECK(findings("time,power_w\n0,1\n")[0].message == "a series needs two rows at least");
  CHECK_THROWS_WITH_AS(
      compare_telemetry(simulated(), measured("time,power_w\n2020-01-01,1\n2020-01-02,1\n"), Duration()),
      doctest::Contains("no time in common"), UsageError);
}

TEST_CASE("offsets") {
  CHECK(parse_offset("+09:00") == 32400);
  CHECK(parse_offset("-0330") == -12600);
  CHECK(parse_offset("UTC") == 0);
  CHECK(parse_offset("Z") == 0);
  for (const char* bad : {"", "KST", "9", "+9", "+99:00", "09:00"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_offset(bad).has_value());
  }
}

TEST_CASE("the drawing") {
  TelemetryComparison c = compare_telemetry(simulated(), measured(by_hand), Duration());
  c.measured_name = "<meter>&.csv";
  const std::string svg = telemetry_svg(c);
  CHECK(svg.find("<svg xmlns") == 0);
  CHECK(svg.find("&lt;meter&gt;&amp;.csv") != std::string::npos);
  CHECK(svg.find("<meter>") == std::string::npos);
  CHECK(svg.find("5 kW") == std::string::npos);  // steps of 1 kW up to 4
  CHECK(svg.find(">4 kW<") != std::string::npos);
}

}  // namespace
}  // namespace aif
