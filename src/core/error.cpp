#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace aif {

namespace {

bool is_error(const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; }

/// One line for logs; people get the full rendering.
std::string summary(const std::vector<Diagnostic>& list) {
  const auto first = std::find_if(list.begin(), list.end(), is_error);
  if (first == list.end()) {
    return "invalid input";
  }
  std::string place = first->where.file;
  if (first->where.line > 0) {
    place += fmt::format(":{}:{}", first->where.line, first->where.column);
  }
  const auto errors = std::count_if(list.begin(), list.end(), is_error);
  return fmt::format("{}{}{} [{}]{}", place, place.empty() ? "" : ": ", first->message, first->code,
                     errors > 1 ? fmt::format(" and {} more", errors - 1) : "");
}

}  // namespace

ScenarioError::ScenarioError(std::vector<Diagnostic> diagnostics)
    : Error(summary(diagnostics)), diagnostics_(std::move(diagnostics)) {}

void Diagnostics::add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }

void Diagnostics::error(const char* code, SourceLocation where, std::string path, std::string message,
                        std::string hint) {
  add({Severity::error, code, std::move(where), std::move(path), std::move(message), std::move(hint), {}});
}

void Diagnostics::warn(SourceLocation where, std::string path, std::string message, std::string hint) {
  add({Severity::warning, code::unusual, std::move(where), std::move(path), std::move(message), std::move(hint), {}});
}

void Diagnostics::note(SourceLocation where, std::string path, std::string message) {
  add({Severity::note, {}, std::move(where), std::move(path), std::move(message), {}, {}});
}

bool Diagnostics::has_errors() const { return std::any_of(list_.begin(), list_.end(), is_error); }

void Diagnostics::throw_if_errors() const {
  if (has_errors()) {
    throw ScenarioError(list_);
  }
}

}  // namespace aif
