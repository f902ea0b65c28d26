#include "cli/completion.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "catalog/catalog.hpp"
#include "core/contracts.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

/// What may follow an option or stand as a word.
enum class Words {
  none,
  anything,
  scenario,
  directory,
  file,
  kind,
  entry,
  shell,
  language,
  model,
  system,
  climate,
  tariff
};

struct OptionInfo {
  std::vector<std::string> names;  ///< "-o", "--output"
  std::string help;
  Words value = Words::none;
};

struct VerbInfo {
  std::string name;
  std::string help;
  std::vector<OptionInfo> options;
  std::vector<Words> words;  ///< by position; the last repeats
};

Words words_of(const CLI::Option& option) {
  static const std::vector<std::pair<std::string, Words>> known{
      {"SCENARIO", Words::scenario}, {"CASES", Words::scenario}, {"output", Words::directory},
      {"KIND", Words::kind},         {"NAME", Words::entry},     {"SHELL", Words::shell},
      {"lang", Words::language},     {"DIR", Words::directory},  {"RESULT", Words::file},
      {"FILE", Words::file},         {"telemetry", Words::file}, {"junit", Words::file},
      {"svg", Words::file},          {"model", Words::model},    {"system", Words::system},
      {"climate", Words::climate},   {"tariff", Words::tariff}};
  const std::string name = option.get_lnames().empty() ? option.get_name(true) : option.get_lnames().front();
  for (const auto& [word, words] : known) {
    if (name == word) {
      return words;
    }
  }
  return Words::anything;
}

VerbInfo verb_info(const CLI::App& verb) {
  VerbInfo info{verb.get_name(), verb.get_description(), {}, {}};
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) {
      info.words.push_back(words_of(*option));
      continue;
    }
    OptionInfo one;
    for (const std::string& name : option->get_snames()) {
      one.names.push_back("-" + name);
    }
    for (const std::string& name : option->get_lnames()) {
      one.names.push_back("--" + name);
    }
    one.help = option->get_description();
    one.value = option->get_expected_max() == 0 ? Words::none : words_of(*option);
    info.options.push_back(std::move(one));
  }
  return info;
}

std::vector<VerbInfo> verbs(const CLI::App& app) {
  std::vector<VerbInfo> list;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_group().empty()) {
      list.push_back(verb_info(*verb));
    }
  }
  return list;
}

/// The kind of catalog entry that an option names, or null.
const char* kind_of(Words words) {
  switch (words) {
    case Words::model:
      return "ai-model";
    case Words::system:
      return "system";
    case Words::climate:
      return "climate";
    case Words::tariff:
      return "tariff";
    default:
      return nullptr;
  }
}

std::string kinds() { return join(Catalog::kinds(), " ") + " reference"; }
std::string shells() { return join(completion_shells(), " "); }

// --- bash ---

std::string bash_words(Words words) {
  if (const char* kind = kind_of(words)) {
    return fmt::format("COMPREPLY=($(compgen -W \"$(aifactory list -q {} 2>/dev/null)\" -- \"$cur\"))", kind);
  }
  switch (words) {
    case Words::scenario:
      return "compopt -o filenames; COMPREPLY=($(compgen -f -X '!*.y?(a)ml' -- \"$cur\") $(compgen -d -- \"$cur\"))";
    case Words::directory:
      return "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Words::file:
      return "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Words::kind:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", kinds());
    case Words::entry:
      return "COMPREPLY=($(compgen -W \"$(aifactory list -q \"$prev\" 2>/dev/null)\" -- \"$cur\"))";
    case Words::shell:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", shells());
    case Words::language:
      return "COMPREPLY=($(compgen -W 'en ko' -- \"$cur\"))";
    default:
      break;
  }
  return "COMPREPLY=()";
}

std::string bash_verb(const VerbInfo& verb) {
  std::string values;
  std::string names;
  for (const OptionInfo& option : verb.options) {
    names += (names.empty() ? "" : " ") + join(option.names, " ");
    if (option.value != Words::none) {
      values += fmt::format("        {}) {}; return ;;\n", join(option.names, "|"), bash_words(option.value));
    }
  }
  std::string out = fmt::format("    {})\n", verb.name);
  if (!values.empty()) {
    out += fmt::format("      case \"$prev\" in\n{}      esac\n", values);
  }
  out += fmt::format("      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '{}' -- \"$cur\")); return; fi\n", names);
  for (std::size_t i = 0; i < verb.words.size(); ++i) {
    const bool last = i + 1 == verb.words.size();
    out += last ? fmt::format("      {}\n", bash_words(verb.words[i]))
                : fmt::format("      if ((words == {})); then {}; return; fi\n", i, bash_words(verb.words[i]));
  }
  return out + "      ;;\n";
}

