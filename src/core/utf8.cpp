#include "core/utf8.hpp"

#include <array>

namespace aif {

namespace {

/// Number of continuation bytes announced by a lead byte, or -1.
int continuation_bytes(unsigned char lead) {
  if (lead < 0x80) {
    return 0;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return 1;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    return 2;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return 3;
  }
  return -1;
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  const int extra = continuation_bytes(lead);
  const std::size_t start = position++;
  if (extra == 0) {
    return lead;
  }
  if (extra < 0 || start + static_cast<std::size_t>(extra) >= text.size()) {
    return invalid_code_point;
  }
  constexpr std::array<unsigned, 4> lead_mask{0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = lead & lead_mask[static_cast<std::size_t>(extra)];
  for (int i = 1; i <= extra; ++i) {
    const auto next = static_cast<unsigned char>(text[start + static_cast<std::size_t>(i)]);
    if ((next & 0xC0U) != 0x80U) {
      return invalid_code_point;
    }
    code = (code << 6U) | (next & 0x3FU);
  }
  constexpr std::array<char32_t, 4> smallest{0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < smallest[static_cast<std::size_t>(extra)] || surrogate || code > 0x10FFFF) {
    return invalid_code_point;
  }
  position = start + static_cast<std::size_t>(extra) + 1;
  return code;
}

void append_utf8(std::string& text, char32_t code_point) {
  auto put = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | (code_point >> 18U));
    put(0x80U | ((code_point >> 12U) & 0x3FU));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

}  // namespace aif
