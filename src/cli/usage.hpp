#pragma once

#include <string>
#include <vector>

#include "cli/cli11_fwd.hpp"

namespace aif {

/// Help with examples first. Installs the formatter for `app` and the verbs added later.
void set_help_layout(CLI::App& app);
void remember_examples(const std::string& verb, const std::string& examples);

/// Throws UsageError with a did-you-mean if the first word that is no option is not a verb of `app`.
void check_verb(const CLI::App& app, const std::vector<std::string>& arguments);

/// What is wrong with the command line, with what to write instead: a sentence for people.
std::string explain_usage(const CLI::App& app, const CLI::ParseError& problem);

}  // namespace aif
