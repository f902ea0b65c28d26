#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "report/language.hpp"

namespace aif {

/// What a code of a message means and what to do, in a sentence or two. docs/errors.md has examples.
struct CodeWords {
  const char* code;
  const char* english;
  const char* korean;
};

/// The one table; tools/check-house compares it with core/error.hpp.
const std::vector<CodeWords>& code_words();

/// For Korean readers, one line per kind of finding; for English ones nothing, since the messages are English.
std::string explained_codes(const std::vector<Diagnostic>& findings, Language language);

}  // namespace aif
