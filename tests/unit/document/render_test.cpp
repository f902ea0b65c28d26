#include "core/text.hpp"
#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

SourceLocation at(const std::string& text, int line, int column, const std::string& file = "f.yaml") {
  return {file, line, column, std::make_shared<const std::string>(text)};
}

std::string shown(const SourceLocation& where, const std::string& message = "bad") {
  Diagnostics diagnostics;
  diagnostics.error(code::bad_number, where, "", message);
  return render(diagnostics.all(), false);
}

TEST_CASE("a finding shows its line with a caret") {
  CHECK(shown(at("a: 1\nb: x\n", 2, 4)) == "f.yaml:2:4: error[AIF-E013]: bad\n   2 | b: x\n     |    ^\n");
  CHECK(shown({"f.yaml", 0, 0}) == "f.yaml: error[AIF-E013]: bad\n");
  CHECK(shown({"", 0, 0}) == "error[AIF-E013]: bad\n");
  CHECK(shown(at("a", 9, 9)).starts_with("f.yaml:9:9: error[AIF-E013]: bad\n"));
}

TEST_CASE("the caret stands below wide characters, tabs and escapes") {
  CHECK(shown(at("이름: x", 1, 5)) == "f.yaml:1:5: error[AIF-E013]: bad\n   1 | 이름: x\n     |       ^\n");
  CHECK(shown(at("\ta: x\r\n", 1, 2)) == "f.yaml:1:2: error[AIF-E013]: bad\n   1 |  a: x\n     |  ^\n");
  CHECK(shown(at("\x1b[2Ja", 1, 5)) == "f.yaml:1:5: error[AIF-E013]: bad\n   1 | \\x1B[2Ja\n     |        ^\n");
}

TEST_CASE("long lines are cut around the caret") {
  const std::string line = std::string(5000, 'a') + "!" + std::string(5000, 'b');
  const std::string text = shown(at(line, 1, 5001));
  const auto lines = split(text, '\n');
  CHECK(display_width(lines[1]) < 130);
  CHECK(display_width(lines[2]) == display_width(lines[1].substr(0, lines[1].find('!'))) + 1);
  CHECK(display_width(split(shown(at(std::string(5000, 'a'), 1, 1)), '\n')[1]) < 130);
}

TEST_CASE("findings are sorted by file and place, and told once") {
  Diagnostics diagnostics;
  diagnostics.error(code::bad_number, {"b.yaml", 1, 1}, "", "third");
  diagnostics.error(code::bad_number, {"a.yaml", 10, 1}, "", "second");
  diagnostics.error(code::bad_number, {"a.yaml", 9, 1}, "", "first");
  diagnostics.error(code::bad_number, {"a.yaml", 9, 1}, "", "first");
  CHECK(render(diagnostics.all(), false) ==
        "a.yaml:9:1: error[AIF-E013]: first\n\na.yaml:10:1: error[AIF-E013]: second\n\n"
        "b.yaml:1:1: error[AIF-E013]: third\n");
}

TEST_CASE("fifty findings are shown, errors before warnings, and the rest counted") {
  Diagnostics diagnostics;
  for (int i = 1; i <= 60; ++i) {
    diagnostics.warn({"a.yaml", i, 1}, "", "odd " + std::to_string(i));
  }
  diagnostics.error(code::bad_number, {"z.yaml", 1, 1}, "", "wrong");
  const std::string text = render(diagnostics.all(), false);
  CHECK(text.find("wrong") != std::string::npos);
  CHECK(text.find("odd 49\n") != std::string::npos);
  CHECK(text.find("odd 50\n") == std::string::npos);
  CHECK(text.ends_with("\n11 more findings are not shown\n"));
}

TEST_CASE("colour is used only when asked for") {
  Diagnostics diagnostics;
  diagnostics.error(code::bad_number, at("a: x", 1, 4), "p", "bad", "try y");
  diagnostics.warn({"a", 1, 1}, "", "odd");
  diagnostics.note({"a", 2, 1}, "", "so");
  CHECK(render(diagnostics.all(), false).find('\x1b') == std::string::npos);
  CHECK(render(diagnostics.all(), true).find("\x1b[1;31merror[AIF-E013]\x1b[0m") != std::string::npos);
  CHECK(render(diagnostics.all(), false).find("warning[AIF-W001]: odd") != std::string::npos);
  CHECK(render(diagnostics.all(), false).find("a:2:1: note: so") != std::string::npos);
  CHECK(render({}, true).empty());
}

TEST_CASE("a contradiction shows both places") {
  Diagnostic finding{Severity::error, code::contradiction, at("a: 1\nb: 2\n", 2, 1)};
  finding.message = "b disagrees with a";
  finding.other = at("a: 1\nb: 2\n", 1, 1);
  CHECK(render({finding}, false) ==
        "f.yaml:2:1: error[AIF-E020]: b disagrees with a\n   2 | b: 2\n     | ^\n"
        "f.yaml:1:1: note: the other place is here\n   1 | a: 1\n     | ^\n");
}

}  // namespace
}  // namespace aif
