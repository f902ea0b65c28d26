#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aif {

/// What decode_utf8 returns for bytes that are not UTF-8.
inline constexpr char32_t invalid_code_point = 0xFFFFFFFF;

/// The code point that starts at `position`, which is moved behind it. Bytes that are not valid UTF-8 (overlong
/// forms, surrogates and cut sequences included) give `invalid_code_point` and move on by one byte.
char32_t decode_utf8(std::string_view text, std::size_t& position);

/// Appends `code_point`, which must be a Unicode scalar value.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace aif
