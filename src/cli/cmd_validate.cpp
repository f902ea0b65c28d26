#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/session.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"
#include "validation/page.hpp"
#include "validation/validation.hpp"

namespace aif {
namespace {

struct ValidateOptions {
  std::vector<std::string> files;
  std::string html;
};

/// A file that cannot be read does not keep the others from being compared; alone it is the caller's mistake.
ValidationResult compared(const std::string& file, bool alone, const Catalog& catalog, const Session& session) {
  ValidationResult result;
  result.file = std::filesystem::path(file).filename().string();
  try {
    return validate_file(file, catalog);
  } catch (const ScenarioError& error) {
    if (alone) {
      throw;
    }
    say(render(error.diagnostics(), session.color_on_stderr()));
    result.problem = error.diagnostics().empty() ? error.what() : error.diagnostics().front().message;
  } catch (const FileError& error) {
    if (alone) {
      throw;
    }
    say(fmt::format("error: {}\n", error.what()));
    result.problem = error.what();
  }
  return result;
}

int validate(const ValidateOptions& options, const Session& session) {
  const Catalog catalog = session.catalog();
  std::vector<ValidationResult> results;
  bool good = true;
  for (const std::string& file : options.files) {
    results.push_back(compared(file, options.files.size() == 1, catalog, session));
    good = good && results.back().all_within();
    if (!session.json) {
      print(for_terminal(to_text(results.back())));
    }
  }
  if (session.json) {
    print(to_json(results));
  }
  if (!options.html.empty()) {
    write_text_file(options.html, validation_page(results, session.language));
    if (!session.quiet) {
      say(fmt::format("Wrote {}.\n", printable(options.html)));
    }
  }
  return good ? exit_ok : exit_no;
}

}  // namespace

void add_validate(CLI::App& app, Session& session) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App& verb = add_verb(app, session, "validate", "Published measurements against simulated ones",
                            "  aifactory validate tests/validation/training-steps.yaml --html accuracy.html\n"
                            "  aifactory validate mine.yaml others.yaml --json\n"
                            "  aifactory validate tests/validation/training-steps.yaml --html accuracy.html --lang ko");
  verb.add_option("CASES", options->files, "Case files of the format aifactory-validation/v1")
      ->required()
      ->type_name("...");
  verb.add_option("--html", options->html, "Write a page with tables and plots, complete in one file")
      ->type_name("FILE");
  verb.callback([&session, options] { session.action = [&session, options] { return validate(*options, session); }; });
}

}  // namespace aif
