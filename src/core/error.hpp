#pragma once

#include <compare>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

/// Errors by audience. A user reads UsageError (the command line) and ScenarioError (the files); an analyst
/// reads SimulationError (the model cannot proceed); a developer reads ContractViolation (our bug).
namespace aif {

/// A place in a text the user wrote. Lines and columns count from 1; line 0 means the whole file.
struct SourceLocation {
  std::string file;
  int line = 0;
  int column = 0;
  /// The whole text of the file, so that a message can show the line; may be null. Not part of the identity.
  std::shared_ptr<const std::string> text;

  friend bool operator==(const SourceLocation& a, const SourceLocation& b) {
    return std::tie(a.file, a.line, a.column) == std::tie(b.file, b.line, b.column);
  }
  friend std::strong_ordering operator<=>(const SourceLocation& a, const SourceLocation& b) {
    return std::tie(a.file, a.line, a.column) <=> std::tie(b.file, b.line, b.column);
  }
};

enum class Severity { note, warning, error };

/// One finding about the user's input: what is wrong, where, and what to write instead.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;  ///< stable, searchable: "AIF-E012"
  SourceLocation where;
  std::string path;      ///< breadcrumb of keys: "sites[2].feed"
  std::string message;   ///< problem, with the value that was read
  std::string hint;      ///< what was expected, or what to write instead; may be empty
  SourceLocation other;  ///< second place of a contradiction; empty file if none
};

/// Codes of the diagnostics, by kind of mistake. Documented in docs/errors.md.
namespace code {
inline constexpr const char* not_readable = "AIF-E001";  // missing, a directory, too large, not text
inline constexpr const char* not_yaml = "AIF-E002";      // syntax
inline constexpr const char* too_complex = "AIF-E003";   // depth, size, alias expansion
inline constexpr const char* duplicate_key = "AIF-E004";
inline constexpr const char* bad_extends = "AIF-E005";  // cycle, missing parent, escaping path
inline constexpr const char* unknown_key = "AIF-E010";
inline constexpr const char* missing_key = "AIF-E011";
inline constexpr const char* wrong_kind = "AIF-E012";  // a list where a mapping is wanted
inline constexpr const char* bad_number = "AIF-E013";  // not a number, NaN, infinite
inline constexpr const char* bad_unit = "AIF-E014";    // missing, unknown or of another dimension
inline constexpr const char* out_of_range = "AIF-E015";
inline constexpr const char* unknown_name = "AIF-E016";   // enum value, catalog entry, reference
inline constexpr const char* contradiction = "AIF-E020";  // two places disagree
inline constexpr const char* infeasible = "AIF-E021";     // cannot be built or powered
inline constexpr const char* bad_dates = "AIF-E022";
inline constexpr const char* bad_override = "AIF-E023";  // --set and its like
inline constexpr const char* bad_source = "AIF-E024";    // a catalog number without a source
inline constexpr const char* unusual = "AIF-W001";       // accepted, but worth a look
}  // namespace code

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The command line cannot be understood. Exit status 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// The input files are not a valid scenario; carries every finding. Exit status 2.
class ScenarioError : public Error {
 public:
  explicit ScenarioError(std::vector<Diagnostic> diagnostics);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// A valid scenario whose simulation cannot proceed. Exit status 3.
class SimulationError : public Error {
 public:
  using Error::Error;
};

/// Files or directories that cannot be read or written. Exit status 2.
class FileError : public Error {
 public:
  using Error::Error;
};

/// A bug of ours. Exit status 70.
class ContractViolation : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Gathers findings so that a reader can go on after the first one.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);
  void error(const char* code, SourceLocation where, std::string path, std::string message, std::string hint = {});
  void warn(SourceLocation where, std::string path, std::string message, std::string hint = {});
  void note(SourceLocation where, std::string path, std::string message);

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return list_; }
  /// Throws ScenarioError with everything found so far if any of it is an error.
  void throw_if_errors() const;

 private:
  std::vector<Diagnostic> list_;
};

}  // namespace aif
