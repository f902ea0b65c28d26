#include "cli/usage.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

std::map<std::string, std::string>& all_examples() {
  static std::map<std::string, std::string> list;
  return list;
}

class HelpLayout : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    std::string text = CLI::Formatter::make_description(app);
    const CLI::App* parent = app->get_parent();
    const bool nested = parent != nullptr && parent->get_parent() != nullptr;
    if (const auto found = all_examples().find(nested ? parent->get_name() + " " + app->get_name() : app->get_name());
        found != all_examples().end() && !found->second.empty()) {
      text += "\nExamples:\n" + found->second + "\n";
    }
    return text;
  }
};

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_group().empty()) {  // hidden ones have no group
      names.push_back(verb->get_name());
    }
  }
  return names;
}

/// The verb that was called, the innermost of verbs inside verbs.
const CLI::App& chosen_verb(const CLI::App& app) {
  const std::vector<CLI::App*> verbs = app.get_subcommands();
  return verbs.empty() ? app : chosen_verb(*verbs.back());
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

}  // namespace

void set_help_layout(CLI::App& app) {
  auto layout = std::make_shared<HelpLayout>();
  layout->column_width(32);
  app.formatter(layout);
}

void remember_examples(const std::string& verb, const std::string& examples) { all_examples()[verb] = examples; }

void check_verb(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word.starts_with("-")) {
      continue;
    }
    const std::vector<const CLI::App*> all = app.get_subcommands([](const CLI::App*) { return true; });
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const CLI::App* verb) { return verb->get_name() == word; });
    if (found != all.end()) {
      if (!(*found)->get_subcommands([](const CLI::App*) { return true; }).empty()) {
        check_verb(**found, {arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end()});
      }
      return;
    }
    std::string hint = suggest(word, verbs_of(app));
    if (word.ends_with(".yaml") || word.ends_with(".yml")) {
      hint = fmt::format("to simulate it: aifactory run {}", printable(word));
    }
    throw UsageError(fmt::format("there is no command \"{}{}\"{}",
                                 app.get_parent() == nullptr ? "" : app.get_name() + " ", printable(word, 60),
                                 hint.empty() ? fmt::format("; see {} --help", full_name(app)) : "; " + hint));
  }
}

std::string explain_usage(const CLI::App& app, const CLI::ParseError& problem) {
  const CLI::App& verb = chosen_verb(app);
  const std::string name = full_name(verb);
  std::string text;
  // An option that is not known explains more than what is missing because of it.
  for (const std::string& word : app.remaining(true)) {
    if (word.size() > 1 && word[0] == '-') {
      const std::string option = word.substr(0, word.find('='));
      const std::string near = nearest(option, option_names(verb));
      text = fmt::format("{} has no option {}", name, printable(option, 60));
      text += near.empty() ? "" : fmt::format("; did you mean {}?", near);
      break;
    }
  }
  if (text.empty() && dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr) {
    text = fmt::format("{} does not expect \"{}\"", name, printable(app.remaining(true).front(), 60));
  }
  if (text.empty()) {
    text = fmt::format("{}: {}", name, printable(problem.what()));
  }
  return fmt::format("{}\nSee {} --help.", text, name);
}

}  // namespace aif
