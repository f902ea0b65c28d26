#include "core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/utf8.hpp"

namespace aif {

namespace {

/// Words beyond this are no slip of the keyboard; also bounds the work on hostile input.
constexpr std::size_t longest_word = 64;

/// What is compared: small letters, and one kind of separator.
std::string folded(std::string_view word) {
  std::string out;
  for (char c : word) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += (c == '-' || c == ' ') ? '_' : c;
    }
  }
  return out;
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

/// Whether `part` stands in `whole` between separators or ends: "power" in "max_power".
bool is_word_of(const std::string& part, const std::string& whole) {
  for (std::size_t at = whole.find(part); at != std::string::npos; at = whole.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    if ((at == 0 || whole[at - 1] == '_') && (end == whole.size() || whole[end] == '_')) {
      return true;
    }
  }
  return false;
}

/// Marks that reorder or hide text on a terminal, and characters that a terminal obeys.
bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

bool is_zero_width(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1160 && c <= 0x11FF) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/// East Asian wide and full-width blocks (Unicode Standard Annex 11).
bool is_wide(char32_t c) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 12> blocks{{{0x1100, 0x115F},
                                                                         {0x2E80, 0x303E},
                                                                         {0x3041, 0x4DBF},
                                                                         {0x4E00, 0xA4CF},
                                                                         {0xA960, 0xA97C},
                                                                         {0xAC00, 0xD7A3},
                                                                         {0xF900, 0xFAFF},
                                                                         {0xFE30, 0xFE6F},
                                                                         {0xFF00, 0xFF60},
                                                                         {0xFFE0, 0xFFE6},
                                                                         {0x1F300, 0x1FAFF},
                                                                         {0x20000, 0x3FFFD}}};
  return std::any_of(blocks.begin(), blocks.end(),
                     [c](const auto& block) { return c >= block.first && c <= block.second; });
}

/// Puts a comma between groups of three digits of the integer part.
std::string with_separators(const std::string& number) {
  const std::size_t start = number.find_first_of("0123456789");
  const std::size_t end = std::min(number.find('.'), number.size());
  std::string out = number.substr(0, start);
  for (std::size_t i = start; i < end; ++i) {
    if (i > start && (end - i) % 3 == 0) {
      out += ',';
    }
    out += number[i];
  }
  return out + number.substr(end);
}

void drop_trailing_zeros(std::string& number) {
  if (number.find('.') == std::string::npos) {
    return;
  }
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') {
    number.pop_back();
  }
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > longest_word) {
    return {};
  }
  const std::string sought = folded(word);
  const std::size_t tolerated = sought.size() <= 3 ? 1 : sought.size() <= 7 ? 2 : 3;
  const std::string* best = nullptr;
  std::size_t best_distance = tolerated + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_word) {
      continue;
    }
    const std::size_t distance = edit_distance(sought, folded(candidate));
    // A word that would have to change every letter is no slip.
    if (distance < best_distance && (distance == 0 || distance < std::min(candidate.size(), sought.size()))) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best != nullptr) {
    return *best;
  }
  // A part of exactly one name, or a name with something added.
  for (const std::string& candidate : candidates) {
    const std::string name = folded(candidate);
    const bool related =
        sought.size() >= 3 && name.size() >= 3 && (is_word_of(sought, name) || is_word_of(name, sought));
    if (related && best != nullptr) {
      return {};
    }
    if (related) {
      best = &candidate;
    }
  }
  return best != nullptr ? *best : std::string();
}

std::string suggest(std::string_view word, std::span<const std::string> candidates) {
  if (const std::string near = nearest(word, candidates); !near.empty()) {
    return fmt::format("did you mean \"{}\"?", printable(near));
  }
  constexpr std::size_t few = 12;
  if (candidates.empty() || candidates.size() > few) {
    return {};
  }
  std::vector<std::string> shown;
  for (const std::string& candidate : candidates) {
    shown.push_back(printable(candidate, 60));
  }
  return "expected one of: " + join(shown, ", ");
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    if (count == limit) {
      return out + "…";
    }
    const char32_t c = decode_utf8(text, i);
    if (c == invalid_code_point) {
      append_utf8(out, 0xFFFD);
    } else if (!is_unsafe(c)) {
      append_utf8(out, c);
    } else if (c < 0x100) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned>(c));
    } else {
      out += fmt::format("\\u{{{:04X}}}", static_cast<unsigned>(c));
    }
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = decode_utf8(text, i);
    width += is_zero_width(c) ? 0U : is_wide(c) ? 2U : 1U;
  }
  return width;
}

std::string shortest(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e15);
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  return {buffer.data(), end};
}

std::string grouped(double value, int digits) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "not a number" : value > 0 ? "infinity" : "-infinity";
  }
  if (value == 0) {
    return "0";
  }
  const double size = std::abs(value);
  if (size < 1e-4 || size >= 1e15) {
    return fmt::format("{:.{}g}", value, digits);
  }
  const int magnitude = static_cast<int>(std::floor(std::log10(size)));
  std::string number = fmt::format("{:.{}f}", value, std::max(0, digits - 1 - magnitude));
  drop_trailing_zeros(number);
  return with_separators(number);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::string trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) {
    return {};
  }
  return std::string(text.substr(first, text.find_last_not_of(blank) - first + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator, start)) {
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.emplace_back(text.substr(start));
  return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      out += separator;
    }
    out += parts[i];
  }
  return out;
}

}  // namespace aif
