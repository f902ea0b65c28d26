#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/explain.hpp"
#include "cli/findings.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

struct ResolveOptions {
  std::shared_ptr<ScenarioInput> scenario = std::make_shared<ScenarioInput>();
  bool explain = false;
};

/// A scalar without quotes is a number or a truth value if it reads as one.
Json scalar_json(const Node& node) {
  const std::string& text = node.text();
  if (!node.quoted()) {
    if (text == "true" || text == "false") {
      return text == "true";
    }
    const char* end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end) {
      return whole;
    }
    double number = 0;
    if (const auto read = std::from_chars(text.data(), end, number); read.ec == std::errc() && read.ptr == end) {
      return number;
    }
  }
  return text;
}

Json node_json(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::null:
      break;
    case Node::Kind::scalar:
      return scalar_json(node);
    case Node::Kind::list: {
      Json list = Json::array();
      for (const Node& item : node.items()) {
        list.push_back(node_json(item));
      }
      return list;
    }
    case Node::Kind::map: {
      Json map = Json::object();
      for (const Node::Entry& entry : node.entries()) {
        map[entry.key] = node_json(entry.value);
      }
      return map;
    }
  }
  return {};
}

Json explained_json(const std::vector<Explained>& lines) {
  Json list = Json::array();
  for (const Explained& line : lines) {
    Json one{{"path", line.path}, {"value", line.exact}};
    one["file"] = line.file.empty() ? Json() : Json(line.file);
    one["line"] = line.file.empty() ? Json() : Json(line.line);
    if (!line.source.empty()) {
      one["source"] = line.source;
    }
    list.push_back(std::move(one));
  }
  return list;
}

/// Files of the catalog are named from models/ on, wherever it lies.
std::string short_name(const std::string& file, const Catalog& catalog) {
  const std::string root = catalog.root().string();
  const bool inside = file.starts_with(root + "/");
  return printable(inside ? "models" + file.substr(root.size()) : file);
}

std::string explained_text(const std::vector<Explained>& lines, const Catalog& catalog) {
  std::string text;
  for (const Explained& line : lines) {
    const std::string file = short_name(line.file, catalog);
    const std::string origin = file.empty() ? "default" : line.line == 0 ? file : fmt::format("{}:{}", file, line.line);
    text += fmt::format("{} = {}  <- {}{}\n", printable(line.path), line.value, origin,
                        line.source.empty() ? "" : fmt::format(" [{}]", printable(line.source)));
  }
  return text;
}

int resolve(const ResolveOptions& options, const Session& session) {
  const Catalog catalog = session.catalog();
  const ResolvedScenario scenario = options.scenario->load(catalog);
  if (!session.quiet && !scenario.remarks.empty()) {
    say(render(scenario.remarks, session.color_on_stderr()));
  }
  if (options.explain) {
    const std::vector<Explained> lines =
        explain(scenario_type(), scenario.document, options.scenario->document(), catalog);
    print(session.json ? json_text(explained_json(lines)) : for_terminal(explained_text(lines, catalog)));
  } else {
    print(session.json ? json_text(node_json(scenario.document)) : to_yaml(scenario.document));
  }
  return exit_ok;
}

}  // namespace

void add_resolve(CLI::App& app, Session& session) {
  auto options = std::make_shared<ResolveOptions>();
  CLI::App& verb = add_verb(app, session, "resolve", "The full scenario; with --explain the origin of every value",
                            "  aifactory resolve scenarios/quickstart.yaml > full.yaml\n"
                            "  aifactory resolve --explain scenarios/korea-250k.yaml | grep feed");
  add_scenario_options(verb, options->scenario);
  verb.add_flag("--explain", options->explain, "Print path = value <- file:line, or default");
  verb.callback([&session, options] { session.action = [&session, options] { return resolve(*options, session); }; });
}

}  // namespace aif
