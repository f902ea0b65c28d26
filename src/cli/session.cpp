#include "cli/session.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/usage.hpp"
#include "core/error.hpp"
#include "report/fold.hpp"

namespace aif {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// Flag, then environment, then whether somebody looks at it.
bool wants_color(const Session& session, int stream) {
  if (session.no_color || is_set("NO_COLOR")) {
    return false;
  }
  if (is_set("FORCE_COLOR")) {
    return true;
  }
  const char* terminal = std::getenv("TERM");
  return isatty(stream) != 0 && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

}  // namespace

bool Session::color_on_stdout() const { return wants_color(*this, STDOUT_FILENO); }
bool Session::color_on_stderr() const { return wants_color(*this, STDERR_FILENO); }

int output_width() {
  constexpr int default_width = 100;
  constexpr int narrowest = 60;
  constexpr int widest = 160;
  struct winsize size {};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return default_width;
  }
  return std::clamp<int>(size.ws_col, narrowest, widest);
}

bool stderr_is_terminal() { return isatty(STDERR_FILENO) != 0; }

void print(const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) {
      throw FileError(std::string("cannot write to standard output: ") + std::strerror(errno));
    }
    done += written > 0 ? static_cast<std::size_t>(written) : 0;
  }
}

std::string for_terminal(const std::string& text) {
  return isatty(STDOUT_FILENO) != 0 ? fold(text, output_width()) : text;
}

void say(const std::string& text) {
  // Talk that nobody hears is no reason to fail.
  if (std::fwrite(text.data(), 1, text.size(), stderr) == text.size()) {
    std::fflush(stderr);
  }
}

CLI::App& add_verb(CLI::App& app, Session& session, const std::string& name, const std::string& description,
                   const std::string& examples) {
  CLI::App& verb = *app.add_subcommand(name, description);
  remember_examples(app.get_parent() == nullptr ? name : app.get_name() + " " + name, examples);
  const char* group = "Options of every command";
  verb.set_help_flag("-h,--help", "Say what this command does")->group(group);
  verb.add_flag("--json", session.json, "Machine-readable output on standard output")->group(group);
  verb.add_flag("-q,--quiet", session.quiet, "Only errors on standard error")->group(group);
  verb.add_option_function<std::string>(
          "--lang",
          [&session](const std::string& language) {
            session.language = language == "ko" ? Language::korean : Language::english;
          },
          "Language of reports: en or ko")
      ->check(CLI::IsMember({"en", "ko"}))
      ->type_name("LANGUAGE")
      ->group(group);
  verb.add_flag("--no-cache", session.no_cache,
                "Compute every training step anew instead of keeping them in $XDG_CACHE_HOME/aifactory")
      ->group(group);
  verb.add_flag("--no-color", session.no_color, "No colours; so does the variable NO_COLOR")->group(group);
  return verb;
}

}  // namespace aif
