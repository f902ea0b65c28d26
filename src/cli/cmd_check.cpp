#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "check/github.hpp"
#include "check/junit.hpp"
#include "check/outcome.hpp"
#include "cli/case_runs.hpp"
#include "cli/session.hpp"
#include "cli/sweep_verbs.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"

namespace aif {
namespace {

using Status = CaseOutcome::Status;

struct CheckOptions {
  std::vector<std::string> folders;
  bool update = false;
  std::string reason;
  std::string junit;
  bool github = false;
  int jobs = 0;
};

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// A run that ended without a result, told by its exit status.
Status status_of_failure(ExitStatus exit) {
  switch (exit) {
    case exit_invalid:
      return Status::invalid;
    case exit_cannot_proceed:
      return Status::stuck;
    case exit_interrupted:
      return Status::interrupted;
    default:
      return Status::broken;
  }
}

CaseOutcome failure(const Case& one, Status status, std::string message) {
  CaseOutcome outcome;
  outcome.name = one.name;
  outcome.folder = one.folder.string();
  outcome.scenario = one.scenario;
  outcome.status = status;
  outcome.message = std::move(message);
  return outcome;
}

CaseOutcome outcome_of(const Case& one, const CaseRun& run, const CheckOptions& options) {
  if (run.status != exit_ok) {
    return failure(one, status_of_failure(run.status), run.text);
  }
  try {
    const FlatResult result = flatten_result(run.text, one.scenario);
    CaseOutcome outcome = options.update ? update(one, result, options.reason) : judge(one, result);
    outcome.seconds = run.seconds;
    return outcome;
  } catch (const UsageError& problem) {
    return failure(one, Status::invalid, problem.what());
  } catch (const FileError& problem) {
    return failure(one, Status::invalid, problem.what());
  }
}

/// A case that cannot be read is an outcome like any other: the others are run.
struct Prepared {
  std::vector<Case> cases;
  std::vector<CaseOutcome> invalid;
};

Prepared prepare(const CheckOptions& options) {
  Prepared prepared;
  for (const std::filesystem::path& folder : find_cases(options.folders)) {
    Case named;
    named.folder = folder;
    named.name = folder.filename().string();
    named.scenario = (folder / "tolerances.yaml").string();
    try {
      prepared.cases.push_back(load_case(folder));
    } catch (const ScenarioError& problem) {
      prepared.invalid.push_back(failure(named, Status::invalid, render(problem.diagnostics(), false)));
    } catch (const FileError& problem) {
      prepared.invalid.push_back(failure(named, Status::invalid, problem.what()));
    }
  }
  return prepared;
}

/// $GITHUB_STEP_SUMMARY belongs to the job: it is added to.
void append_summary(const std::string& text) {
  const std::string file = variable("GITHUB_STEP_SUMMARY");
  if (file.empty()) {
    return;
  }
  const int fd = open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  const bool good = fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) {
    close(fd);
  }
  if (!good) {
    say(fmt::format("warning: cannot write the summary to \"{}\"\n", printable(file)));
  }
}

void report_outcomes(const std::vector<CaseOutcome>& outcomes, const CheckOptions& options, const Session& session) {
  if (!options.junit.empty()) {
    write_text_file(options.junit, junit_xml(outcomes));
  }
  if (session.json) {
    print(outcomes_json(outcomes));
  } else {
    std::string text;
    for (const CaseOutcome& outcome : outcomes) {
      const bool silent = session.quiet && exit_status(outcome.status) == exit_ok;
      text += silent ? "" : outcome_text(outcome, session.language, output_width());
    }
    std::string lines;
    for (const CaseOutcome& outcome : outcomes) {
      lines += options.update ? changelog_text(outcome, options.reason) : "";
    }
    const Text above{"\nFor \"Numbers that move\" in the changelog:\n",
                     "\n변경 기록의 \"Numbers that move\"에 넣을 줄:\n"};
    text += lines.empty() ? "" : above.in(session.language) + lines;
    print(for_terminal(text + (session.quiet ? "" : outcomes_summary(outcomes, session.language))));
  }
  if (options.github || variable("GITHUB_ACTIONS") == "true") {
    const GithubOutput output = github_output(outcomes, variable("GITHUB_WORKSPACE"));
    session.json ? say(output.annotations) : print(output.annotations);
    append_summary(output.summary);
  }
}

int check(const CheckOptions& options, const Session& session) {
  if (!options.reason.empty() && !options.update) {
    throw UsageError("--reason says why records are updated; it goes with --update");
  }
  Prepared prepared = prepare(options);
  std::size_t done = 0;
  const bool shown = !session.quiet && stderr_is_terminal();
  const std::vector<CaseRun> runs =
      run_cases(prepared.cases, session, jobs_or_default(options.jobs), [&](std::size_t index) {
        if (shown) {
          say(fmt::format("\r\x1b[K{} of {}: {}", ++done, prepared.cases.size(),
                          printable(prepared.cases[index].name)));
        }
      });
  if (done > 0) {
    say("\r\x1b[K");
  }
  std::vector<CaseOutcome> outcomes = std::move(prepared.invalid);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    outcomes.push_back(outcome_of(prepared.cases[i], runs[i], options));
  }
  report_outcomes(outcomes, options, session);
  return exit_status(outcomes);
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App& verb = add_verb(app, session, "check", "Compare scenarios with what they gave before",
                            "  aifactory check tests/scenarios                    every case in the folder\n"
                            "  aifactory check mycase --junit out.xml --github    for continuous integration\n"
                            "  aifactory check mycase --update --reason \"newer GPU power fit\"");
  verb.add_option("DIR", options->folders, "Folders of cases, or folders that hold them")->required()->type_name("...");
  verb.add_flag("--update", options->update, "Record what the program says now");
  verb.add_option("--reason", options->reason, "With --update: why the numbers moved")->type_name("TEXT");
  verb.add_option("--junit", options->junit, "Also write the outcome as JUnit XML")->type_name("FILE");
  verb.add_flag("--github", options->github, "Annotations for GitHub Actions; by itself if GITHUB_ACTIONS=true");
  verb.add_option("-j,--jobs", options->jobs,
                  "Cases that run at the same time; else AIFACTORY_JOBS, else one per processor")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  verb.callback([&session, options] { session.action = [&session, options] { return check(*options, session); }; });
}

}  // namespace aif
