#pragma once

#include <string>
#include <vector>

#include "cli/cli11_fwd.hpp"

namespace aif {

/// Shells that a completion script can be written for.
const std::vector<std::string>& completion_shells();

/// A script that completes verbs, options, files and catalog names, made from the program's own options.
std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace aif
