#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "catalog/catalog.hpp"
#include "cli/cli11_fwd.hpp"
#include "report/language.hpp"

namespace aif {

/// What the program tells its caller.
enum ExitStatus : int {
  exit_ok = 0,
  exit_no = 1,              ///< the answer is no
  exit_invalid = 2,         ///< usage or input
  exit_cannot_proceed = 3,  ///< a valid scenario whose simulation cannot go on
  exit_internal = 70,       ///< a bug of ours
  exit_interrupted = 130,
};

/// One call of the program: the options that every verb takes, and what the chosen verb will do.
struct Session {
  std::filesystem::path program;
  bool json = false;
  bool quiet = false;
  bool no_color = false;
  bool no_cache = false;
  Language language = Language::english;
  std::function<int()> action;

  [[nodiscard]] Catalog catalog() const { return Catalog(find_models_directory(program)); }
  [[nodiscard]] bool color_on_stdout() const;
  [[nodiscard]] bool color_on_stderr() const;
};

/// Columns of the terminal, or 100 if standard output is none.
int output_width();
bool stderr_is_terminal();

/// Standard output is data: written as it is, at once.
void print(const std::string& text);
/// Text for people: folded to the width of standard output if that is a terminal, as it is otherwise.
std::string for_terminal(const std::string& text);
/// Standard error is talk.
void say(const std::string& text);

/// A verb with the options that all verbs share. `examples` stand above its options in --help.
CLI::App& add_verb(CLI::App& app, Session& session, const std::string& name, const std::string& description,
                   const std::string& examples);

// One per verb, in the order of --help.
void add_run(CLI::App& app, Session& session);
void add_sweep(CLI::App& app, Session& session);
void add_report(CLI::App& app, Session& session);
void add_check(CLI::App& app, Session& session);
void add_diff(CLI::App& app, Session& session);
void add_init(CLI::App& app, Session& session);
void add_lint(CLI::App& app, Session& session);
void add_resolve(CLI::App& app, Session& session);
void add_list(CLI::App& app, Session& session);
void add_show(CLI::App& app, Session& session);
void add_step(CLI::App& app, Session& session);
void add_plan(CLI::App& app, Session& session);
void add_provision(CLI::App& app, Session& session);
void add_collective(CLI::App& app, Session& session);
void add_waveform(CLI::App& app, Session& session);
void add_validate(CLI::App& app, Session& session);
void add_calibrate(CLI::App& app, Session& session);
void add_schema(CLI::App& app, Session& session);
void add_reference(CLI::App& app, Session& session);
void add_columns(CLI::App& app, Session& session);
void add_explain(CLI::App& app, Session& session);
void add_completion(CLI::App& app, Session& session);

}  // namespace aif
