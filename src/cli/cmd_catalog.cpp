#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/catalog_view.hpp"
#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* reference_kind = "reference";

/// Kinds of the catalog and the bibliography.
std::vector<std::string> all_kinds() {
  std::vector<std::string> kinds = Catalog::kinds();
  kinds.emplace_back(reference_kind);
  return kinds;
}

void check_kind(const std::string& kind) {
  const std::vector<std::string> kinds = all_kinds();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    throw UsageError(fmt::format("the catalog has no kind \"{}\"; {}", printable(kind, 60), suggest(kind, kinds)));
  }
}

/// Names and titles of a kind.
std::vector<std::pair<std::string, std::string>> entries(const Catalog& catalog, const std::string& kind) {
  std::vector<std::pair<std::string, std::string>> list;
  if (kind == reference_kind) {
    for (const ReferenceSpec& reference : catalog.references()) {
      list.emplace_back(reference.key, reference.title);
    }
    return list;
  }
  for (const std::string& name : catalog.names(kind)) {
    list.emplace_back(name, catalog_title(catalog, kind, name));
  }
  return list;
}

std::string list_text(const Catalog& catalog, const std::string& kind, const Session& session) {
  const auto list = entries(catalog, kind);
  std::size_t widest = 0;
  for (const auto& [name, title] : list) {
    widest = std::max(widest, name.size());
  }
  std::string out = session.quiet ? "" : Style(session.color_on_stdout()).bold(kind) + "\n";
  for (const auto& [name, title] : list) {
    out += session.quiet ? name + "\n" : fmt::format("  {:<{}}  {}\n", name, widest, printable(title));
  }
  return out;
}

int list(const std::string& kind, const Session& session) {
  const Catalog catalog = session.catalog();
  std::vector<std::string> kinds = Catalog::kinds();
  if (!kind.empty()) {
    check_kind(kind);
    kinds = {kind};
  }
  Json json = Json::array();
  std::string text;
  for (const std::string& one : kinds) {
    if (session.json) {
      for (const auto& [name, title] : entries(catalog, one)) {
        json.push_back({{"kind", one}, {"name", name}, {"title", title}});
      }
    } else {
      text += (text.empty() || session.quiet ? "" : "\n") + list_text(catalog, one, session);
    }
  }
  print(session.json ? json_text(json) : for_terminal(text));
  return exit_ok;
}

int show(const std::string& kind, const std::string& name, const Session& session) {
  const Catalog catalog = session.catalog();
  check_kind(kind);
  if (kind == reference_kind) {
    const ReferenceSpec* reference = catalog.reference(name);
    if (reference == nullptr) {
      std::vector<std::string> keys;
      for (const ReferenceSpec& known : catalog.references()) {
        keys.push_back(known.key);
      }
      throw UsageError(fmt::format("the bibliography has no \"{}\"; {}", printable(name, 60), suggest(name, keys)));
    }
    print(session.json ? json_text(reference_json(*reference))
                       : for_terminal(reference_text(*reference, output_width())));
    return exit_ok;
  }
  const CatalogEntry entry = catalog_entry(catalog, kind, name);
  print(session.json ? json_text(entry_json(entry, catalog))
                     : for_terminal(entry_text(entry, catalog, output_width(), Style(session.color_on_stdout()))));
  return exit_ok;
}

}  // namespace

void add_list(CLI::App& app, Session& session) {
  auto kind = std::make_shared<std::string>();
  CLI::App& verb = add_verb(app, session, "list", "What the catalog holds",
                            "  aifactory list\n"
                            "  aifactory list gpu");
  verb.add_option("KIND", *kind, "One of: " + join(all_kinds(), ", "))->type_name("");
  verb.callback([&session, kind] { session.action = [&session, kind] { return list(*kind, session); }; });
}

void add_show(CLI::App& app, Session& session) {
  auto kind = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  CLI::App& verb = add_verb(app, session, "show", "One entry: values, units, sources, estimates with ranges",
                            "  aifactory show gpu gb300\n"
                            "  aifactory show ai-model deepseek-v3 --json");
  verb.add_option("KIND", *kind, "One of: " + join(all_kinds(), ", "))->required()->type_name("");
  verb.add_option("NAME", *name, "As aifactory list prints it")->required()->type_name("");
  verb.callback(
      [&session, kind, name] { session.action = [&session, kind, name] { return show(*kind, *name, session); }; });
}

}  // namespace aif
