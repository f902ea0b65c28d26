#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "document/schema.hpp"
#include "result/columns.hpp"
#include "scenario/scenario.hpp"

namespace aif {
namespace {

constexpr const char* schema_title = "Scenario of aifactory, version 1";

int print_schema(const Session& session) {
  const Catalog catalog = session.catalog();
  CatalogNames names;
  for (const std::string& kind : Catalog::kinds()) {
    names.emplace_back(kind, catalog.names(kind));
  }
  print(json_schema(scenario_type(), schema_title, names));
  return exit_ok;
}

nlohmann::ordered_json columns_json() {
  nlohmann::ordered_json tables = nlohmann::ordered_json::array();
  for (const CsvTable* table : {&timeseries_table(), &jobs_table(), &events_table()}) {
    nlohmann::ordered_json columns = nlohmann::ordered_json::array();
    for (const Column& column : table->columns) {
      columns.push_back({{"name", column.name}, {"unit", column.unit}, {"meaning", column.help}});
    }
    tables.push_back({{"file", table->file}, {"rows", table->rows}, {"columns", columns}});
  }
  return tables;
}

}  // namespace

void add_schema(CLI::App& app, Session& session) {
  CLI::App& verb = add_verb(app, session, "schema", "JSON Schema of scenarios, for editors",
                            "  aifactory schema > models/schema/scenario-v1.schema.json");
  verb.callback([&session] { session.action = [&session] { return print_schema(session); }; });
}

void add_reference(CLI::App& app, Session& session) {
  CLI::App& verb = add_verb(app, session, "reference", "Every key of a scenario, as Markdown",
                            "  aifactory reference > docs/scenario-reference.md");
  verb.callback([&session] {
    session.action = [&session] {
      if (session.json) {
        return print_schema(session);  // says the same to machines
      }
      print(reference_markdown(scenario_type(), "Scenario reference"));
      return static_cast<int>(exit_ok);
    };
  });
}

/// Hidden from --help: it is for whoever changes the tables.
void add_columns(CLI::App& app, Session& session) {
  CLI::App& verb = add_verb(app, session, "columns", "Columns of the CSV files, as Markdown", "");
  verb.group("");
  verb.callback([&session] {
    session.action = [&session] {
      print(session.json ? json_text(columns_json()) : columns_markdown());
      return static_cast<int>(exit_ok);
    };
  });
}

}  // namespace aif
