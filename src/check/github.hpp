#pragma once

#include <string>
#include <vector>

#include "check/outcome.hpp"

namespace aif {

/// What GitHub Actions shows beside the lines of a change.
struct GithubOutput {
  std::string annotations;  ///< workflow commands, at most ten: failures first
  std::string summary;      ///< Markdown for the page of the job: every difference
};

/// `workspace` is the root of the checkout, so that files are named as GitHub names them; may be empty.
GithubOutput github_output(const std::vector<CaseOutcome>& outcomes, const std::string& workspace);

/// A workflow command, "::error file=...,line=...,title=...::message", with everything escaped.
std::string workflow_command(const std::string& level, const std::string& file, int line, const std::string& title,
                             const std::string& message);

}  // namespace aif
