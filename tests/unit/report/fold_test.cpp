#include "report/fold.hpp"

#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("what fits is left as it is") {
  const std::string text = "name      value\na             1\n\nthe end  \n";
  CHECK(fold(text, 15) == text);
  CHECK(fold("", 10).empty());
}

TEST_CASE("gaps of a table that is too wide shrink in all its lines alike") {
  CHECK(fold("name         time       size\n"
             "first           1         22\n"
             "second         10          3\n"
             "\n"
             "another      block\n",
             24) ==
        "name    time  size\n"
        "first      1    22\n"
        "second    10     3\n"
        "\n"
        "another      block\n");
}

TEST_CASE("what is still too wide goes on in the next line, indented") {
  CHECK(fold("one two three four", 13) == "one two three\n    four");
  CHECK(fold("  - one two three", 12) == "  - one two\n      three");
  // A row breaks between its cells rather than within one.
  CHECK(fold("layout tp8 pp8  5.321 s  compute 78 %, bubble", 26) ==
        "layout tp8 pp8  5.321 s\n"
        "    compute 78 %, bubble");
  CHECK(fold("unbreakableword", 5) == "unbreakableword");
  CHECK(fold("      [source]", 10) == "  [source]");  // a word alone moves left
}

TEST_CASE("Hangul counts two columns, colours none") {
  CHECK(fold("전력 상한 적용", 9) == "전력 상한\n    적용");
  CHECK(fold("전력        1\n장비       22\n", 10) == "전력   1\n장비  22\n");
  CHECK(fold("\x1b[1mname\x1b[0m  1", 7) == "\x1b[1mname\x1b[0m  1");
}

}  // namespace
}  // namespace aif
