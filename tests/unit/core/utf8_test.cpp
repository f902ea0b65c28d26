#include "core/utf8.hpp"

#include "doctest/doctest.h"

namespace aif {
namespace {

char32_t first(std::string_view text) {
  std::size_t position = 0;
  return decode_utf8(text, position);
}

TEST_CASE("every scalar value survives writing and reading") {
  for (char32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 97) {
    if (code >= 0xD800 && code <= 0xDFFF) {
      continue;
    }
    std::string text;
    append_utf8(text, code);
    std::size_t position = 0;
    REQUIRE(decode_utf8(text, position) == code);
    REQUIRE(position == text.size());
  }
}

TEST_CASE("what is not UTF-8 is refused, one byte at a time") {
  CHECK(first("\xC0\xAF") == invalid_code_point);          // overlong "/"
  CHECK(first("\xE0\x80\xAF") == invalid_code_point);      // overlong "/"
  CHECK(first("\xED\xA0\x80") == invalid_code_point);      // surrogate
  CHECK(first("\xF4\x90\x80\x80") == invalid_code_point);  // beyond U+10FFFF
  CHECK(first("\x80") == invalid_code_point);
  CHECK(first("\xE2\x82") == invalid_code_point);  // cut short
  CHECK(first("\xE2(\xA1") == invalid_code_point);
  std::size_t position = 0;
  decode_utf8("\xE2(\xA1", position);
  CHECK(position == 1);
}

}  // namespace
}  // namespace aif
