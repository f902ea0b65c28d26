#include "report/json_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/utf8.hpp"

namespace aif {
namespace {

constexpr char32_t replacement = 0xFFFD;

void append_escape(std::string& out, char32_t c) { out += fmt::format("\\u{:04x}", static_cast<unsigned>(c)); }

}  // namespace

void JsonText::separate() {
  if (!first_) {
    out_ += ',';
  }
  first_ = false;
}

JsonText& JsonText::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

void JsonText::quoted(std::string_view value) {
  out_ += '"';
  for (std::size_t i = 0; i < value.size();) {
    const char32_t c = decode_utf8(value, i);
    if (c == invalid_code_point) {
      append_utf8(out_, replacement);
    } else if (c == '"' || c == '\\') {
      (out_ += '\\') += static_cast<char>(c);
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (c < 0x20 || c == 0x7F || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
      append_escape(out_, c);
    } else {
      append_utf8(out_, c);
    }
  }
  out_ += '"';
}

JsonText& JsonText::key(std::string_view name) {
  separate();
  quoted(name);
  out_ += ':';
  first_ = true;
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  quoted(value);
  return *this;
}

JsonText& JsonText::number(double value, int digits) {
  if (!std::isfinite(value)) {
    return null();
  }
  separate();
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits).ptr;
  out_.append(buffer, end);
  return *this;
}

JsonText& JsonText::whole(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonText& JsonText::truth(bool value) { return raw(value ? "true" : "false"); }

JsonText& JsonText::null() { return raw("null"); }

JsonText& JsonText::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace aif
