#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aif {

/// Writes JSON that may stand inside a script element of an HTML page: no character of it can end the element or
/// begin a comment, because `<`, `>` and `&` are written as escapes, and so are U+2028 and U+2029. Bytes that are not
/// UTF-8 become U+FFFD. Numbers that are not finite become null. Commas are put by themselves.
class JsonText {
 public:
  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_array() { return open('['); }
  JsonText& end_array() { return close(']'); }
  JsonText& key(std::string_view name);

  JsonText& text(std::string_view value);
  /// `digits` significant digits, trailing zeros left out.
  JsonText& number(double value, int digits = 7);
  JsonText& whole(std::int64_t value);
  JsonText& truth(bool value);
  JsonText& null();
  /// JSON from a trusted place, as it stands.
  JsonText& raw(std::string_view json);

  // A key and its value.
  JsonText& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  JsonText& number(std::string_view name, double value, int digits = 7) { return key(name).number(value, digits); }
  JsonText& whole(std::string_view name, std::int64_t value) { return key(name).whole(value); }
  JsonText& truth(std::string_view name, bool value) { return key(name).truth(value); }

  [[nodiscard]] const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  void separate();
  void quoted(std::string_view value);

  std::string out_;
  bool first_ = true;  ///< in the object or array that is open, or after a key
};

}  // namespace aif
