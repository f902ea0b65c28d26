#include "damage.hpp"

#include <algorithm>
#include <cstdint>

namespace aif {

const std::vector<std::string>& yaml_pieces() {
  static const std::vector<std::string> list{"- ",
                                             ": ",
                                             "\n",
                                             "[",
                                             "]",
                                             "{",
                                             "}",
                                             ", ",
                                             "&a ",
                                             "*a",
                                             "<<: ",
                                             "\"",
                                             "'",
                                             "|\n",
                                             ">-\n",
                                             "? ",
                                             "# ",
                                             "---\n",
                                             "...\n",
                                             "!!x ",
                                             "%YAML 1.2\n",
                                             "\t",
                                             "\r\n",
                                             "\\x00",
                                             "\xC3",
                                             "\xE2\x80\xAE",
                                             "1e308",
                                             "nan",
                                             " GB/s",
                                             "°C",
                                             "2027-01-01T00:00",
                                             "\n \n",
                                             "@",
                                             "`",
                                             "~",
                                             "="};
  return list;
}

const std::vector<std::string>& table_pieces() {
  static const std::vector<std::string> list{",",
                                             ";",
                                             "\t",
                                             "\"",
                                             "\"\"",
                                             "\n",
                                             "\r\n",
                                             "\r",
                                             "-1",
                                             "1e308",
                                             "-1e308",
                                             "nan",
                                             "inf",
                                             "99999999999999999999",
                                             "2027-01-01T00:00:00Z",
                                             "+99:99",
                                             "0x10",
                                             " ",
                                             "; UnixStartTime: 9",
                                             "\xEF\xBB\xBF",
                                             "\xFF",
                                             "12 kW",
                                             "1,5",
                                             "#"};
  return list;
}

const std::vector<std::string>& json_pieces() {
  static const std::vector<std::string> list{"{",
                                             "}",
                                             "[",
                                             "]",
                                             ":",
                                             ",",
                                             "null",
                                             "true",
                                             "\"",
                                             "\\u0000",
                                             "\\ud800",
                                             "1e999",
                                             "-0",
                                             "1e-999",
                                             "99999999999999999999",
                                             "\"name\": ",
                                             "\"unit\": 3,",
                                             "\xFF",
                                             "\n",
                                             "[[[[[[[[[[[[[[[[[[[[[[[[[[",
                                             "{\"a\":{\"a\":{\"a\":"};
  return list;
}

std::string damaged(std::string text, const std::vector<std::string>& texts, const std::vector<std::string>& pieces,
                    RandomStream& stream) {
  const std::uint64_t edits = 1 + stream.below(8);
  for (std::uint64_t i = 0; i < edits; ++i) {
    const std::size_t at = stream.below(text.size() + 1);
    const std::size_t length = std::min<std::size_t>(stream.below(40), text.size() - at);
    switch (stream.below(6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, pieces[stream.below(pieces.size())]);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        if (at < text.size()) {
          text[at] = static_cast<char>(stream.below(256));
        }
        break;
      case 4: {
        const std::string& piece = pieces[stream.below(pieces.size())];
        for (std::uint64_t n = stream.below(200); n > 0; --n) {
          text.insert(at, piece);
        }
        break;
      }
      default: {
        const std::string& other = texts[stream.below(texts.size())];
        text.insert(at, other.substr(stream.below(other.size() + 1), stream.below(200)));
      }
    }
  }
  return text;
}

}  // namespace aif
