#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace aif {

/// A CSV file with a header line: cells as texts, with the place of each row. The separator is the one of comma,
/// semicolon and tab that the header holds most of; quotes as in RFC 4180; a byte order mark is skipped.
struct CsvFile {
  struct Row {
    int line = 0;
    std::vector<std::string> cells;
  };
  std::string name;
  std::shared_ptr<const std::string> text;
  char separator = ',';
  std::vector<std::string> header;
  std::vector<Row> rows;

  [[nodiscard]] std::optional<std::size_t> column(std::string_view title) const;
  [[nodiscard]] SourceLocation place(int line) const;
};

/// Rows with another number of cells than the header are reported, and left out.
CsvFile parse_csv(std::string text, const std::string& name, Diagnostics& diagnostics);

/// Reads a CSV file, gzip-compressed or not. Throws FileError if it cannot be read.
CsvFile read_csv(const std::string& path, Diagnostics& diagnostics);

}  // namespace aif
