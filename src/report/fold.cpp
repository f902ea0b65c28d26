#include "report/fold.hpp"

#include <algorithm>
#include <vector>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace aif {
namespace {

constexpr std::size_t least_gap = 2;
constexpr std::size_t hanging = 4;

/// A character with the colour sequences before it, and its columns: two for Hangul, none for what only adds to
/// another.
struct Glyph {
  std::string bytes;
  std::size_t width = 0;
  [[nodiscard]] bool blank() const { return width == 1 && bytes == " "; }
};

using Line = std::vector<Glyph>;

/// The bytes of a colour sequence that starts at `at`; zero if none does.
std::size_t escape_size(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "\x1b[") != 0) {
    return 0;
  }
  const std::size_t end = text.find('m', at);
  return end == std::string::npos ? 0 : end + 1 - at;
}

Line glyphs_of(const std::string& text) {
  Line line;
  std::string before;
  for (std::size_t i = 0; i < text.size();) {
    if (const std::size_t escape = escape_size(text, i); escape > 0) {
      before += text.substr(i, escape);
      i += escape;
      continue;
    }
    const std::size_t start = i;
    decode_utf8(text, i);
    const std::string bytes = text.substr(start, i - start);
    line.push_back({before + bytes, display_width(bytes)});
    before.clear();
  }
  if (!before.empty()) {
    line.push_back({before, 0});
  }
  return line;
}

std::size_t width_of(const Line& line) {
  std::size_t width = 0;
  for (const Glyph& glyph : line) {
    width += glyph.width;
  }
  return width;
}

std::size_t indent_of(const Line& line) {
  return static_cast<std::size_t>(
      std::find_if(line.begin(), line.end(), [](const Glyph& glyph) { return !glyph.blank(); }) - line.begin());
}

/// Which columns of a block are to go: those blank in all lines, beyond the first two of every gap. What a block is
/// indented by stays.
std::vector<bool> superfluous(const std::vector<Line>& block) {
  std::size_t columns = 0;
  for (const Line& line : block) {
    columns = std::max(columns, width_of(line));
  }
  std::vector<bool> used(columns, false);
  for (const Line& line : block) {
    std::size_t column = 0;
    for (const Glyph& glyph : line) {
      for (std::size_t k = 0; k < glyph.width; ++k) {
        used[column + k] = used[column + k] || !glyph.blank();
      }
      column += glyph.width;
    }
  }
  std::vector<bool> out(columns, false);
  std::size_t run = 0;
  bool begun = false;
  for (std::size_t c = 0; c < columns; ++c) {
    begun = begun || used[c];
    run = used[c] ? 0 : run + 1;
    out[c] = begun && run > least_gap;
  }
  return out;
}

Line without(const Line& line, const std::vector<bool>& columns) {
  Line out;
  std::size_t column = 0;
  for (const Glyph& glyph : line) {
    if (glyph.width == 0 || !columns[column]) {
      out.push_back(glyph);
    }
    column += glyph.width;
  }
  return out;
}

/// Where a line of so many columns ends: behind the last gap of two that leaves half of it filled, else behind the last
/// blank, else behind the first word.
std::size_t break_of(const Line& line, std::size_t from, std::size_t indent, std::size_t width) {
  std::size_t column = indent;
  std::size_t at_gap = 0;
  std::size_t at_blank = 0;
  bool seen = false;
  for (std::size_t i = from; i < line.size(); ++i) {
    if (line[i].blank() && seen) {
      at_blank = i;
      at_gap = i + 1 < line.size() && line[i + 1].blank() && column > width / 2 ? i : at_gap;
    }
    seen = seen || !line[i].blank();
    column += line[i].width;
    if (column > width && at_blank > 0) {
      return at_gap > 0 ? at_gap : at_blank;
    }
  }
  return line.size();
}

std::string folded(const Line& line, std::size_t width) {
  if (width_of(line) <= width) {
    std::string out;
    for (const Glyph& glyph : line) {
      out += glyph.bytes;
    }
    return out;
  }
  const std::size_t start = indent_of(line);
  const std::size_t content = width_of(line) - start;
  const bool one_word = std::none_of(line.begin() + static_cast<std::ptrdiff_t>(start), line.end(),
                                     [](const Glyph& glyph) { return glyph.blank(); });
  const std::size_t own = one_word ? width - std::min(width, content) : start;  // a word alone moves left
  std::string out;
  for (std::size_t from = start; from < line.size();) {
    const std::size_t indent = from == start ? own : std::min(own + hanging, width / 2);
    const std::size_t end = break_of(line, from, indent, width);
    out += (from == start ? "" : "\n") + std::string(indent, ' ');
    for (std::size_t i = from; i < end; ++i) {
      out += line[i].bytes;
    }
    out.erase(out.find_last_not_of(' ') + 1);
    from = end;
    while (from < line.size() && line[from].blank()) {
      ++from;
    }
  }
  return out;
}

void add_block(const std::vector<Line>& block, std::size_t width, std::vector<std::string>& lines) {
  const bool wide = std::any_of(block.begin(), block.end(), [&](const Line& line) { return width_of(line) > width; });
  const std::vector<bool> columns = wide ? superfluous(block) : std::vector<bool>{};
  for (const Line& line : block) {
    lines.push_back(folded(wide ? without(line, columns) : line, width));
  }
}

}  // namespace

std::string fold(const std::string& text, int width) {
  std::vector<std::string> lines;
  std::vector<Line> block;
  for (const std::string& line : split(text, '\n')) {
    if (!line.empty()) {
      block.push_back(glyphs_of(line));
      continue;
    }
    add_block(block, static_cast<std::size_t>(std::max(width, 1)), lines);
    block.clear();
    lines.emplace_back();
  }
  add_block(block, static_cast<std::size_t>(std::max(width, 1)), lines);
  return join(lines, "\n");
}

}  // namespace aif
