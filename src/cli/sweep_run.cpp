#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/sweep_verbs.hpp"
#include "core/text.hpp"
#include "engine/pool.hpp"
#include "sweep/execute.hpp"

namespace aif {
namespace {

struct RunStudyOptions {
  std::string study;
  int jobs = 0;
  std::string shard;
  std::vector<std::size_t> only;
  bool rerun_failed = false;
  bool force = false;
};

void set_shard(const std::string& text, ExecuteOptions& options) {
  if (text.empty()) {
    return;
  }
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, options.shard);
  const bool slash = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, options.shards) : first;
  if (!slash || second.ec != std::errc() || second.ptr != end || options.shard < 1 || options.shard > options.shards) {
    throw UsageError(fmt::format("--shard wants i/n with i from 1 to n, such as 3/16; found \"{}\"", printable(text)));
  }
}

/// Results of two programs or two catalogs do not belong in one table.
void check_identity(const Manifest& manifest, const ProgramIdentity& now, bool force) {
  if (force) {
    return;
  }
  if (manifest.program.catalog_sha256 != now.catalog_sha256) {
    throw FileError(
        "the catalog is not the one that the study was planned with; plan again, or run all the same with --force");
  }
  if (manifest.program.sha256 != now.sha256) {
    throw FileError(
        fmt::format("the program is not the one that the study was planned with (then {} {}); plan again, or run all "
                    "the same with --force",
                    manifest.program.version, manifest.program.git_hash));
  }
}

/// One line that counts; in a file one line per tenth.
class Counter {
 public:
  Counter(std::size_t all, bool quiet) : all_(all), quiet_(quiet) {}
  void count(bool failed) {
    ++ended_;
    failed_ += failed ? 1 : 0;
    if (quiet_ || all_ == 0) {
      return;
    }
    if (stderr_is_terminal()) {
      say(fmt::format("\r\x1b[K{}{}", text(), ended_ == all_ ? "\n" : ""));
    } else if (ended_ * 10 / all_ > tenth_) {
      tenth_ = ended_ * 10 / all_;
      say(text() + "\n");
    }
  }

 private:
  [[nodiscard]] std::string text() const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
    const double left_s = passed.count() / static_cast<double>(ended_) * static_cast<double>(all_ - ended_);
    return fmt::format("{} of {} runs, {} failed, {:.0f} s left", ended_, all_, failed_, left_s);
  }
  std::size_t all_;
  bool quiet_;
  std::size_t ended_ = 0;
  std::size_t failed_ = 0;
  std::size_t tenth_ = 0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

std::string report_text(const ExecuteReport& report, const std::string& study) {
  std::string out = fmt::format("{} runs: {} done now, {} failed now, {} had ended before", report.wanted, report.done,
                                report.failed, report.before);
  if (report.elsewhere > 0) {
    out += fmt::format(", {} are worked on elsewhere", report.elsewhere);
  }
  out += "\n";
  if (report.stopped) {
    out += fmt::format("Stopped. To go on: aifactory sweep run {}\n", printable(study));
  }
  return out;
}

nlohmann::ordered_json report_json(const ExecuteReport& report) {
  return {{"runs", report.wanted},    {"done", report.done},           {"failed", report.failed},
          {"before", report.before},  {"elsewhere", report.elsewhere}, {"unwritten", report.unwritten},
          {"stopped", report.stopped}};
}

int run_study(const RunStudyOptions& options, const Session& session) {
  const StudyDirectory study(options.study);
  const Catalog catalog = session.catalog();
  ExecuteOptions execution;
  execution.jobs = jobs_or_default(options.jobs);
  execution.only = options.only;
  execution.rerun_failed = options.rerun_failed;
  execution.program = this_program_identity(session, catalog);
  set_shard(options.shard, execution);
  for (std::size_t id : options.only) {
    if (id < 1 || id > study.manifest().runs) {
      throw UsageError(fmt::format("the study has runs 1 to {}, not {}", study.manifest().runs, id));
    }
  }
  check_identity(study.manifest(), execution.program, options.force);
  Counter counter(execution.only.empty()
                      ? (study.manifest().runs + execution.shards - execution.shard) / execution.shards
                      : execution.only.size(),
                  session.quiet);
  execution.on_done = [&counter](std::size_t, bool failed) { counter.count(failed); };
  const ExecuteReport report = execute(study, catalog, execution);
  print(session.json ? json_text(report_json(report)) : for_terminal(report_text(report, options.study)));
  if (!report.unwritten.empty()) {
    throw FileError(fmt::format("{}; runs without an outcome stay open: once there is room, aifactory sweep run {}",
                                report.unwritten, printable(options.study)));
  }
  return report.stopped ? exit_interrupted : report.failed > 0 ? exit_no : exit_ok;
}

}  // namespace

int jobs_or_default(int jobs) {
  if (jobs > 0) {
    return jobs;
  }
  const char* wanted = std::getenv("AIFACTORY_JOBS");
  const int number = wanted != nullptr ? std::atoi(wanted) : 0;
  return number > 0 ? number : usable_processors();
}

void add_sweep_run(CLI::App& sweep, Session& session) {
  auto options = std::make_shared<RunStudyOptions>();
  CLI::App& verb = add_verb(sweep, session, "run", "Run what has not been run yet; may be killed and called again",
                            "  aifactory sweep run study\n"
                            "  aifactory sweep run study -j 8\n"
                            "  aifactory sweep run study --shard 3/16");
  verb.add_option("STUDY", options->study, "A planned study")->required()->type_name("DIRECTORY");
  verb.add_option("-j,--jobs", options->jobs, "Processes; else AIFACTORY_JOBS, else one per processor")
      ->check(CLI::Range(1, 4096))
      ->type_name("NUMBER");
  verb.add_option("--shard", options->shard, "Only every n-th run, from the i-th: i/n")->type_name("I/N");
  verb.add_option("--only", options->only, "Only this run; may be repeated")->type_name("RUN")->allow_extra_args(false);
  verb.add_flag("--rerun-failed", options->rerun_failed, "Also runs that failed");
  verb.add_flag("-f,--force", options->force, "Although program or catalog are not those of the plan");
  verb.callback([&session, options] { session.action = [&session, options] { return run_study(*options, session); }; });
}

}  // namespace aif
