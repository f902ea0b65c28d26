#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "document/yaml.hpp"

/// Findings as people read them.
namespace aif {

namespace {

constexpr std::size_t most_shown = 50;

/// Escape sequences of a terminal, or nothing.
class Paint {
 public:
  explicit Paint(bool color) : color_(color) {}
  [[nodiscard]] std::string operator()(const char* style, const std::string& text) const {
    return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : text;
  }

 private:
  bool color_;
};
constexpr const char* bold = "1";
constexpr const char* red = "1;31";
constexpr const char* yellow = "1;33";
constexpr const char* cyan = "1;36";

std::string place_text(const SourceLocation& where) {
  std::string text = printable(where.file);
  if (where.line > 0) {
    text += fmt::format(":{}:{}", where.line, where.column);
  }
  return text.empty() ? text : text + ": ";
}

/// Line number `line`, counted from 1, of a text.
std::string_view line_of(std::string_view text, int line) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return {};
    }
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

/// `count` characters of a line from character `start` on, fit for a terminal.
std::string piece(std::string_view line, std::size_t start, std::size_t count) {
  std::string out;
  std::size_t character = 0;
  for (std::size_t i = 0; i < line.size() && character < start + count; ++character) {
    const std::size_t from = i;
    decode_utf8(line, i);
    if (character >= start) {
      out += line[from] == '\t' ? " " : printable(line.substr(from, i - from));
    }
  }
  return out;
}

/// The source line under its number, and a caret below the column; long lines are cut around it.
std::string excerpt(const SourceLocation& where, const Paint& paint) {
  if (!where.text || where.line <= 0) {
    return {};
  }
  const std::string_view line = line_of(*where.text, where.line);
  const std::size_t column = static_cast<std::size_t>(std::max(where.column, 1)) - 1;
  if (trim(line).empty() && column == 0) {
    return {};
  }
  constexpr std::size_t before = 60;
  constexpr std::size_t widest = 110;
  const std::size_t start = column > widest - 20 ? column - before : 0;
  const std::string front = (start > 0 ? "…" : "") + piece(line, start, column - start);
  const std::string rest = piece(line, column, widest - (column - start));
  const bool cut = !piece(line, start + widest, 1).empty();
  const std::string number = fmt::format("{:>4}", where.line);
  return fmt::format("{} | {}{}{}\n{} | {}{}\n", number, front, rest, cut ? "…" : "", std::string(number.size(), ' '),
                     std::string(display_width(front), ' '), paint(red, "^"));
}

std::string label(const Diagnostic& finding, const Paint& paint) {
  const std::string code = finding.code.empty() ? "" : "[" + finding.code + "]";
  switch (finding.severity) {
    case Severity::error:
      return paint(red, "error" + code);
    case Severity::warning:
      return paint(yellow, "warning" + code);
    case Severity::note:
      break;
  }
  return paint(cyan, "note");
}

/// Lines after the first stand below it.
std::string indented(const std::string& text) {
  std::string out;
  for (char c : text) {
    out += c == '\n' ? "\n    " : std::string(1, c);
  }
  return out;
}

std::string render_one(const Diagnostic& finding, const Paint& paint) {
  std::string out = fmt::format("{}{}: {}\n", paint(bold, place_text(finding.where)), label(finding, paint),
                                indented(finding.message));
  out += excerpt(finding.where, paint);
  // The path helps where the line alone does not say which of many sites it is.
  const std::string path = printable(finding.path);
  if (!path.empty() && finding.message.find(path) == std::string::npos) {
    out += fmt::format("  = {} {}\n", paint(bold, "at:"), path);
  }
  if (!finding.other.file.empty()) {
    out += fmt::format("{}{}: the other place is here\n", paint(bold, place_text(finding.other)), paint(cyan, "note"));
    out += excerpt(finding.other, paint);
  }
  if (!finding.hint.empty()) {
    out += fmt::format("  = {} {}\n", paint(bold, "hint:"), indented(finding.hint));
  }
  return out;
}

auto order_of(const Diagnostic& d) { return std::tie(d.where, d.severity, d.code, d.message, d.path, d.hint); }

}  // namespace

std::string render(const std::vector<Diagnostic>& diagnostics, bool color) {
  const Paint paint(color);
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& finding : diagnostics) {
    sorted.push_back(&finding);
  }
  const auto before = [](const Diagnostic* a, const Diagnostic* b) { return order_of(*a) < order_of(*b); };
  std::stable_sort(sorted.begin(), sorted.end(), before);
  const auto same = [](const Diagnostic* a, const Diagnostic* b) { return order_of(*a) == order_of(*b); };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  const std::size_t left_out = sorted.size() - std::min(sorted.size(), most_shown);
  if (left_out > 0) {
    // What stands in the way of a run is shown first.
    std::stable_partition(sorted.begin(), sorted.end(),
                          [](const Diagnostic* finding) { return finding->severity == Severity::error; });
    sorted.resize(most_shown);
    std::stable_sort(sorted.begin(), sorted.end(), before);
  }
  std::string out;
  for (const Diagnostic* finding : sorted) {
    out += out.empty() ? "" : "\n";
    out += render_one(*finding, paint);
  }
  if (left_out > 0) {
    out += fmt::format("\n{} more {} not shown\n", left_out, left_out == 1 ? "finding is" : "findings are");
  }
  return out;
}

}  // namespace aif
