#pragma once

#include <string>
#include <vector>

#include "cli/cli11_fwd.hpp"

/// The commands of the program as its completion scripts need them.
namespace aif {

/// What may follow an option or stand as a word.
struct Offer {
  enum class Kind {
    nothing,  ///< the option takes no value
    anything,
    scenario,  ///< a YAML file
    directory,
    file,
    choice,    ///< one of `choices`
    kind,      ///< of catalog entries
    entry,     ///< a catalog entry of the kind that stands before
    entry_of,  ///< a catalog entry of the kind `choices`
  };
  Kind kind = Kind::anything;
  std::string choices;  ///< separated by blanks
};

struct OptionInfo {
  std::vector<std::string> names;  ///< "-o", "--output"
  std::string help;
  Offer value;
};

/// One command; of those inside others the name has both words, "sweep plan".
struct VerbInfo {
  std::string name;
  std::string help;
  std::vector<OptionInfo> options;
  std::vector<Offer> words;        ///< by position; the last repeats
  std::vector<std::string> inner;  ///< names of the commands inside it: "plan", "run"
};

/// All commands, each followed by those inside it.
std::vector<VerbInfo> verb_tree(const CLI::App& app);

/// Kinds of catalog entries, separated by blanks.
std::string catalog_kinds();

std::string bash_completion(const std::vector<VerbInfo>& verbs);
std::string zsh_completion(const std::vector<VerbInfo>& verbs);
std::string fish_completion(const std::vector<VerbInfo>& verbs);

}  // namespace aif
