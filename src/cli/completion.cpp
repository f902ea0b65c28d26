#include "cli/completion.hpp"

#include "cli/completion_tree.hpp"
#include "core/contracts.hpp"

namespace aif {

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> list{"bash", "zsh", "fish"};
  return list;
}

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const std::vector<VerbInfo> verbs = verb_tree(app);
  if (shell == "bash") {
    return bash_completion(verbs);
  }
  if (shell == "zsh") {
    return zsh_completion(verbs);
  }
  AIF_EXPECT(shell == "fish");
  return fish_completion(verbs);
}

}  // namespace aif
