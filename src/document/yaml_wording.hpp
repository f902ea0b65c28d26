#pragma once

#include <string_view>

/// Used inside document/ only.
namespace aif::detail {

struct Wording {
  std::string_view library;       ///< how the message of the YAML library begins
  const char* message = nullptr;  ///< null if there is no better one
  const char* hint = "";
};

/// What the YAML library says, in words for people who do not know its grammar.
Wording reword_yaml_error(std::string_view text);

}  // namespace aif::detail
