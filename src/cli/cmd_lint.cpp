#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/error_words.hpp"
#include "cli/findings.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

struct LintOptions {
  std::vector<std::string> scenarios;
  bool catalog = false;
};

/// What was found in one file, or in the catalog.
struct Linted {
  std::string file;
  std::vector<Diagnostic> findings;
};

/// A file that cannot be read is a finding like any other.
template <class F>
std::vector<Diagnostic> findings_of(const std::string& file, F&& load) {
  try {
    return load();
  } catch (const ScenarioError& problem) {
    return problem.diagnostics();
  } catch (const FileError& problem) {
    Diagnostic finding;
    finding.code = code::not_readable;
    finding.where.file = file;
    finding.message = problem.what();
    return {finding};
  }
}

std::vector<Linted> lint_all(const LintOptions& options, const Catalog& catalog) {
  std::vector<Linted> all;
  for (const std::string& path : options.scenarios) {
    ScenarioInput input;
    input.path = path;
    all.push_back({path, findings_of(path, [&] { return input.load(catalog).remarks; })});
  }
  if (options.catalog) {
    const std::string root = catalog.root().string();
    all.push_back({root, findings_of(root, [&] {
                     Diagnostics diagnostics;
                     catalog.check_all(diagnostics);
                     return diagnostics.all();
                   })});
  }
  return all;
}

int lint(const LintOptions& options, const Session& session) {
  if (options.scenarios.empty() && !options.catalog) {
    throw UsageError("aifactory lint: name at least one scenario, or --catalog\nSee aifactory lint --help.");
  }
  const std::vector<Linted> all = lint_all(options, session.catalog());
  bool good = true;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  std::string text;
  for (const Linted& linted : all) {
    const bool ok = !has_errors(linted.findings);
    good = good && ok;
    if (session.json) {
      files.push_back({{"file", linted.file}, {"ok", ok}, {"findings", findings_json(linted.findings)}});
    } else {
      if (!linted.findings.empty() && !(session.quiet && ok)) {
        text += render(linted.findings, session.color_on_stdout());
        text += explained_codes(linted.findings, session.language) + "\n";
      }
      text += session.quiet ? "" : fmt::format("{}: {}\n", printable(linted.file), findings_count(linted.findings));
    }
  }
  print(session.json ? json_text({{"ok", good}, {"files", files}}) : for_terminal(text));
  return good ? exit_ok : exit_invalid;
}

}  // namespace

void add_lint(CLI::App& app, Session& session) {
  auto options = std::make_shared<LintOptions>();
  CLI::App& verb = add_verb(app, session, "lint", "All problems of all files, nothing simulated",
                            "  aifactory lint scenarios/*.yaml\n"
                            "  aifactory lint --catalog --json");
  verb.add_option("SCENARIO", options->scenarios, "Scenario files, or - for standard input")->type_name("...");
  verb.add_flag("--catalog", options->catalog, "Check every entry of the catalog and its sources");
  verb.callback([&session, options] { session.action = [&session, options] { return lint(*options, session); }; });
}

}  // namespace aif
