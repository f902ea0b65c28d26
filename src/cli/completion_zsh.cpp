#include <fmt/format.h>

#include "cli/completion_tree.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

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

std::string zsh_offer(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::scenario:
      return "scenario:_files -g \"*.(yaml|yml)\"";
    case Offer::Kind::directory:
      return "directory:_files -/";
    case Offer::Kind::file:
      return "file:_files";
    case Offer::Kind::choice:
      return fmt::format("choice:({})", offer.choices);
    case Offer::Kind::kind:
      return fmt::format("kind:({})", catalog_kinds());
    case Offer::Kind::entry:
      return "entry:{compadd -- ${(f)\"$(aifactory list -q ${words[CURRENT-1]} 2>/dev/null)\"}}";
    case Offer::Kind::entry_of:
      return fmt::format("entry:{{compadd -- ${{(f)\"$(aifactory list -q {} 2>/dev/null)\"}}}}", offer.choices);
    case Offer::Kind::nothing:
    case Offer::Kind::anything:
      break;
  }
  return "value:";
}

/// The choice between the verbs in `list`, each "name:help" in quotes on a line of its own.
std::string zsh_describe(const std::string& list) {
  return fmt::format("local -a verbs=(\n{}  ); _describe command verbs", list);
}

std::string zsh_case(const VerbInfo& verb, const std::vector<VerbInfo>& all) {
  if (!verb.inner.empty()) {
    std::string names;
    for (const VerbInfo& one : all) {
      if (one.name.starts_with(verb.name + " ")) {
        names += fmt::format("    '{}:{}'\n", one.name.substr(verb.name.size() + 1), zsh_help(one.help));
      }
    }
    return fmt::format("    '{}') {} ;;\n", verb.name, zsh_describe(names));
  }
  std::string out = fmt::format("    '{}') _arguments", verb.name);
  for (const OptionInfo& option : verb.options) {
    const std::string value =
        option.value.kind == Offer::Kind::nothing ? "" : fmt::format(":{}", zsh_offer(option.value));
    for (const std::string& name : option.names) {
      out += fmt::format(" \\\n        '*{}[{}]{}'", name, zsh_help(option.help), value);
    }
  }
  for (std::size_t i = 0; i < verb.words.size(); ++i) {
    const std::string words = zsh_offer(verb.words[i]);
    out += i + 1 == verb.words.size() ? fmt::format(" \\\n        '*:{}'", words)
                                      : fmt::format(" \\\n        '{}:{}'", i + 1, words);
  }
  return out + " ;;\n";
}

}  // namespace

std::string zsh_completion(const std::vector<VerbInfo>& verbs) {
  std::string names;
  std::string outer;
  std::string cases;
  for (const VerbInfo& verb : verbs) {
    if (verb.name.find(' ') == std::string::npos) {
      names += fmt::format("    '{}:{}'\n", verb.name, zsh_help(verb.help));
    }
    if (!verb.inner.empty()) {
      outer += (outer.empty() ? "" : "|") + verb.name;
    }
    cases += zsh_case(verb, verbs);
  }
  return fmt::format(
      "#compdef aifactory\n"
      "# zsh completion of aifactory. Use: aifactory completion zsh > \"${{fpath[1]}}/_aifactory\"\n"
      "_aifactory() {{\n"
      "  if ((CURRENT == 2)); then {}; return; fi\n"
      "  local verb=${{words[2]}}\n"
      "  shift words; ((CURRENT--))\n"
      "  case $verb in\n"
      "    {}) if ((CURRENT > 2)); then verb+=\" ${{words[2]}}\"; shift words; ((CURRENT--)); fi ;;\n"
      "  esac\n"
      "  case $verb in\n{}"
      "  esac\n"
      "}}\n"
      "_aifactory \"$@\"\n",
      zsh_describe(names), outer, cases);
}

}  // namespace aif
