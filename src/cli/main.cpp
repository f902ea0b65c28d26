#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <new>
#include <nlohmann/json.hpp>

#include "cli/error_words.hpp"
#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "cli/usage.hpp"
#include "cli/version.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"
#include "engine/isolated.hpp"
#include "engine/simulation.hpp"
#include "step/profile_cache.hpp"

/// The way through the program: the command line names a verb, the verb's file sets what to do, and errors become
/// sentences on standard error and an exit status.
namespace aif {
namespace {

std::filesystem::path this_program(const char* name) {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::filesystem::path(name) : program;
}

void print_version(const Session& session) {
  std::string catalog;
  try {
    catalog = session.catalog().content_hash();
  } catch (const Error&) {
    catalog = "not found";
  }
  if (session.json) {
    print(json_text({{"version", program_version()},
                     {"git_hash", program_revision()},
                     {"simgrid_version", simgrid_version()},
                     {"catalog_hash", catalog}}));
    return;
  }
  print(fmt::format("aifactory {}\ngit      {}\nSimGrid  {}\ncatalog  {}\n", program_version(), program_revision(),
                    simgrid_version(), catalog));
}

constexpr const char* examples =
    "  aifactory run scenarios/quickstart.yaml          a small AI factory, in a second\n"
    "  aifactory run scenarios/korea-250k.yaml -o out   a quarter of a million GPUs, files in out/\n"
    "  aifactory show system gb300-nvl72                what the catalog knows, with its sources";

void add_verbs(CLI::App& app, Session& session) {
  add_run(app, session);
  add_sweep(app, session);
  add_report(app, session);
  add_check(app, session);
  add_diff(app, session);
  add_init(app, session);
  add_lint(app, session);
  add_resolve(app, session);
  add_list(app, session);
  add_show(app, session);
  add_step(app, session);
  add_plan(app, session);
  add_provision(app, session);
  add_collective(app, session);
  add_waveform(app, session);
  add_validate(app, session);
  add_calibrate(app, session);
  add_schema(app, session);
  add_reference(app, session);
  add_columns(app, session);
  add_explain(app, session);
  add_completion(app, session);
}

int run_program(std::vector<std::string> arguments, Session& session) {
  CLI::App app("Simulates AI factories: GPUs, power, cooling, network and the work they do.", "aifactory");
  set_help_layout(app);
  remember_examples("aifactory", examples);
  app.footer(
      "Every command has --help. Reports and data go to standard output, everything else to standard error.\n"
      "Exit status: 0 done, 1 the answer is no, 2 usage or invalid input, 3 cannot be simulated, 70 a bug.");
  app.set_help_flag("-h,--help", "Say what the program does");
  bool version = false;
  app.add_flag("-V,--version", version, "Versions of the program, SimGrid and the catalog");
  app.add_flag("--json", session.json, "With --version: for machines");
  app.require_subcommand(0, 1);
  add_verbs(app, session);

  if (!arguments.empty() && arguments[0] == "help") {  // "help run" is "run --help"
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  check_verb(app, arguments);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return exit_ok;
  } catch (const CLI::ParseError& problem) {
    throw UsageError(explain_usage(app, problem));
  }
  if (version) {
    print_version(session);
    return exit_ok;
  }
  if (!session.action) {
    say(app.help());
    return exit_invalid;
  }
  use_profile_cache(session.no_cache ? std::nullopt : default_cache_folder());
  return session.action();
}

std::string label(const Session& session, const char* text) {
  return session.color_on_stderr() ? fmt::format("\x1b[1;31m{}\x1b[0m", text) : text;
}

int report_bug(const Session& session, const char* what) {
  say(
      fmt::format("{}: {}\nThis is a bug of aifactory. Please report it with the scenario and what "
                  "\"aifactory --version --json\" prints.\n",
                  label(session, "internal error"), what));
  return exit_internal;
}

int guarded(std::vector<std::string> arguments, Session& session) {
  auto error = [&](const std::string& what, int status) {
    say(fmt::format("{}: {}\n", label(session, "error"), what));
    return status;
  };
  try {
    return run_program(std::move(arguments), session);
  } catch (const ScenarioError& problem) {
    say(render(problem.diagnostics(), session.color_on_stderr()));
    say(explained_codes(problem.diagnostics(), session.language));
    say(fmt::format("\n{}\n", findings_count(problem.diagnostics())));
    return exit_invalid;
  } catch (const UsageError& problem) {
    return error(problem.what(), exit_invalid);
  } catch (const FileError& problem) {
    return error(problem.what(), exit_invalid);
  } catch (const std::filesystem::filesystem_error& problem) {
    return error(fmt::format("\"{}\": {}", printable(problem.path1().string()), problem.code().message()),
                 exit_invalid);
  } catch (const Interrupted& problem) {
    return error(problem.what(), exit_interrupted);
  } catch (const SimulationError& problem) {
    return error(problem.what(), exit_cannot_proceed);
  } catch (const std::bad_alloc&) {
    return error("out of memory", exit_cannot_proceed);
  } catch (const std::exception& problem) {
    return report_bug(session, problem.what());
  }
}

}  // namespace
}  // namespace aif

int main(int argc, char** argv) {
  aif::Session session;
  session.program = aif::this_program(argc > 0 ? argv[0] : "aifactory");
  return aif::guarded({argv + std::min(argc, 1), argv + argc}, session);
}
