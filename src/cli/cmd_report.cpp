#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/session.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "report/html.hpp"
#include "report/html_model.hpp"
#include "result/csv_read.hpp"
#include "result/json.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  std::vector<std::string> results;
  std::string output;
  std::string waveform;
  bool force = false;
};

constexpr std::size_t largest_file = std::size_t{2} << 30;

using ReadRows = void (*)(std::string_view, const std::string&, Result&);

/// Reads a table beside result.json if it is there; a page without it lacks the sections that it feeds.
void read_rows(const fs::path& file, ReadRows read, Result& result, const Session& session) {
  std::error_code failed;
  if (fs::exists(file, failed)) {
    read(read_text_file(file, largest_file), file.string(), result);
  } else if (!session.quiet) {
    say(fmt::format("no \"{}\": the page goes without what it would show\n", printable(file.string())));
  }
}

/// `name` is a result.json or the directory that a run wrote.
Result load_result(const std::string& name, const Session& session) {
  std::error_code failed;
  const bool is_directory = fs::is_directory(name, failed);
  const fs::path file = is_directory ? fs::path(name) / "result.json" : fs::path(name);
  if (is_directory && !fs::exists(file, failed)) {
    throw FileError(
        fmt::format("\"{}\" holds no result.json, so no run wrote it; aifactory run SCENARIO -o DIRECTORY "
                    "writes one",
                    printable(name)));
  }
  Result result = from_json(read_text_file(file, largest_file), file.string());
  const fs::path folder = file.parent_path();
  read_rows(folder / "timeseries.csv", read_timeseries_csv, result, session);
  read_rows(folder / "jobs.csv", read_jobs_csv, result, session);
  read_rows(folder / "events.csv", read_events_csv, result, session);
  return result;
}

void check_output(const ReportOptions& options, bool json) {
  std::error_code failed;
  if (json) {
    return;
  }
  if (options.output.empty()) {
    throw UsageError("aifactory report needs a file to write: add -o report.html");
  }
  if (fs::is_directory(options.output, failed)) {
    throw FileError(
        fmt::format("\"{0}\" is a directory; name a file in it: -o {0}/report.html", printable(options.output)));
  }
  if (fs::exists(fs::symlink_status(options.output, failed)) && !options.force) {
    throw FileError(
        fmt::format("\"{}\" exists already; use --force to replace it, or another name", printable(options.output)));
  }
}

int report(const ReportOptions& options, const Session& session) {
  check_output(options, session.json);
  if (!options.waveform.empty() && options.results.size() > 1) {
    throw UsageError("--waveform goes with one result, not with a comparison");
  }
  const Catalog catalog = session.catalog();
  std::vector<Result> results;
  for (const std::string& name : options.results) {
    results.push_back(load_result(name, session));
  }
  const Waveform waveform = options.waveform.empty()
                                ? Waveform{}
                                : read_waveform_csv(read_text_file(options.waveform, largest_file), options.waveform);
  if (session.json) {
    print(report_model(results, catalog, waveform) + "\n");
    return exit_ok;
  }
  write_text_file(options.output, html_report(results, catalog, waveform));
  if (!session.quiet) {
    say(fmt::format("Open \"{}\" in a browser.\n", printable(options.output)));
  }
  return exit_ok;
}

}  // namespace

void add_report(CLI::App& app, Session& session) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App& verb =
      add_verb(app, session, "report",
               "A page with charts from results of \"run -o\": one file, English and Korean; two results: a comparison",
               "  aifactory report out/korea -o korea.html\n"
               "  aifactory report out/ulsan out/ulsan-80mw -o compared.html\n"
               "  aifactory report out/korea --json | jq '.results[0].months'     the numbers behind the charts");
  verb.add_option("results", options->results, "Directories that \"aifactory run -o\" wrote, or their result.json")
      ->required()
      ->type_name("RESULT");
  verb.add_option("-o,--output", options->output, "The HTML file to write")->type_name("FILE");
  verb.add_option("--waveform", options->waveform,
                  "Power within seconds to show with one result: CSV t_s,load_w,grid_w")
      ->type_name("FILE");
  verb.add_flag("-f,--force", options->force, "Replace the file");
  verb.callback([&session, options] { session.action = [&session, options] { return report(*options, session); }; });
}

}  // namespace aif
