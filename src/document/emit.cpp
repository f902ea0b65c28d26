#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/utf8.hpp"
#include "document/yaml.hpp"

/// Writing YAML that reads back as the same tree.
namespace aif {

namespace {

bool is_null_word(const std::string& text) { return text == "~" || text == "null" || text == "Null" || text == "NULL"; }

/// Whether `text` may stand without quotes, in a list in brackets as well as on a line of its own.
bool is_plain(const std::string& text) {
  if (text.empty() || is_null_word(text) || text.back() == ' ' || text.back() == ':') {
    return false;
  }
  const auto first = static_cast<unsigned char>(text.front());
  const bool number_sign = text.size() > 1 && (first == '-' || first == '+') && text[1] >= '0' && text[1] <= '9';
  if (std::isalnum(first) == 0 && first != '/' && first != '_' && first != '.' && !number_sign && first < 0x80) {
    return false;
  }
  if (text == "..." || text.starts_with("... ")) {
    return false;
  }
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const char32_t code = decode_utf8(text, i);
    if (code >= 0x80) {
      if (code == invalid_code_point || code < 0xA1 || code == 0x2028 || code == 0x2029 || code == 0xFEFF) {
        return false;
      }
      continue;
    }
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 &&
        std::string_view(" ._-+/*%()^=;<>@$:").find(c) == std::string_view::npos) {
      return false;
    }
    if (c == ':' && (text[i] == ' ' || i == text.size())) {
      return false;
    }
  }
  return true;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const char32_t c = decode_utf8(text, i);
    if (c == invalid_code_point) {
      append_utf8(out, 0xFFFD);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || (c >= 0x7F && c <= 0xA0)) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned>(c));
    } else if (c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out.append(text, start, i - start);
    }
  }
  return out + '"';
}

std::string scalar_text(const std::string& text, bool in_quotes) {
  return in_quotes || !is_plain(text) ? quoted(text) : text;
}

std::string leaf_text(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return scalar_text(node.text(), node.quoted());
    case Node::Kind::list:
      return "[]";
    case Node::Kind::map:
      break;
  }
  return "{}";
}

bool is_leaf(const Node& node) { return node.items().empty() && node.entries().empty(); }

/// Short lists of plain values stand on one line: `[70 W, 115 W]`.
bool fits_on_a_line(const Node& node) {
  constexpr std::size_t widest = 80;
  std::size_t width = 0;
  for (const Node& item : node.items()) {
    width += item.text().size() + 2;
    if (!is_leaf(item) || width > widest) {
      return false;
    }
  }
  return node.is_list();
}

class Emitter {
 public:
  void document(const Node& node) {
    if (is_leaf(node)) {
      out_ += leaf_text(node) + "\n";
    } else if (node.is_list()) {
      list(node, 0);
    } else {
      map(node, 0, 0);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void indent(std::size_t depth) { out_.append(2 * depth, ' '); }

  void value(const Node& node, std::size_t depth) {
    if (is_leaf(node)) {
      out_ += fmt::format(" {}\n", leaf_text(node));
    } else if (fits_on_a_line(node)) {
      out_ += " [";
      for (const Node& item : node.items()) {
        out_ += &item == &node.items().front() ? "" : ", ";
        out_ += leaf_text(item);
      }
      out_ += "]\n";
    } else if (node.is_list()) {
      out_ += "\n";
      list(node, depth);
    } else {
      out_ += "\n";
      map(node, depth, depth);
    }
  }

  void list(const Node& node, std::size_t depth) {
    for (const Node& item : node.items()) {
      indent(depth);
      out_ += "-";
      if (item.is_map() && !is_leaf(item)) {
        out_ += " ";
        map(item, 0, depth + 1);
      } else {
        value(item, depth + 1);
      }
    }
  }

  /// The first key is indented by `first`, which is 0 behind "- "; the others by `depth`.
  void map(const Node& node, std::size_t first, std::size_t depth) {
    for (const Node::Entry& entry : node.entries()) {
      indent(&entry == &node.entries().front() ? first : depth);
      out_ += scalar_text(entry.key, false) + ":";
      value(entry.value, depth + 1);
    }
  }

  std::string out_;
};

}  // namespace

std::string to_yaml(const Node& node) {
  Emitter emitter;
  emitter.document(node);
  return emitter.take();
}

}  // namespace aif
