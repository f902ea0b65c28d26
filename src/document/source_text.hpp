#pragma once

#include <memory>
#include <string>
#include <vector>

#include "document/node.hpp"

/// The characters of a source file, before anybody asks what they mean. Used inside document/ only.
namespace aif::detail {

/// The text as the YAML reader gets it: without byte order mark, with line feeds only.
std::string normalised(const std::string& text);

/// Reports the first byte that no text file holds: invalid UTF-8, NUL and other control characters.
bool check_characters(const std::shared_ptr<const SourceFile>& source, const std::string& text,
                      Diagnostics& diagnostics);

/// Turns byte columns into character columns in constant time, however long the lines are.
class ColumnIndex {
 public:
  explicit ColumnIndex(const std::string& text);
  struct Place {
    int line = 1;
    int column = 1;
  };
  /// `line` and `byte` count from 0, the result from 1. What lies behind the text is at the end of its last line
  /// that is not blank.
  [[nodiscard]] Place place(int line, int byte) const;

 private:
  [[nodiscard]] std::size_t characters_before(std::size_t offset) const;

  const std::string& text_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::size_t> block_starts_;  ///< characters before every 64th byte
};

}  // namespace aif::detail
