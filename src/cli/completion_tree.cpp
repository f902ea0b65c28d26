#include "cli/completion_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "catalog/catalog.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

/// The values in braces that CLI11 keeps with an option's type: "DESIGN:{grid,zip}"; empty if there are none.
std::string listed_choices(const std::string& type) {
  const std::size_t from = type.find('{');
  const std::size_t to = type.rfind('}');
  if (from == std::string::npos || to == std::string::npos || to < from) {
    return {};
  }
  return join(split(type.substr(from + 1, to - from - 1), ','), " ");
}

Offer offer_of(const CLI::Option& option) {
  static const std::vector<std::pair<std::string, Offer>> by_name{{"SCENARIO", {Offer::Kind::scenario, {}}},
                                                                  {"output", {Offer::Kind::directory, {}}},
                                                                  {"KIND", {Offer::Kind::kind, {}}},
                                                                  {"NAME", {Offer::Kind::entry, {}}},
                                                                  {"DIR", {Offer::Kind::directory, {}}},
                                                                  {"RESULT", {Offer::Kind::file, {}}},
                                                                  {"CASES", {Offer::Kind::scenario, {}}},
                                                                  {"telemetry", {Offer::Kind::file, {}}},
                                                                  {"model", {Offer::Kind::entry_of, "ai-model"}},
                                                                  {"system", {Offer::Kind::entry_of, "system"}},
                                                                  {"climate", {Offer::Kind::entry_of, "climate"}},
                                                                  {"tariff", {Offer::Kind::entry_of, "tariff"}}};
  const std::string name = option.get_lnames().empty() ? option.get_name(true) : option.get_lnames().front();
  const std::string type = option.get_type_name();
  for (const auto& [word, offer] : by_name) {
    if (name == word) {
      return offer;
    }
  }
  if (const std::string choices = listed_choices(type); !choices.empty()) {
    return {Offer::Kind::choice, choices};
  }
  return {type == "DIRECTORY" ? Offer::Kind::directory
          : type == "FILE"    ? Offer::Kind::file
          : name == "STUDY"   ? Offer::Kind::scenario
                              : Offer::Kind::anything,
          {}};
}

VerbInfo verb_info(const CLI::App& verb, const std::string& name) {
  VerbInfo info{name, verb.get_description(), {}, {}, {}};
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) {
      info.words.push_back(offer_of(*option));
      continue;
    }
    OptionInfo one;
    for (const std::string& short_name : option->get_snames()) {
      one.names.push_back("-" + short_name);
    }
    for (const std::string& long_name : option->get_lnames()) {
      one.names.push_back("--" + long_name);
    }
    one.help = option->get_description();
    one.value = option->get_expected_max() == 0 ? Offer{Offer::Kind::nothing, {}} : offer_of(*option);
    info.options.push_back(std::move(one));
  }
  return info;
}

void add_verbs_of(const CLI::App& app, const std::string& before, std::vector<VerbInfo>& list) {
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_group().empty()) {  // hidden
      continue;
    }
    VerbInfo info = verb_info(*verb, before + verb->get_name());
    for (const CLI::App* inner : verb->get_subcommands([](const CLI::App*) { return true; })) {
      info.inner.push_back(inner->get_name());
    }
    list.push_back(std::move(info));
    add_verbs_of(*verb, before + verb->get_name() + " ", list);
  }
}

}  // namespace

std::vector<VerbInfo> verb_tree(const CLI::App& app) {
  std::vector<VerbInfo> list;
  add_verbs_of(app, "", list);
  return list;
}

std::string catalog_kinds() { return join(Catalog::kinds(), " ") + " reference"; }

}  // namespace aif
