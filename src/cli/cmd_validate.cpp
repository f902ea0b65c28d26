#include <CLI/CLI.hpp>

#include "cli/session.hpp"
#include "validation/validation.hpp"

namespace aif {
namespace {

int validate(const std::vector<std::string>& files, const Session& session) {
  const Catalog catalog = session.catalog();
  std::vector<ValidationResult> results;
  bool good = true;
  for (const std::string& file : files) {
    results.push_back(validate_file(file, catalog));
    good = good && results.back().all_within();
    if (!session.json) {
      print(to_text(results.back()));
    }
  }
  if (session.json) {
    print(to_json(results));
  }
  return good ? exit_ok : exit_no;
}

}  // namespace

void add_validate(CLI::App& app, Session& session) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App& verb = add_verb(app, session, "validate", "Published measurements against simulated ones",
                            "  aifactory validate validation/schedules.yaml");
  verb.add_option("CASES", *files, "Case files")->required()->type_name("...");
  verb.callback([&session, files] { session.action = [&session, files] { return validate(*files, session); }; });
}

}  // namespace aif
