#include <fmt/format.h>

#include "cli/completion_tree.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) {
    out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out + "'";
}

std::string fish_offer(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::scenario:
    case Offer::Kind::file:
      return "-F";
    case Offer::Kind::directory:
      return "-x -a '(__fish_complete_directories)'";
    case Offer::Kind::choice:
      return fmt::format("-x -a '{}'", offer.choices);
    case Offer::Kind::kind:
      return fmt::format("-x -a '{}'", catalog_kinds());
    case Offer::Kind::entry:
      return "-x -a '(aifactory list -q (commandline -opc)[-1] 2>/dev/null)'";
    case Offer::Kind::entry_of:
      return fmt::format("-x -a '(aifactory list -q {} 2>/dev/null)'", offer.choices);
    case Offer::Kind::nothing:
    case Offer::Kind::anything:
      break;
  }
  return "-x";
}

}  // namespace

std::string fish_completion(const std::vector<VerbInfo>& verbs) {
  // Words of one verb are names of others, so where a word stands counts: "plan" is not "sweep plan".
  std::string out =
      "# fish completion of aifactory. Use: aifactory completion fish | source\n"
      "function __aifactory_at\n"
      "    set -l words (string match -v -- '-*' (commandline -opc))\n"
      "    set -l last (math 1 + (count $argv))\n"
      "    test (count $words) -ge $last; and test \"$words[2..$last]\" = \"$argv\"\n"
      "end\n"
      "function __aifactory_inner\n"
      "    test (count (string match -v -- '-*' (commandline -opc))) -eq 2; and __aifactory_at $argv\n"
      "end\n"
      "complete -c aifactory -f\n";
  for (const VerbInfo& verb : verbs) {
    const std::size_t blank = verb.name.find(' ');
    out += fmt::format("complete -c aifactory -n {} -a {} -d {}\n",
                       blank == std::string::npos ? "__fish_use_subcommand"
                                                  : fish_quoted("__aifactory_inner " + verb.name.substr(0, blank)),
                       verb.name.substr(blank == std::string::npos ? 0 : blank + 1), fish_quoted(verb.help));
    if (!verb.inner.empty()) {
      continue;  // options go with the verbs inside
    }
    const std::string here = fmt::format("complete -c aifactory -n '__aifactory_at {}'", verb.name);
    for (const OptionInfo& option : verb.options) {
      out += here;
      for (const std::string& name : option.names) {
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      out += fmt::format(" -d {}{}\n", fish_quoted(option.help),
                         option.value.kind == Offer::Kind::nothing ? "" : " -r " + fish_offer(option.value));
    }
    for (const Offer& words : verb.words) {
      out += fmt::format("{} {}\n", here, fish_offer(words));
    }
  }
  return out;
}

}  // namespace aif
