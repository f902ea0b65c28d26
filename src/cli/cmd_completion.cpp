#include <CLI/CLI.hpp>

#include "cli/completion.hpp"
#include "cli/session.hpp"
#include "core/error.hpp"

namespace aif {

void add_completion(CLI::App& app, Session& session) {
  auto shell = std::make_shared<std::string>();
  CLI::App& verb = add_verb(app, session, "completion", "Script that completes commands in your shell",
                            "  source <(aifactory completion bash)\n"
                            "  aifactory completion fish | source");
  verb.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember(completion_shells()))
      ->type_name("");
  verb.callback([&app, &session, shell] {
    session.action = [&app, &session, shell] {
      if (session.json) {
        throw UsageError("a completion script has no JSON form");
      }
      print(completion_script(app, *shell));
      return static_cast<int>(exit_ok);
    };
  });
}

}  // namespace aif
