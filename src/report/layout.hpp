#pragma once

#include <string>
#include <vector>

/// Text on a terminal, measured in columns: Hangul is two columns wide.
namespace aif {

/// Emphasis by ANSI sequences, or none.
class Style {
 public:
  explicit Style(bool color) : color_(color) {}
  [[nodiscard]] std::string bold(const std::string& text) const { return color_ ? "\x1b[1m" + text + "\x1b[0m" : text; }
  [[nodiscard]] std::string faint(const std::string& text) const {
    return color_ ? "\x1b[2m" + text + "\x1b[0m" : text;
  }

 private:
  bool color_;
};

/// Fills lines of at most `width` columns, breaking at spaces but not between a number and what it counts; every line
/// but the first starts with `indent` spaces. A word longer than a line stands alone.
std::string wrap(const std::string& text, int width, int indent = 0);

/// A table with a column of labels and columns of figures, aligned right. If it is wider than the terminal the
/// columns of figures are spread over several tables.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles) : titles_(std::move(titles)) {}
  /// A line of its own above the rows that follow.
  void section(std::string title);
  /// `cells` has one text per title.
  void row(std::string label, std::vector<std::string> cells);
  /// Aligns the cells of a column left, for texts.
  void align_left(std::size_t column);
  [[nodiscard]] std::string render(int width, const Style& style) const;

 private:
  struct Row {
    bool is_section = false;
    std::string label;
    std::vector<std::string> cells;
  };
  [[nodiscard]] std::size_t label_width() const;
  [[nodiscard]] std::size_t column_width(std::size_t column) const;
  [[nodiscard]] std::string block(std::size_t first, std::size_t last, std::size_t labels, const Style& style) const;
  [[nodiscard]] std::string titles_of(std::size_t first, std::size_t last, std::size_t labels,
                                      const Style& style) const;
  [[nodiscard]] std::string aligned(const std::string& text, std::size_t column, std::size_t width) const;

  std::vector<std::string> titles_;
  std::vector<bool> left_;
  std::vector<Row> rows_;
};

}  // namespace aif
