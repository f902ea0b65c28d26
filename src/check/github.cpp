#include "check/github.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/files.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;
using Status = CaseOutcome::Status;

constexpr std::size_t most_annotations = 10;
constexpr std::size_t most_rows = 500;  ///< GitHub cuts summaries at a megabyte

std::string replaced(const std::string& text, const std::vector<std::pair<char, const char*>>& table) {
  std::string out;
  for (const char c : text) {
    const char* with = nullptr;
    for (const auto& [from, to] : table) {
      with = c == from ? to : with;
    }
    if (with != nullptr) {
      out += with;
    } else {
      out += c;
    }
  }
  return out;
}

std::string data(const std::string& text) { return replaced(text, {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}}); }

std::string property(const std::string& text) {
  return replaced(text, {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}});
}

/// Cell of a Markdown table.
std::string cell(const std::string& text) {
  return replaced(printable(text, 300), {{'|', "\\|"}, {'\n', " "}, {'<', "&lt;"}, {'`', "'"}});
}

std::string in_workspace(const fs::path& file, const std::string& workspace) {
  std::error_code failed;
  const fs::path absolute = fs::weakly_canonical(file, failed);
  const fs::path root = workspace.empty() ? fs::current_path(failed) : fs::weakly_canonical(workspace, failed);
  const fs::path relative = absolute.lexically_relative(root);
  return relative.empty() || *relative.begin() == ".." ? absolute.string() : relative.string();
}

struct Annotation {
  bool error = false;
  std::string text;
};

/// A finding as the program prints it: "file:line:column: error[CODE]: message".
struct Finding {
  std::string file;
  int line = 1;
  std::string code;
  std::string message;
};

std::optional<Finding> finding_of(const std::string& text) {
  const std::size_t mark = text.find(": error[");
  const std::size_t end = text.find("]: ", mark);
  if (mark == std::string::npos || end == std::string::npos) {
    return std::nullopt;
  }
  const std::vector<std::string> parts = split(text.substr(0, mark), ':');
  if (parts.size() < 3) {
    return std::nullopt;
  }
  Finding found;
  const std::string& line = parts[parts.size() - 2];
  std::from_chars(line.data(), line.data() + line.size(), found.line);
  found.file = text.substr(0, mark - line.size() - parts.back().size() - 2);
  found.code = text.substr(mark + 8, end - mark - 8);
  found.message = text.substr(end + 3);
  return found;
}

void annotate_findings(const CaseOutcome& outcome, const std::string& workspace, std::vector<Annotation>& list) {
  bool any = false;
  for (const std::string& line : split(outcome.message, '\n')) {
    if (const std::optional<Finding> found = finding_of(line)) {
      const std::string title = fmt::format("{} {}", outcome.name, found->code);
      list.push_back(
          {true, workflow_command("error", in_workspace(found->file, workspace), found->line, title, found->message)});
      any = true;
    }
  }
  if (!any) {
    list.push_back(
        {true, workflow_command("error", in_workspace(outcome.scenario, workspace), 1, outcome.name, outcome.message)});
  }
}

std::string expected_text(const CaseOutcome& outcome) {
  try {
    return read_text_file(fs::path(outcome.folder) / "expected.json", std::size_t{64} << 20);
  } catch (const FileError&) {
    return {};
  }
}

void annotate_differences(const CaseOutcome& outcome, const std::string& workspace, std::vector<Annotation>& list) {
  const std::string text = expected_text(outcome);
  const std::string file = in_workspace(fs::path(outcome.folder) / "expected.json", workspace);
  for (const Difference& d : outcome.comparison.differences) {
    if (list.size() > 4 * most_annotations) {
      return;  // finding lines takes time, and ten are shown
    }
    const bool error = fails(d.grade);
    const std::string change = d.grade == Grade::small || d.grade == Grade::big
                                   ? fmt::format("{} -> {} ({}, allowed {})", metric_text(d.before, d.unit, 8),
                                                 metric_text(d.after, d.unit, 8), change_text(d), tolerance_text(d))
                                   : change_text(d);
    list.push_back(
        {error, workflow_command(error ? "error" : "warning", file, std::max(1, line_of_metric(text, d.path)),
                                 outcome.name + " " + d.path, change + ". " + cause_text(outcome.comparison.cause))});
  }
}

std::string summary_of(const std::vector<CaseOutcome>& outcomes) {
  std::string text = "### aifactory check\n\n| case | status | metrics | beyond tolerance | warnings | cause |\n";
  text += "|---|---|---|---|---|---|\n";
  for (const CaseOutcome& outcome : outcomes) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(outcome.name), status_name(outcome.status),
                        outcome.comparison.compared, outcome.comparison.failures(), outcome.comparison.warnings(),
                        cause_name(outcome.comparison.cause));
  }
  std::size_t rows = 0;
  for (const CaseOutcome& outcome : outcomes) {
    if (!outcome.message.empty()) {
      text += fmt::format("\n{}: {}\n", cell(outcome.name), cell(outcome.message));
    }
    if (outcome.comparison.differences.empty()) {
      continue;
    }
    text +=
        fmt::format("\n#### {}\n\n{}\n\n| | metric | before | after | change | allowed |\n|---|---|---|---|---|---|\n",
                    cell(outcome.name), cause_text(outcome.comparison.cause));
    for (const Difference& d : outcome.comparison.differences) {
      if (++rows > most_rows) {
        return text + "\nMore differences are in the JUnit file and in `--json`.\n";
      }
      text += fmt::format("| {} | `{}` | {} | {} | {} | {} |\n", grade_name(d.grade), cell(d.path),
                          cell(metric_text(d.before, d.unit, 8)), cell(metric_text(d.after, d.unit, 8)), change_text(d),
                          cell(tolerance_text(d)));
    }
  }
  return text;
}

}  // namespace

std::string workflow_command(const std::string& level, const std::string& file, int line, const std::string& title,
                             const std::string& message) {
  return fmt::format("::{} file={},line={},title={}::{}\n", level, property(file), line, property(title),
                     data(message));
}

GithubOutput github_output(const std::vector<CaseOutcome>& outcomes, const std::string& workspace) {
  std::vector<Annotation> list;
  for (const CaseOutcome& outcome : outcomes) {
    if (!outcome.message.empty()) {
      annotate_findings(outcome, workspace, list);
    } else {
      annotate_differences(outcome, workspace, list);
    }
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Annotation& a, const Annotation& b) { return a.error > b.error; });
  GithubOutput output;
  for (std::size_t i = 0; i < list.size() && i < most_annotations; ++i) {
    output.annotations += list[i].text;
  }
  output.summary = summary_of(outcomes);
  return output;
}

}  // namespace aif
