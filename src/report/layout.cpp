#include "report/layout.hpp"

#include <algorithm>

#include "core/contracts.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"

namespace aif {
namespace {

constexpr std::size_t gap = 2;          // columns between cells
constexpr std::size_t title_width = 8;  // titles are broken at spaces beyond it

std::string padding(std::size_t wanted, const std::string& text) {
  const std::size_t width = display_width(text);
  return std::string(wanted > width ? wanted - width : 0, ' ');
}

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// Words; a number stays with what it counts: "389.9 MW", "14 %", "13.4 quadrillion".
std::vector<std::string> unbreakable_parts(const std::string& text) {
  std::vector<std::string> parts;
  for (const std::string& word : split(text, ' ')) {
    const bool after_number =
        !parts.empty() && !parts.back().empty() && parts.back().back() >= '0' && parts.back().back() <= '9';
    if (after_number) {
      parts.back() += ' ' + word;
    } else {
      parts.push_back(word);
    }
  }
  return parts;
}

/// Long words of syllables that are two columns wide may be broken anywhere, as Korean text is.
std::vector<std::string> pieces(const std::string& word, std::size_t widest) {
  std::vector<std::string> list(1);
  for (std::size_t i = 0; i < word.size();) {
    const std::size_t start = i;
    const bool wide = decode_utf8(word, i) >= 0x1100;
    const std::string character = word.substr(start, i - start);
    if (wide && display_width(list.back()) + 2 > widest) {
      list.emplace_back();
    }
    list.back() += character;
  }
  return list;
}

/// The lines of a title.
std::vector<std::string> title_lines(const std::string& title, std::size_t width) {
  constexpr std::size_t narrowest = 10;
  std::vector<std::string> lines;
  for (const std::string& line : split(wrap(title, static_cast<int>(width)), '\n')) {
    const std::vector<std::string> parts = pieces(line, std::max(width, narrowest));
    lines.insert(lines.end(), parts.begin(), parts.end());
  }
  return lines;
}

}  // namespace

std::string wrap(const std::string& text, int width, int indent) {
  const std::size_t limit = static_cast<std::size_t>(std::max(width, 1));
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string out;
  std::size_t column = 0;
  for (const std::string& word : unbreakable_parts(text)) {
    const std::size_t size = display_width(word);
    if (column > 0 && column + 1 + size > limit) {
      out.append(1, '\n').append(margin).append(word);
      column = margin.size() + size;
    } else {
      out += (column > 0 ? " " : "") + word;
      column += (column > 0 ? 1 : 0) + size;
    }
  }
  return out;
}

void TextTable::section(std::string title) { rows_.push_back({true, std::move(title), {}}); }

void TextTable::row(std::string label, std::vector<std::string> cells) {
  AIF_EXPECT(cells.size() == titles_.size());
  rows_.push_back({false, std::move(label), std::move(cells)});
}

void TextTable::align_left(std::size_t column) {
  left_.resize(std::max(left_.size(), column + 1), false);
  left_[column] = true;
}

std::size_t TextTable::label_width() const {
  std::size_t width = 0;
  for (const Row& row : rows_) {
    width = std::max(width, row.is_section ? 0 : display_width(row.label));
  }
  return width;
}

std::size_t TextTable::column_width(std::size_t column) const {
  std::size_t width = 0;
  for (const Row& row : rows_) {
    width = std::max(width, row.is_section ? 0 : display_width(row.cells[column]));
  }
  for (const std::string& line : title_lines(titles_[column], std::max(width, title_width))) {
    width = std::max(width, display_width(line));
  }
  return width;
}

std::string TextTable::aligned(const std::string& text, std::size_t column, std::size_t width) const {
  const bool left = column < left_.size() && left_[column];
  return left ? text + padding(width, text) : padding(width, text) + text;
}

std::string TextTable::titles_of(std::size_t first, std::size_t last, std::size_t labels, const Style& style) const {
  std::vector<std::vector<std::string>> titles;
  std::size_t height = 0;
  for (std::size_t c = first; c < last; ++c) {
    titles.push_back(title_lines(titles_[c], column_width(c)));
    height = std::max(height, titles.back().size());
  }
  std::string out;
  for (std::size_t line = 0; line < height; ++line) {
    std::string text(labels, ' ');
    for (std::size_t c = first; c < last; ++c) {
      const std::vector<std::string>& lines = titles[c - first];
      const std::size_t above = height - lines.size();  // titles stand on the bottom line
      text += std::string(gap, ' ') + aligned(line < above ? "" : lines[line - above], c, column_width(c));
    }
    out += style.bold(without_trailing_spaces(std::move(text))) + "\n";
  }
  return out;
}

std::string TextTable::block(std::size_t first, std::size_t last, std::size_t labels, const Style& style) const {
  std::string out = titles_of(first, last, labels, style);
  for (const Row& row : rows_) {
    if (row.is_section) {
      out += style.bold(row.label) + "\n";
      continue;
    }
    std::string line = row.label + padding(labels, row.label);
    for (std::size_t c = first; c < last; ++c) {
      line += std::string(gap, ' ') + aligned(row.cells[c], c, column_width(c));
    }
    out += without_trailing_spaces(std::move(line)) + "\n";
  }
  return out;
}

std::string TextTable::render(int width, const Style& style) const {
  const std::size_t labels = label_width();
  const std::size_t limit = static_cast<std::size_t>(std::max(width, 1));
  std::string out;
  for (std::size_t first = 0; first < titles_.size();) {
    std::size_t last = first;
    std::size_t used = labels;
    while (last < titles_.size() && (last == first || used + gap + column_width(last) <= limit)) {
      used += gap + column_width(last);
      ++last;
    }
    out += first > 0 ? "\n" : "";
    out += block(first, last, labels, style);
    first = last;
  }
  return out;
}

}  // namespace aif
