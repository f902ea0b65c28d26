#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace aif {

/// Findings for machines: severity, code, file, line, column, path, message, hint.
nlohmann::ordered_json findings_json(const std::vector<Diagnostic>& findings);

/// "2 errors, 1 warning".
std::string findings_count(const std::vector<Diagnostic>& findings);
bool has_errors(const std::vector<Diagnostic>& findings);

/// JSON as every verb prints it: indented, one line feed at the end, whatever the texts hold.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace aif
