#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/sweep_verbs.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "report/layout.hpp"
#include "sweep/collect.hpp"
#include "sweep/execute.hpp"
#include "sweep/plots.hpp"
#include "sweep/run_metrics.hpp"

namespace aif {
namespace {

struct Counts {
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t running = 0;
  std::size_t missing = 0;  ///< and not running
};

Counts count_runs(const StudyDirectory& study) {
  Counts counts;
  for (std::size_t id = 1; id <= study.manifest().runs; ++id) {
    const std::optional<Outcome> outcome = study.read_outcome(id);
    if (outcome) {
      ++(outcome->failed ? counts.failed : counts.done);
    } else {
      ++(is_claimed(study, id) ? counts.running : counts.missing);
    }
  }
  return counts;
}

int status(const std::string& path, const Session& session) {
  const StudyDirectory study(path);
  const Counts counts = count_runs(study);
  if (session.json) {
    print(json_text({{"name", study.manifest().name},
                     {"runs", study.manifest().runs},
                     {"done", counts.done},
                     {"failed", counts.failed},
                     {"running", counts.running},
                     {"missing", counts.missing}}));
  } else {
    print(for_terminal(fmt::format("{}: {} runs\n  done     {}\n  failed   {}\n  running  {}\n  missing  {}\n",
                                   printable(study.manifest().name, 60), study.manifest().runs, counts.done,
                                   counts.failed, counts.running, counts.missing)));
  }
  return exit_ok;
}

/// The index that orders parameters, of every headline metric, largest first.
std::string sensitivity_text(const std::vector<SensitivityRow>& rows) {
  std::string out;
  for (const std::string& metric : headline_metrics()) {
    std::vector<SensitivityRow> chosen;
    for (const SensitivityRow& row : rows) {
      if (row.metric == metric && (row.index == "mu_star" || row.index == "ST")) {
        chosen.push_back(row);
      }
    }
    if (chosen.empty()) {
      continue;
    }
    std::stable_sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
    out += fmt::format("\n{} ({})\n", metric,
                       chosen.front().index == "ST" ? "total Sobol index" : "mean elementary effect");
    for (const SensitivityRow& row : chosen) {
      out += fmt::format("  {:<32} {:>10}  [{}, {}]\n", printable(row.parameter, 32), grouped(row.value, 3),
                         grouped(row.low, 3), grouped(row.high, 3));
    }
  }
  return out;
}

int collect_study(const std::string& path, const Session& session) {
  const StudyDirectory study(path);
  const Collected collected = collect(study);
  const std::vector<SensitivityRow> rows = sensitivity(collected);
  std::vector<std::string> files{"results.csv", "columns.json", "report.html"};
  write_text_file(study.root() / "results.csv", results_csv(collected));
  write_text_file(study.root() / "columns.json", columns_json(collected));
  write_text_file(study.root() / "report.html", study_page(collected, rows));
  if (!rows.empty()) {
    files.insert(files.begin() + 1, "sensitivity.csv");
    write_text_file(study.root() / "sensitivity.csv", sensitivity_csv(collected, rows));
  }
  if (session.json) {
    print(json_text({{"runs", collected.runs.size()},
                     {"done", collected.done},
                     {"failed", collected.failed},
                     {"missing", collected.missing},
                     {"files", files}}));
  } else {
    print(
        for_terminal(fmt::format("{} of {} runs done, {} failed, {} missing\n{}", collected.done, collected.runs.size(),
                                 collected.failed, collected.missing, sensitivity_text(rows))));
  }
  if (!session.quiet) {
    say(fmt::format("\nIn {}: {}\n", printable(path), join(files, ", ")));
  }
  return collected.failed + collected.missing > 0 ? exit_no : exit_ok;
}

}  // namespace

void add_sweep_status(CLI::App& sweep, Session& session) {
  auto study = std::make_shared<std::string>();
  CLI::App& verb = add_verb(sweep, session, "status", "How many runs are done, failed, running, missing",
                            "  aifactory sweep status study\n"
                            "  aifactory sweep status study --json");
  verb.add_option("STUDY", *study, "A planned study")->required()->type_name("DIRECTORY");
  verb.callback([&session, study] { session.action = [&session, study] { return status(*study, session); }; });
}

void add_sweep_collect(CLI::App& sweep, Session& session) {
  auto study = std::make_shared<std::string>();
  CLI::App& verb = add_verb(sweep, session, "collect", "Tables, sensitivity and pictures of a study",
                            "  aifactory sweep collect study");
  verb.add_option("STUDY", *study, "A planned study")->required()->type_name("DIRECTORY");
  verb.footer(
      "Writes results.csv (one row per run), columns.json (what each column is), sensitivity.csv (designs morris and\n"
      "sobol) and report.html into the study. Exit status 1 if runs failed or are missing; they are rows all the "
      "same.");
  verb.callback([&session, study] { session.action = [&session, study] { return collect_study(*study, session); }; });
}

}  // namespace aif
