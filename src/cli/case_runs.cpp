#include "cli/case_runs.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <new>

#include "campaign/campaign.hpp"
#include "cli/error_words.hpp"
#include "cli/version.hpp"
#include "engine/isolated.hpp"
#include "engine/pool.hpp"
#include "result/json.hpp"

namespace aif {
namespace {

using Clock = std::chrono::steady_clock;

std::string result_of(const Case& one, const Catalog& catalog) {
  std::vector<Override> changes;
  for (const std::string& set : one.spec.set) {
    changes.push_back(parse_override(set, Override::Kind::set));
  }
  Result result = simulate(load_scenario(one.scenario, catalog, changes));
  if (result.incomplete) {
    throw Interrupted("stopped");
  }
  result.provenance.version = program_version();
  result.provenance.git_hash = program_revision();
  result.provenance.catalog_hash = catalog.content_hash();
  return to_json(result);
}

CaseRun played(const Case& one, const Catalog& catalog, Language language) {
  auto error = [](ExitStatus status, const std::string& what) { return CaseRun{status, "error: " + what + "\n"}; };
  try {
    return {exit_ok, result_of(one, catalog)};
  } catch (const Interrupted&) {
    throw;
  } catch (const ScenarioError& problem) {
    return {exit_invalid, render(problem.diagnostics(), false) + explained_codes(problem.diagnostics(), language)};
  } catch (const UsageError& problem) {
    return error(exit_invalid, problem.what());
  } catch (const FileError& problem) {
    return error(exit_invalid, problem.what());
  } catch (const SimulationError& problem) {
    return error(exit_cannot_proceed, problem.what());
  } catch (const std::bad_alloc&) {
    return error(exit_cannot_proceed, "out of memory");
  } catch (const std::exception& problem) {
    return {exit_internal, fmt::format("internal error: {}\n", problem.what())};
  }
}

/// What goes before the text on its way from a worker.
struct Head {
  ExitStatus status;
  double seconds;
};

std::string packed(const CaseRun& run) {
  const Head head{run.status, run.seconds};
  std::string bytes(sizeof head, '\0');
  std::memcpy(bytes.data(), &head, sizeof head);
  return bytes + run.text;
}

CaseRun unpacked(const std::string& bytes) {
  Head head{};
  std::memcpy(&head, bytes.data(), sizeof head);
  return {head.status, bytes.substr(sizeof head), head.seconds};
}

}  // namespace

std::vector<CaseRun> run_cases(const std::vector<Case>& cases, const Session& session, int jobs,
                               const std::function<void(std::size_t)>& on_done) {
  const Catalog catalog = session.catalog();
  std::vector<CaseRun> runs(cases.size());
  PoolOptions pool;
  pool.jobs = jobs;
  pool.tries = 1;  // a run that crashes once is what a check is there to find
  pool.on_done = [&](std::size_t index, const std::string& answer) {
    runs[index] = unpacked(answer);
    on_done(index);
  };
  pool.on_lost = [&](std::size_t index, const std::string& how) {
    runs[index] = {exit_internal, fmt::format("the process of this run ended: {}\n", how)};
    on_done(index);
  };
  run_pool(
      cases.size(),
      [&](std::size_t index) {
        const Clock::time_point began = Clock::now();
        CaseRun run = played(cases[index], catalog, session.language);
        run.seconds = std::chrono::duration<double>(Clock::now() - began).count();
        return packed(run);
      },
      pool);
  return runs;
}

}  // namespace aif
