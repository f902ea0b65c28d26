#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "check/diff.hpp"
#include "check/telemetry.hpp"
#include "cli/session.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

struct DiffOptions {
  std::vector<std::string> results;
  std::vector<std::string> fail_on;
  bool all = false;
  std::string telemetry;
  std::string site;
  std::string column = "facility_power_w";
  std::string time_zone;
  std::string interval;
  std::string hold;
  std::string stamp = "start";
  std::string svg;
  TelemetryOptions reading;
};

constexpr std::size_t shown_by_default = 40;

std::string complaint(const FailOn& condition, const std::vector<const Difference*>& beyond, Language language) {
  const bool ko = language == Language::korean;
  std::string more;
  if (beyond.size() > 1) {
    more = ko ? fmt::format(", 그 밖에 {}개", beyond.size() - 1) : fmt::format(", and {} more", beyond.size() - 1);
  }
  return fmt::format(fmt::runtime(ko ? "실패: {}: {} 변화 {}{}\n" : "failed: {}: {} changed by {}{}\n"),
                     printable(condition.text), printable(beyond[0]->path), change_text(*beyond[0], language), more);
}

int diff(const DiffOptions& options, const Session& session) {
  if (options.results.size() != 2) {
    throw UsageError(
        fmt::format("aifactory diff compares two results, {} given; one result goes with --telemetry FILE.csv\n"
                    "See aifactory diff --help.",
                    options.results.size()));
  }
  std::vector<FailOn> conditions;
  for (const std::string& text : options.fail_on) {
    conditions.push_back(parse_fail_on(text));
  }
  const Diff found = diff_results(read_flat_result(options.results[0]), read_flat_result(options.results[1]));
  std::vector<std::string> failed;
  std::string complaints;
  for (const FailOn& condition : conditions) {
    check_condition(condition, found.before.metrics);
    const std::vector<const Difference*> beyond = violations(condition, found.differences);
    if (!beyond.empty()) {
      failed.push_back(condition.text);
      complaints += complaint(condition, beyond, session.language);
    }
  }
  const std::size_t shown = options.all ? 0 : shown_by_default;
  print(session.json ? diff_json(found, failed)
                     : for_terminal(diff_text(found, shown, session.language, output_width())));
  say(complaints);
  return failed.empty() ? exit_ok : exit_no;
}

std::optional<Duration> duration_option(const char* name, const std::string& text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const QuantityOutcome outcome = parse_quantity(text);
  if (!outcome.value || !(outcome.value->dimension == Duration::dimension) || outcome.value->si <= 0) {
    throw UsageError(fmt::format("{} \"{}\" is no time; write 15 min or 1 h", name, printable(text, 40)));
  }
  return seconds(outcome.value->si);
}

/// The time series of a result, however the result was named.
std::string series_file(const std::string& result) {
  std::error_code ignored;
  const fs::path path = result;
  for (const fs::path& candidate :
       {path / "timeseries.csv", path / "timeseries.csv.gz", path.parent_path() / "timeseries.csv"}) {
    const bool beside = path.filename() == "result.json" || fs::is_directory(path, ignored);
    if (beside && fs::exists(candidate, ignored)) {
      return candidate.string();
    }
  }
  if (fs::is_directory(path, ignored) || path.filename() == "result.json") {
    throw FileError(
        fmt::format("there is no timeseries.csv with \"{}\"; aifactory run -o writes it", printable(result)));
  }
  return result;
}

int compare_with_measurement(const DiffOptions& options, const Session& session) {
  if (options.results.size() != 1) {
    throw UsageError("with --telemetry name one result: the directory that aifactory run -o wrote");
  }
  TelemetryOptions reading = options.reading;
  if (!options.time_zone.empty()) {
    reading.offset_s = parse_offset(options.time_zone);
    if (!reading.offset_s) {
      throw UsageError(
          fmt::format("--time-zone \"{}\" is no offset; write +09:00 or UTC", printable(options.time_zone, 40)));
    }
  }
  reading.stamped_at_end = options.stamp == "end";
  reading.longest_hold = duration_option("--hold", options.hold);
  const Duration interval = duration_option("--interval", options.interval).value_or(Duration());

  Diagnostics of_simulation;
  const CsvFile series = read_csv(series_file(options.results[0]), of_simulation);
  const SimulatedSeries simulated = simulated_series(series, options.site, options.column, of_simulation);
  Diagnostics of_measurement;
  const CsvFile table = read_csv(options.telemetry, of_measurement);
  const PowerSeries measured = measured_series(table, reading, simulated.start_s, simulated.offset_s, of_measurement);
  TelemetryComparison comparison = compare_telemetry(simulated, measured, interval);
  comparison.measured_name = options.telemetry;
  if (!options.svg.empty()) {
    write_text_file(options.svg, telemetry_svg(comparison));
  }
  print(session.json ? telemetry_json(comparison) : for_terminal(telemetry_text(comparison, session.language)));
  return exit_ok;
}

void add_telemetry_options(CLI::App& verb, DiffOptions& options) {
  const char* group = "Comparison with a measurement";
  auto text = [&](const std::string& name, std::string& value, const std::string& help, const std::string& type) {
    return verb.add_option(name, value, help)->type_name(type)->group(group);
  };
  text("--telemetry", options.telemetry, "Measured power, with a header line; name one result then", "FILE.csv");
  text("--site", options.site, "Site of the result; all together by default", "NAME");
  text("--column", options.column, "Power column of timeseries.csv; facility_power_w by default", "NAME");
  text("--csv-time", options.reading.time_column, "Column of times; the first named like a time by default", "NAME");
  text("--csv-power", options.reading.power_column, "Column of power; the first named like a power by default", "NAME");
  text("--csv-unit", options.reading.unit, "Unit of the power column; from its title by default", "UNIT");
  text("--csv-stamp", options.stamp, "Whether a time is the start or the end of what its value stands for", "WHEN")
      ->check(CLI::IsMember({"start", "end"}));
  text("--time-zone", options.time_zone, "Offset of times without one, +09:00 or UTC; the scenario's by default",
       "OFFSET");
  text("--interval", options.interval, "Compare means over this time; the coarser spacing of both by default", "TIME");
  text("--hold", options.hold, "A value holds so long at most; twice the usual spacing by default", "TIME");
  text("--svg", options.svg, "Draw both series", "FILE");
}

}  // namespace

void add_diff(CLI::App& app, Session& session) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App& verb = add_verb(app, session, "diff", "Two results metric by metric, or one against a measurement",
                            "  aifactory diff out/before out/after\n"
                            "  aifactory diff old.json.gz out/new --fail-on 'totals.utility.facility_energy_j>1%'\n"
                            "  aifactory diff --telemetry meter.csv out/ulsan --site ulsan --svg power.svg");
  verb.add_option("RESULT", options->results, "Directories that run -o wrote, result.json or result.json.gz")
      ->required()
      ->type_name("...");
  verb.add_option("--fail-on", options->fail_on,
                  "METRIC>LIMIT: exit status 1 if a metric changed by more, 1% or 5 MWh; +1% counts growth alone; "
                  "may be repeated")
      ->allow_extra_args(false)
      ->type_name("CONDITION");
  verb.add_flag("--all", options->all, "Show every difference");
  add_telemetry_options(verb, *options);
  verb.callback([&session, options] {
    session.action = [&session, options] {
      return options->telemetry.empty() ? diff(*options, session) : compare_with_measurement(*options, session);
    };
  });
}

}  // namespace aif
