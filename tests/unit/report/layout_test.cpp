#include "report/layout.hpp"

#include "doctest/doctest.h"

using namespace aif;

TEST_CASE("text is broken at spaces, by width on the screen") {
  CHECK(wrap("one two three", 7) == "one two\nthree");
  CHECK(wrap("one two three", 7, 2) == "one two\n  three");
  CHECK(wrap("unbreakable x", 5) == "unbreakable\nx");
  CHECK(wrap("전력 예산 상한", 9) == "전력 예산\n상한");  // a syllable is two columns wide
  CHECK(wrap("", 10).empty());
  CHECK(wrap("draws 389.9 MW", 12) == "draws\n389.9 MW");  // a number stays with its unit
  CHECK(wrap("lost (14 %).", 9) == "lost\n(14 %).");
}

TEST_CASE("figures are aligned right under their titles") {
  TextTable table({"SK", "NAVER"});
  table.section("Machines");
  table.row("GPUs", {"50,000", "60,000"});
  table.row("전력 [MW]", {"-", "1.5"});
  CHECK(table.render(80, Style(false)) ==
        "               SK   NAVER\n"
        "Machines\n"
        "GPUs       50,000  60,000\n"
        "전력 [MW]       -     1.5\n");
}

TEST_CASE("long titles are broken, and stand on the bottom line") {
  TextTable table({"Hyundai Motor Group", "All"});
  table.row("x", {"1", "2"});
  CHECK(table.render(80, Style(false)) ==
        "   Hyundai\n"
        "     Motor\n"
        "     Group  All\n"
        "x        1    2\n");
}

TEST_CASE("long Korean words in titles are broken between syllables") {
  TextTable table({"현대자동차그룹"});
  table.row("x", {"1"});
  CHECK(table.render(80, Style(false)) ==
        "   현대자동차\n"
        "         그룹\n"
        "x           1\n");
}

TEST_CASE("a table too wide for the terminal is continued below") {
  TextTable table({"aaaa", "bbbb", "cccc"});
  table.row("label", {"1", "2", "3"});
  CHECK(table.render(17, Style(false)) ==
        "       aaaa  bbbb\n"
        "label     1     2\n"
        "\n"
        "       cccc\n"
        "label     3\n");
}

TEST_CASE("columns of texts are aligned left") {
  TextTable table({"who", "n"});
  table.align_left(0);
  table.row("m", {"ab", "7"});
  table.row("m", {"abcdef", "10"});
  CHECK(table.render(80, Style(false)) ==
        "   who      n\n"
        "m  ab       7\n"
        "m  abcdef  10\n");
}
