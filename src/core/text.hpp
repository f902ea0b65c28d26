#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aif {

/// The candidate nearest to `word` if it is near enough to be a slip of the keyboard, else "".
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// `did you mean "x"?` or, with few candidates, `expected one of: a, b, c` or "": a hint, ready to be shown.
std::string suggest(std::string_view word, std::span<const std::string> candidates);

/// Makes foreign text safe on a terminal: control characters and bidirectional marks become \xNN or \u{NNNN},
/// invalid UTF-8 becomes U+FFFD, and more than `limit` characters are cut with an ellipsis.
std::string printable(std::string_view text, std::size_t limit = 200);

/// Display width in columns of a UTF-8 text (Hangul and other wide characters count two).
std::size_t display_width(std::string_view text);

/// Shortest decimal text that reads back as the same double; without exponent between 1e-5 and 1e15.
std::string shortest(double value);

/// `value` with `digits` significant digits (but whole numbers are never cut), thousands separators and no
/// trailing zeros: 1234567.8 -> "1,234,568", 0.25 -> "0.25".
std::string grouped(double value, int digits = 4);

/// A to Z made small; all else stays.
std::string lower(std::string text);

std::string trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

}  // namespace aif