std::string bash_script(const std::vector<VerbInfo>& list) {
  std::string names;
  std::string cases;
  for (const VerbInfo& verb : list) {
    names += (names.empty() ? "" : " ") + verb.name;
    cases += bash_verb(verb);
  }
  return fmt::format(
      "# bash completion of aifactory. Use: source <(aifactory completion bash)\n"
      "_aifactory() {{\n"
      "  shopt -s extglob\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} verb='' words=0 i\n"
      "  COMPREPLY=()\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    if [[ ${{COMP_WORDS[i]}} != -* ]]; then\n"
      "      if [[ -z $verb ]]; then verb=${{COMP_WORDS[i]}}; else words=$((words + 1)); fi\n"
      "    fi\n"
      "  done\n"
      "  case $verb in\n"
      "    '') COMPREPLY=($(compgen -W '{} --help --version' -- \"$cur\")) ;;\n"
      "{}"
      "  esac\n"
      "}}\n"
      "complete -F _aifactory aifactory\n",
      names, cases);
}

// --- zsh ---

/// Text inside single quotes and the brackets of _arguments.
std::string zsh_help(const std::string& help) {
  std::string out;
  for (char c : help) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_words(Words words) {
  if (const char* kind = kind_of(words)) {
    return fmt::format("entry:{{compadd -- ${{(f)\"$(aifactory list -q {} 2>/dev/null)\"}}}}", kind);
  }
  switch (words) {
    case Words::scenario:
      return "scenario:_files -g \"*.(yaml|yml)\"";
    case Words::directory:
      return "directory:_files -/";
    case Words::file:
      return "file:_files";
    case Words::kind:
      return fmt::format("kind:({})", kinds());
    case Words::entry:
      return "entry:{compadd -- ${(f)\"$(aifactory list -q ${words[CURRENT-1]} 2>/dev/null)\"}}";
    case Words::shell:
      return fmt::format("shell:({})", shells());
    case Words::language:
      return "language:(en ko)";
    default:
      break;
  }
  return "value:";
}

std::string zsh_script(const std::vector<VerbInfo>& list) {
  std::string names;
  std::string cases;
  for (const VerbInfo& verb : list) {
    names += fmt::format("    '{}:{}'\n", verb.name, zsh_help(verb.help));
    cases += fmt::format("    {}) _arguments", verb.name);
    for (const OptionInfo& option : verb.options) {
      const std::string value = option.value == Words::none ? "" : fmt::format(":{}", zsh_words(option.value));
      for (const std::string& name : option.names) {
        cases += fmt::format(" \\\n        '*{}[{}]{}'", name, zsh_help(option.help), value);
      }
    }
    for (std::size_t i = 0; i < verb.words.size(); ++i) {
      const std::string words = zsh_words(verb.words[i]);
      cases += i + 1 == verb.words.size() ? fmt::format(" \\\n        '*:{}'", words)
                                          : fmt::format(" \\\n        '{}:{}'", i + 1, words);
    }
    cases += " ;;\n";
  }
  return fmt::format(
      "#compdef aifactory\n"
      "# zsh completion of aifactory. Use: aifactory completion zsh > \"${{fpath[1]}}/_aifactory\"\n"
      "_aifactory() {{\n"
      "  local -a verbs=(\n{}  )\n"
      "  if ((CURRENT == 2)); then _describe command verbs; return; fi\n"
      "  local verb=${{words[2]}}\n"
      "  shift words; ((CURRENT--))\n"
      "  case $verb in\n{}"
      "  esac\n"
      "}}\n"
      "_aifactory \"$@\"\n",
      names, cases);
}

// --- fish ---

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) {
    out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out + "'";
}

std::string fish_words(Words words) {
  if (const char* kind = kind_of(words)) {
    return fmt::format("-x -a '(aifactory list -q {} 2>/dev/null)'", kind);
  }
  switch (words) {
    case Words::scenario:
    case Words::file:
      return "-F";
    case Words::directory:
      return "-x -a '(__fish_complete_directories)'";
    case Words::kind:
      return fmt::format("-x -a '{}'", kinds());
    case Words::entry:
      return "-x -a '(aifactory list -q (commandline -opc)[-1] 2>/dev/null)'";
    case Words::shell:
      return fmt::format("-x -a '{}'", shells());
    case Words::language:
      return "-x -a 'en ko'";
    default:
      break;
  }
  return "-x";
}

std::string fish_script(const std::vector<VerbInfo>& list) {
  std::string out =
      "# fish completion of aifactory. Use: aifactory completion fish | source\n"
      "complete -c aifactory -f\n";
  for (const VerbInfo& verb : list) {
    out +=
        fmt::format("complete -c aifactory -n __fish_use_subcommand -a {} -d {}\n", verb.name, fish_quoted(verb.help));
    const std::string here = fmt::format("complete -c aifactory -n '__fish_seen_subcommand_from {}'", verb.name);
    for (const OptionInfo& option : verb.options) {
      out += here;
      for (const std::string& name : option.names) {
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      out += fmt::format(" -d {}{}\n", fish_quoted(option.help),
                         option.value == Words::none ? "" : " -r " + fish_words(option.value));
    }
    for (Words words : verb.words) {
      out += fmt::format("{} {}\n", here, fish_words(words));
    }
  }
  return out;
}

}  // namespace

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> list{"bash", "zsh", "fish"};
  return list;
}

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const std::vector<VerbInfo> list = verbs(app);
  if (shell == "bash") {
    return bash_script(list);
  }
  if (shell == "zsh") {
    return zsh_script(list);
  }
  AIF_EXPECT(shell == "fish");
  return fish_script(list);
}

}  // namespace aif
