#include "document/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/utf8.hpp"

namespace aif::detail {

namespace {

constexpr std::size_t block = 64;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

std::string normalised(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') {
      out += text[i];
    }
  }
  return out;
}

bool check_characters(const std::shared_ptr<const SourceFile>& source, const std::string& text,
                      Diagnostics& diagnostics) {
  int line = 1;
  int column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = decode_utf8(text, i);
    if (c == '\n') {
      ++line;
      column = 1;
      continue;
    }
    const SourceLocation where = Mark{source, line, column}.location();
    if (c == invalid_code_point) {
      diagnostics.error(code::not_readable, where, "", "this is not UTF-8 text", "save the file in UTF-8");
      return false;
    }
    if ((c < 0x20 && c != '\t') || c == 0x7F) {
      diagnostics.error(
          code::not_readable, where, "",
          fmt::format("the control character 0x{:02X} does not belong in a text file", static_cast<unsigned>(c)),
          c == 0 ? "is this a binary file, or UTF-16?" : "");
      return false;
    }
    ++column;
  }
  return true;
}

ColumnIndex::ColumnIndex(const std::string& text) : text_(text), line_starts_{0} {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % block == 0) {
      block_starts_.push_back(characters);
    }
    characters += starts_character(text[i]) ? 1 : 0;
    if (text[i] == '\n') {
      line_starts_.push_back(i + 1);
    }
  }
  block_starts_.push_back(characters);
}

std::size_t ColumnIndex::characters_before(std::size_t offset) const {
  std::size_t count = block_starts_[std::min(offset / block, block_starts_.size() - 1)];
  for (std::size_t i = offset / block * block; i < offset; ++i) {
    count += starts_character(text_[i]) ? 1 : 0;
  }
  return count;
}

ColumnIndex::Place ColumnIndex::place(int line, int byte) const {
  const std::size_t content_end = text_.find_last_not_of(" \n") + 1;  // 0 if there is nothing but blanks
  std::size_t index = static_cast<std::size_t>(std::max(line, 0));
  std::size_t offset = content_end;
  if (index < line_starts_.size()) {
    offset = std::min(line_starts_[index] + static_cast<std::size_t>(std::max(byte, 0)), text_.size());
  }
  if (index >= line_starts_.size() || offset > content_end) {
    offset = content_end;
    index = static_cast<std::size_t>(std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) -
                                     line_starts_.begin()) -
            1;
  }
  const std::size_t before = characters_before(offset) - characters_before(line_starts_[index]);
  return {static_cast<int>(index) + 1, static_cast<int>(before) + 1};
}

}  // namespace aif::detail
