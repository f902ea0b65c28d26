#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/cli11_fwd.hpp"
#include "scenario/scenario.hpp"

namespace aif {

/// A scenario as named on the command line: a file, or "-" for standard input, with changes in the order in
/// which they were written.
struct ScenarioInput {
  std::string path;
  std::vector<Override> overrides;

  [[nodiscard]] bool is_stdin() const { return path == "-"; }
  [[nodiscard]] ResolvedScenario load(const Catalog& catalog, const Sampling& sampling = {}) const;
  /// The document before it is typed, with `extends` and the changes applied.
  [[nodiscard]] Node document() const;

 private:
  /// Standard input can be read once.
  mutable std::shared_ptr<const std::string> stdin_text_;
  [[nodiscard]] const std::string& text() const;
};

/// Adds SCENARIO, --set, --unset and --seed to a verb. `input` must outlive the parsing.
void add_scenario_options(CLI::App& verb, const std::shared_ptr<ScenarioInput>& input);

}  // namespace aif
