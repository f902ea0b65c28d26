#include <fmt/format.h>

#include "cli/completion_tree.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

std::string bash_offer(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::scenario:
      return "compopt -o filenames; COMPREPLY=($(compgen -f -X '!*.y?(a)ml' -- \"$cur\") $(compgen -d -- \"$cur\"))";
    case Offer::Kind::directory:
      return "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Offer::Kind::file:
      return "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Offer::Kind::choice:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", offer.choices);
    case Offer::Kind::kind:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", catalog_kinds());
    case Offer::Kind::entry:
      return "COMPREPLY=($(compgen -W \"$(aifactory list -q \"$prev\" 2>/dev/null)\" -- \"$cur\"))";
    case Offer::Kind::entry_of:
      return fmt::format("COMPREPLY=($(compgen -W \"$(aifactory list -q {} 2>/dev/null)\" -- \"$cur\"))",
                         offer.choices);
    case Offer::Kind::nothing:
    case Offer::Kind::anything:
      break;
  }
  return "COMPREPLY=()";
}

std::string bash_case(const VerbInfo& verb) {
  std::string values;
  std::string names = join(verb.inner, " ");
  for (const OptionInfo& option : verb.options) {
    names += (names.empty() ? "" : " ") + join(option.names, " ");
    if (option.value.kind != Offer::Kind::nothing) {
      values += fmt::format("        {}) {}; return ;;\n", join(option.names, "|"), bash_offer(option.value));
    }
  }
  std::string out = fmt::format("    '{}')\n", verb.name);
  if (!values.empty()) {
    out += fmt::format("      case \"$prev\" in\n{}      esac\n", values);
  }
  const char* when = verb.inner.empty() ? "$cur == -*" : "-n x";
  out += fmt::format("      if [[ {} ]]; then COMPREPLY=($(compgen -W '{}' -- \"$cur\")); return; fi\n", when, names);
  for (std::size_t i = 0; i < verb.words.size(); ++i) {
    const bool last = i + 1 == verb.words.size();
    out += last ? fmt::format("      {}\n", bash_offer(verb.words[i]))
                : fmt::format("      if ((words == {})); then {}; return; fi\n", i, bash_offer(verb.words[i]));
  }
  return out + "      ;;\n";
}

}  // namespace

std::string bash_completion(const std::vector<VerbInfo>& verbs) {
  std::string names;
  std::string outer;  // verbs with others inside, as a pattern
  std::string cases;
  for (const VerbInfo& verb : verbs) {
    if (verb.name.find(' ') == std::string::npos) {
      names += (names.empty() ? "" : " ") + verb.name;
    }
    if (!verb.inner.empty()) {
      outer += (outer.empty() ? "" : "|") + verb.name;
    }
    cases += bash_case(verb);
  }
  return fmt::format(
      "# bash completion of aifactory. Use: source <(aifactory completion bash)\n"
      "_aifactory() {{\n"
      "  shopt -s extglob\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} verb='' words=0 i\n"
      "  COMPREPLY=()\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    if [[ ${{COMP_WORDS[i]}} != -* ]]; then\n"
      "      case $verb in\n"
      "        '') verb=${{COMP_WORDS[i]}} ;;\n"
      "        {}) verb+=\" ${{COMP_WORDS[i]}}\" ;;\n"
      "        *) words=$((words + 1)) ;;\n"
      "      esac\n"
      "    fi\n"
      "  done\n"
      "  case $verb in\n"
      "    '') COMPREPLY=($(compgen -W '{} --help --version' -- \"$cur\")) ;;\n"
      "{}"
      "  esac\n"
      "}}\n"
      "complete -F _aifactory aifactory\n",
      outer, names, cases);
}

}  // namespace aif
