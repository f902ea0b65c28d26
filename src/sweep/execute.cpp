#include "sweep/execute.hpp"

#include <fmt/format.h>

#include <chrono>
#include <new>

#include "campaign/campaign.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "engine/isolated.hpp"
#include "engine/pool.hpp"
#include "result/json.hpp"
#include "sweep/claim.hpp"
#include "sweep/run_metrics.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

/// What a worker says about a run, in one letter.
enum class Word : char { done = 'd', failed = 'f', before = 'b', elsewhere = 'e', unwritten = 'u' };

std::string say_word(Word word, const std::string& more = {}) { return std::string(1, static_cast<char>(word)) + more; }

/// The first error of a scenario as one line.
std::string first_error(const ScenarioError& problem, std::string& code) {
  for (const Diagnostic& one : problem.diagnostics()) {
    if (one.severity == Severity::error) {
      code = one.code;
      return one.path.empty() ? one.message : fmt::format("{}: {}", one.path, one.message);
    }
  }
  code = "scenario";
  return problem.what();
}

/// Plays one run after the other in a worker. Everything it needs is loaded once, before workers are forked.
class Runner {
 public:
  Runner(const StudyDirectory& study, const Catalog& catalog, const ExecuteOptions& options)
      : study_(study), catalog_(catalog), options_(options) {
    Diagnostics diagnostics;
    document_ = load_document(study.base_scenario(), diagnostics);
    diagnostics.throw_if_errors();
    // Catalog files are parsed when first asked for: ask now, so that workers share them.
    resolve_scenario(document_, folder(), catalog_);
  }

  /// Plays a run and keeps its outcome; a word, with the reason after it if the outcome could not be written.
  [[nodiscard]] std::string run(std::size_t id) {
    if (!unwritten_.empty()) {
      return say_word(Word::unwritten, unwritten_);
    }
    const Claim claim(study_.claims(), id);
    if (!claim.held()) {
      return say_word(Word::elsewhere);
    }
    // Under the claim nobody else can end it, so what is missing now is ours to do.
    if (const std::optional<Outcome> known = study_.read_outcome(id);
        known && !(known->failed && options_.rerun_failed)) {
      return say_word(Word::before);
    }
    const auto began = std::chrono::steady_clock::now();
    std::string result;
    Outcome outcome = outcome_of(study_.read_run(id), result);
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    try {
      if (!result.empty()) {
        write_text_file(study_.run_folder(id) / "result.json", result);
      }
      study_.write_outcome(id, outcome);
    } catch (const FileError& problem) {
      // A full disk says nothing about the run: it stays open, and this worker does no more for nothing.
      unwritten_ = problem.what();
      return say_word(Word::unwritten, unwritten_);
    }
    return say_word(outcome.failed ? Word::failed : Word::done);
  }

 private:
  [[nodiscard]] fs::path folder() const { return study_.base_scenario().parent_path(); }

  [[nodiscard]] Outcome outcome_of(const StoredRun& stored, std::string& result) const {
    const PlannedRun& run = stored.run;
    Outcome outcome;
    outcome.seed = seed_of(study_.manifest().scenario_seed, study_.manifest().factors, stored.values, run.seed_offset);
    outcome.failed = true;
    try {
      play(run, outcome, result);
      outcome.failed = false;
    } catch (const ScenarioError& problem) {
      outcome.error = first_error(problem, outcome.error_code);
    } catch (const SimulationError& problem) {
      fail(outcome, "simulation", problem.what());
    } catch (const FileError& problem) {
      fail(outcome, "file", problem.what());
    } catch (const std::bad_alloc&) {
      fail(outcome, "memory", "out of memory");
    } catch (const ContractViolation& problem) {
      fail(outcome, "internal", problem.what());
    }
    return outcome;
  }

  static void fail(Outcome& outcome, const char* code, const std::string& what) {
    outcome.error_code = code;
    outcome.error = what;
  }

  /// Fills the outcome, and `kept` if the study keeps results.
  void play(const PlannedRun& run, Outcome& outcome, std::string& kept) const {
    const Manifest& manifest = study_.manifest();
    const Sampling sampling{manifest.draws(), manifest.uncertain_catalog, run.seed_offset};
    const ResolvedScenario scenario = resolve_scenario(document_, folder(), catalog_, run.changes, sampling);
    outcome.scenario_sha256 = scenario.sha256;
    outcome.seed = scenario.spec.seed;
    CampaignOptions campaign;
    campaign.record_jobs = false;
    Result result = simulate(scenario, campaign);
    if (result.incomplete) {
      throw Interrupted("stopped");
    }
    outcome.fingerprint = result.provenance.fingerprint;
    outcome.metrics = metrics_of(result, manifest.metrics);
    if (manifest.keep_results) {
      result.provenance.version = options_.program.version;
      result.provenance.git_hash = options_.program.git_hash;
      result.provenance.catalog_hash = options_.program.catalog_sha256;
      kept = to_json(result);
    }
  }

  const StudyDirectory& study_;
  const Catalog& catalog_;
  const ExecuteOptions& options_;
  Node document_;
  std::string unwritten_;  ///< why this process could not write an outcome; empty if it could
};

std::vector<std::size_t> wanted_runs(const StudyDirectory& study, const ExecuteOptions& options) {
  std::vector<std::size_t> list = options.only;
  for (std::size_t id = options.shard;
       list.size() < study.manifest().runs && options.only.empty() && id <= study.manifest().runs;
       id += options.shards) {
    list.push_back(id);
  }
  return list;
}

/// A run over which worker after worker died is a failed run.
void write_lost(const StudyDirectory& study, std::size_t id, const std::string& how) {
  const Claim claim(study.claims(), id);
  if (claim.held() && !study.read_outcome(id)) {
    Outcome outcome;
    outcome.failed = true;
    outcome.error_code = "crashed";
    outcome.error = fmt::format("its process ended again and again: {}", how);
    study.write_outcome(id, outcome);
  }
}

}  // namespace

ExecuteReport execute(const StudyDirectory& study, const Catalog& catalog, const ExecuteOptions& options) {
  ExecuteReport report;
  std::vector<std::size_t> open;
  for (std::size_t id : wanted_runs(study, options)) {
    ++report.wanted;
    const std::optional<Outcome> known = study.read_outcome(id);
    if (known && !(known->failed && options.rerun_failed)) {
      ++report.before;
    } else {
      open.push_back(id);
    }
  }
  if (open.empty()) {
    return report;
  }
  Runner runner(study, catalog, options);
  PoolOptions pool;
  pool.jobs = options.jobs;
  pool.on_done = [&](std::size_t index, const std::string& answer) {
    const auto word = static_cast<Word>(answer.at(0));
    if (word == Word::unwritten) {
      report.unwritten = answer.substr(1);
      return;
    }
    report.done += word == Word::done ? 1 : 0;
    report.failed += word == Word::failed ? 1 : 0;
    report.before += word == Word::before ? 1 : 0;
    report.elsewhere += word == Word::elsewhere ? 1 : 0;
    if (options.on_done) {
      options.on_done(open[index], word == Word::failed);
    }
  };
  pool.on_lost = [&](std::size_t index, const std::string& how) {
    write_lost(study, open[index], how);
    ++report.failed;
    if (options.on_done) {
      options.on_done(open[index], true);
    }
  };
  report.stopped = !run_pool(
      open.size(), [&](std::size_t index) { return runner.run(open[index]); }, pool);
  return report;
}

bool is_claimed(const StudyDirectory& study, std::size_t id) { return Claim::is_held(study.claims(), id); }

}  // namespace aif
