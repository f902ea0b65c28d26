#include "check/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/files.hpp"
#include "core/gzip.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

constexpr std::size_t largest_csv = std::size_t{256} << 20;
constexpr std::size_t most_columns = 10'000;

/// Reads cell after cell.
class CsvReader {
 public:
  CsvReader(const std::string& text, char separator) : text_(text), separator_(separator) {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      at_ = 3;
    }
  }
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] bool quote_is_open() const { return quote_is_open_; }

  std::vector<std::string> row() {
    std::vector<std::string> cells;
    do {
      cells.push_back(cell());
    } while (!at_end() && text_[at_] == separator_ && cells.size() < most_columns && ++at_ > 0);
    if (!at_end() && text_[at_] == '\r') {
      ++at_;
    }
    if (!at_end() && text_[at_] == '\n') {
      ++at_;
      ++line_;
    }
    return cells;
  }

 private:
  [[nodiscard]] bool ends_cell() const {
    return at_end() || text_[at_] == separator_ || text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  std::string cell() {
    std::string out;
    if (!at_end() && text_[at_] == '"') {
      quoted(out);
    }
    while (!ends_cell()) {
      out += text_[at_++];
    }
    return trim(out);
  }

  void quoted(std::string& out) {
    for (++at_; !at_end(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          ++at_;
        } else {
          ++at_;
          return;
        }
      }
      line_ += text_[at_] == '\n' ? 1 : 0;
      out += text_[at_];
    }
    quote_is_open_ = true;
  }

  const std::string& text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool quote_is_open_ = false;
};

char separator_of(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {',', ';', '\t'}) {
    const auto count = std::count(header.begin(), header.end(), c);
    if (count > most) {
      best = c;
      most = count;
    }
  }
  return best;
}

}  // namespace

std::optional<std::size_t> CsvFile::column(std::string_view title) const {
  const auto found = std::find(header.begin(), header.end(), title);
  return found == header.end() ? std::optional<std::size_t>()
                               : static_cast<std::size_t>(std::distance(header.begin(), found));
}

SourceLocation CsvFile::place(int line) const { return {name, line, 1, text}; }

CsvFile parse_csv(std::string text, const std::string& name, Diagnostics& diagnostics) {
  CsvFile csv;
  csv.name = name;
  csv.text = std::make_shared<const std::string>(std::move(text));
  csv.separator = separator_of(std::string_view(*csv.text).substr(0, csv.text->find('\n')));
  CsvReader reader(*csv.text, csv.separator);
  if (reader.at_end()) {
    diagnostics.error(code::not_readable, csv.place(0), "", "the table is empty",
                      "its first line names the columns, such as time,power_kw");
    return csv;
  }
  csv.header = reader.row();
  while (!reader.at_end()) {
    const int line = reader.line();
    std::vector<std::string> cells = reader.row();
    if (cells.size() == 1 && cells[0].empty()) {
      continue;  // a blank line
    }
    if (reader.quote_is_open()) {
      diagnostics.error(code::not_readable, csv.place(line), "", "a quote is not closed");
    } else if (cells.size() != csv.header.size()) {
      diagnostics.error(code::not_readable, csv.place(line), "",
                        fmt::format("the row has {} cells, the header {}", cells.size(), csv.header.size()));
    } else {
      csv.rows.push_back({line, std::move(cells)});
    }
  }
  return csv;
}

CsvFile read_csv(const std::string& path, Diagnostics& diagnostics) {
  std::string text = read_text_file(path, largest_csv);
  if (text.starts_with("\x1f\x8b")) {
    text = gunzip(text, path, largest_csv);
  }
  return parse_csv(std::move(text), path, diagnostics);
}

}  // namespace aif
