#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <map>

#include "campaign/campaign.hpp"
#include "cli/output_directory.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "cli/sweep_verbs.hpp"
#include "cli/version.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "report/html.hpp"
#include "report/summary.hpp"
#include "report/words.hpp"
#include "result/columns.hpp"
#include "result/csv.hpp"
#include "result/json.hpp"
#include "sweep/replicate.hpp"

namespace aif {
namespace {

struct RunOptions {
  std::shared_ptr<ScenarioInput> scenario = std::make_shared<ScenarioInput>();
  std::string output;
  bool force = false;
  std::int64_t replications = 0;
  int jobs = 0;
  bool uncertain_catalog = false;
  bool report = false;
};

constexpr int file_width = 100;  // of summary.txt, whatever the terminal

std::int64_t gpus_of(const ScenarioSpec& spec) {
  std::int64_t gpus = 0;
  for (const SiteSpec& site : spec.sites) {
    for (const PoolSpec& pool : site.pools) {
      gpus += final_gpus(pool);
    }
  }
  return gpus;
}

void announce(const ResolvedScenario& scenario, const Session& session) {
  if (!scenario.remarks.empty()) {
    say(render(scenario.remarks, session.color_on_stderr()));
  }
  say(fmt::format("Simulating {} GPUs at {} site{} for {} ...\n", grouped(static_cast<double>(gpus_of(scenario.spec))),
                  count_words(scenario.spec.sites.size()), scenario.spec.sites.size() == 1 ? "" : "s",
                  time_words(scenario.spec.duration, Language::english)));
}

Result simulated(const ResolvedScenario& scenario, const Catalog& catalog, const Session& session) {
  ProgressLine line(scenario.spec.start);
  CampaignOptions options;
  if (!session.quiet && stderr_is_terminal()) {
    options.on_progress = [&line](const Progress& progress) { line.show(progress); };
  }
  const auto began = std::chrono::steady_clock::now();
  Result result;
  try {
    result = simulate(scenario, options);
  } catch (...) {
    line.clear();
    throw;
  }
  line.clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  result.provenance.version = program_version();
  result.provenance.git_hash = program_revision();
  result.provenance.catalog_hash = catalog.content_hash();
  if (!session.quiet) {
    say(fmt::format("{} {} in {:.1f} s, {} events.\n\n", result.incomplete ? "Interrupted after" : "Simulated",
                    time_words(result.duration, Language::english), took.count(),
                    number_words(static_cast<double>(result.provenance.events), Language::english)));
  }
  return result;
}

/// Repeats the run with other draws and seeds. Every replication reads the scenario again, which costs milliseconds.
UncertaintyResult uncertainty(const RunOptions& options, const ResolvedScenario& central, const Catalog& catalog,
                              const Session& session) {
  UncertaintyResult out;
  if (options.replications > 0) {
    ReplicationOptions replication;
    replication.replications = options.replications;
    replication.jobs = jobs_or_default(options.jobs);
    replication.estimates = options.uncertain_catalog;
    const bool shown = !session.quiet && stderr_is_terminal();
    if (shown) {
      replication.on_done = [&](std::int64_t done) {
        say(fmt::format("\r\x1b[K{} of {} replications{}", done, options.replications,
                        done == options.replications ? "\n" : ""));
      };
    }
    out = replicate([&](const Sampling& sampling) { return options.scenario->load(catalog, sampling); }, replication);
  }
  out.inputs = uncertain_inputs(central);
  return out;
}

void write_files(const Result& result, const RunOptions& options, const Catalog& catalog, Language language) {
  std::map<std::string, std::string> files{
      {"result.json", to_json(result)},           {"summary.txt", summary(result, language, file_width, false)},
      {"timeseries.csv", timeseries_csv(result)}, {"jobs.csv", jobs_csv(result)},
      {"events.csv", events_csv(result)},         {"resolved.yaml", result.resolved_yaml},
      {"columns.md", columns_markdown()}};
  if (options.report) {
    files["report.html"] = html_report({result}, catalog);
  }
  write_directory(options.output, files, options.force);
}

/// A name as one would type it.
std::string typed(const std::string& name) {
  const bool plain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") == std::string::npos;
  return plain ? name : '"' + printable(name) + '"';
}

void tell_what_next(const Result& result, const RunOptions& options) {
  if (options.output.empty()) {
    say(fmt::format("\nTo keep tables and figures: aifactory run {} -o out/{}\n", typed(options.scenario->path),
                    typed(result.scenario_name)));
    return;
  }
  say(fmt::format("\nFiles are in {}; columns.md there explains the tables.\n", typed(options.output)));
  say(options.report
          ? fmt::format("Open {}/report.html in a browser.\n", typed(options.output))
          : fmt::format("As a page with charts: aifactory report {} -o report.html\n", typed(options.output)));
  if (!options.scenario->is_stdin()) {
    say(fmt::format("Where every value came from: aifactory resolve --explain {}\n", typed(options.scenario->path)));
  }
}

int run(const RunOptions& options, const Session& session) {
  if (options.uncertain_catalog && options.replications == 0) {
    throw UsageError("--uncertain-catalog draws estimates in replications: add --replications 20");
  }
  if (!session.quiet) {
    say(fmt::format("aifactory {}: reading {}\n", program_version(),
                    options.scenario->is_stdin() ? "standard input" : printable(options.scenario->path)));
  }
  if (options.report && options.output.empty()) {
    throw UsageError("--report writes report.html into the directory of -o; add -o DIRECTORY");
  }
  if (!options.output.empty()) {
    check_output_directory(options.output, options.force);
  }
  const Catalog catalog = session.catalog();
  Sampling medians;
  medians.estimates = options.uncertain_catalog;
  const ResolvedScenario scenario = options.scenario->load(catalog, medians);
  if (!session.quiet) {
    announce(scenario, session);
  }
  Result result = simulated(scenario, catalog, session);
  if (!result.incomplete) {
    result.uncertainty = uncertainty(options, scenario, catalog, session);
  }
  if (!options.output.empty()) {
    write_files(result, options, catalog, session.language);
  }
  print(session.json ? to_json(result)
                     : for_terminal(summary(result, session.language, output_width(), session.color_on_stdout())));
  if (!session.quiet) {
    tell_what_next(result, options);
  }
  return result.incomplete ? exit_interrupted : exit_ok;
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  auto options = std::make_shared<RunOptions>();
  CLI::App& verb = add_verb(app, session, "run", "Simulate a scenario: summary, and files with -o",
                            "  aifactory run scenarios/quickstart.yaml\n"
                            "  aifactory run scenarios/korea-250k.yaml -o out/korea --report\n"
                            "  aifactory run scenarios/ulsan-103mw-cap.yaml --set 'sites[ulsan].feed=80 MW' --lang ko\n"
                            "  aifactory run scenarios/quickstart.yaml --replications 20 --uncertain-catalog");
  add_scenario_options(verb, options->scenario);
  verb.add_option("-o,--output", options->output, "Directory for result.json, summary.txt and CSV tables")
      ->type_name("DIRECTORY");
  verb.add_flag("--report", options->report, "Also report.html there: charts, assumptions, tables; English and Korean");
  verb.add_flag("-f,--force", options->force, "Replace the directory if an earlier run wrote it");
  const char* group = "Uncertainty";
  verb.add_option("--replications", options->replications,
                  "Repeat with other seeds, drawing every distribution of the scenario; say how figures spread")
      ->check(CLI::Range(2, 100'000))
      ->type_name("NUMBER")
      ->group(group);
  verb.add_option("-j,--jobs", options->jobs, "Processes for replications; else AIFACTORY_JOBS, else one per processor")
      ->check(CLI::Range(1, 4096))
      ->type_name("NUMBER")
      ->group(group);
  verb.add_flag("--uncertain-catalog", options->uncertain_catalog,
                "Replications draw the catalog's estimates from their ranges too")
      ->group(group);
  verb.callback([&session, options] { session.action = [&session, options] { return run(*options, session); }; });
}

}  // namespace aif
