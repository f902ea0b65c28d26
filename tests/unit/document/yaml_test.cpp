#include "document/yaml.hpp"

#include "core/text.hpp"
#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

using sample::parse;

/// The code and place of the first finding: "AIF-E004 3:1".
std::string first_finding(const std::string& text, const DocumentLimits& limits = {}) {
  Diagnostics diagnostics;
  parse_yaml(std::make_shared<const SourceFile>(SourceFile{"f", text}), diagnostics, limits);
  if (diagnostics.all().empty()) {
    return "";
  }
  const Diagnostic& d = diagnostics.all().front();
  return d.code + " " + std::to_string(d.where.line) + ":" + std::to_string(d.where.column);
}

std::string place(const Node& node) {
  return std::to_string(node.mark().line) + ":" + std::to_string(node.mark().column);
}

std::string repeat(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += text;
  }
  return out;
}

TEST_CASE("every node knows its place") {
  const Node node = parse("# comment\nname: x\nsites:\n  - name: a\n    feed: 1 MW\n  - {name: b, feed: \"2 MW\"}\n");
  CHECK(place(*node.find("name")) == "2:7");
  const Node& sites = *node.find("sites");
  CHECK(place(sites) == "4:3");
  CHECK(place(*sites.items()[0].find("feed")) == "5:11");
  CHECK(place(*sites.items()[1].find("feed")) == "6:21");
  const Node::Entry* key = sites.items()[1].find_entry("feed");
  CHECK(key->key_mark.column == 15);
  CHECK(node.mark().file->name == "test.yaml");
}

TEST_CASE("columns count characters, not bytes, however the file is stored") {
  CHECK(place(*parse("{이름: 한글, b: 2}").find("b")) == "1:13");
  CHECK(place(*parse("\xEF\xBB\xBFkey: 1\r\nb: 2\r\n").find("key")) == "1:6");
  CHECK(place(*parse("\xEF\xBB\xBFkey: 1\r\nb: 2\r\n").find("b")) == "2:4");
  // Across the 64-byte blocks of the index.
  CHECK(place(*parse("{\"" + repeat("한", 80) + "\": 1}").find(repeat("한", 80))) == "1:86");
}

TEST_CASE("scalars keep their text, and whether they were quoted") {
  const Node node = parse("a: 8\nb: \"8\"\nc: null\nd: ~\ne:\nf: 'null'\ng: |\n  two\n  lines\n");
  CHECK(node.find("a")->text() == "8");
  CHECK_FALSE(node.find("a")->quoted());
  CHECK(node.find("b")->quoted());
  CHECK(node.find("c")->is_null());
  CHECK(node.find("d")->is_null());
  CHECK(node.find("e")->is_null());
  CHECK(node.find("f")->text() == "null");
  CHECK(node.find("g")->text() == "two\nlines\n");
}

TEST_CASE("aliases are expanded and << is merged: written keys win, then the earlier mapping") {
  const Node node = parse(
      "base: &base {x: 1, y: 2}\n"
      "more: &more {y: 8, z: 9}\n"
      "both:\n  y: 0\n  <<: [*base, *more]\n"
      "copy: *base\n");
  const Node& both = *node.find("both");
  CHECK(both.entries().size() == 3);
  CHECK(both.find("x")->text() == "1");
  CHECK(both.find("y")->text() == "0");
  CHECK(both.find("z")->text() == "9");
  CHECK(node.find("copy")->find("y")->text() == "2");
  CHECK(parse("\"<<\": 1").find("<<")->text() == "1");  // in quotes it is a key like any other
}

TEST_CASE("duplicate keys show both places, and the first one counts") {
  Diagnostics diagnostics;
  const Node node = parse("a: 1\nb: 2\na: 3\n", diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == code::duplicate_key);
  CHECK(diagnostics.all()[0].where.line == 3);
  CHECK(diagnostics.all()[0].other.line == 1);
  CHECK(node.find("a")->text() == "1");
  CHECK(first_finding("{x: {a: 1, \"a\": 2}}") == "AIF-E004 1:12");
  CHECK(first_finding("x: {a: 1}\ny: {a: 1}\n").empty());
}

TEST_CASE("syntax errors have a place") {
  CHECK(first_finding("a: [1, 2\n\n") == "AIF-E002 1:9");
  CHECK(first_finding("a: b: c\n") == "AIF-E002 1:5");
  CHECK(first_finding("a: \"x\n") == "AIF-E002 1:6");
  CHECK(first_finding("a:\n\tb: 1\n") == "AIF-E002 2:3");
  CHECK(first_finding("a: @x\n") == "AIF-E002 1:4");
  CHECK(first_finding("a: *nowhere\n") == "AIF-E002 1:4");
  CHECK(first_finding("a: &x [*x]\n") == "AIF-E002 1:8");
  CHECK(first_finding("a: !!int 5\n") == "AIF-E002 1:4");
  CHECK(first_finding("a: !mine [1]\n") == "AIF-E002 1:4");
  CHECK(first_finding("a: 1\n---\nb: 2\n") == "AIF-E002 2:1");
  CHECK(first_finding("? [a]\n: b\n") == "AIF-E002 1:3");
  CHECK(first_finding("<<: 5\n") == "AIF-E012 1:1");
  CHECK(first_finding("") == "AIF-E002 0:0");
  CHECK(first_finding("# only a comment\n") == "AIF-E002 0:0");
  CHECK(first_finding("---\n---\n") == "AIF-E002 2:1");
  CHECK(first_finding("a: 1\n...\n").empty());
}

TEST_CASE("bytes that no text file holds are refused") {
  CHECK(first_finding(std::string("a: 1\nb: \0", 9)) == "AIF-E001 2:4");
  CHECK(first_finding("a: \x04\n") == "AIF-E001 1:4");
  CHECK(first_finding("한글: \xFF\n") == "AIF-E001 1:5");
  CHECK(first_finding(std::string("\xFF\xFE"
                                  "a\0:\0",
                                  6)) == "AIF-E001 1:1");  // UTF-16
  CHECK(first_finding("\x7F") == "AIF-E001 1:1");
  CHECK(first_finding("a: 1\rb: 2") == "AIF-E001 1:5");
}

TEST_CASE("what was understood before an error is kept") {
  Diagnostics diagnostics;
  const Node node = parse("a: 1\nb: {c: 2, d: [3, 4\n", diagnostics);
  CHECK(diagnostics.all().size() == 1);
  CHECK(node.find("a")->text() == "1");
}

TEST_CASE("documents that unfold or nest without end are stopped") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string number = std::to_string(i);
    std::string alias = "*a";
    alias.append(std::to_string(i - 1)).append(", ");
    bomb.append("a").append(number).append(": &a").append(number).append(" [").append(repeat(alias, 10)).append("]\n");
  }
  CHECK(first_finding(bomb).starts_with("AIF-E003"));
  // Long texts multiply as well as many values do.
  CHECK(first_finding("a: &a " + std::string(1 << 20, 'x') + "\nb: [" + repeat("*a, ", 40) + "1]\n")
            .starts_with("AIF-E003"));
  // Anchors in anchors: every level keeps a copy of all below it.
  CHECK(first_finding(repeat("[&a ", 60) + "[" + repeat("1, ", 20'000) + "1]").starts_with("AIF-E003"));
  CHECK(first_finding(repeat("[", 100'000)).starts_with("AIF-E003"));
  CHECK(first_finding(repeat("{a: ", 100'000)).starts_with("AIF-E003"));
  CHECK(first_finding(repeat("- ", 100'000)) == "AIF-E003 1:129");
  // Sixty levels, and an alias to them sixty levels deep.
  CHECK(first_finding("a: &a " + repeat("[", 60) + repeat("]", 60) + "\nb: " + repeat("[", 60) + "*a" + repeat("]", 60))
            .starts_with("AIF-E003"));
  CHECK(first_finding(repeat("- ", 63) + "x").empty());
}

TEST_CASE("the limits are those that were asked for") {
  DocumentLimits limits;
  limits.file_bytes = 10;
  CHECK(first_finding("a: 123456789", limits) == "AIF-E003 0:0");
  limits = {};
  limits.nodes = 5;
  CHECK(first_finding("[1, 2, 3, 4]", limits).empty());
  CHECK(first_finding("[1, 2, 3, 4, 5]", limits) == "AIF-E003 1:14");
  CHECK(first_finding(std::string(300, 'k') + ": 1") == "AIF-E003 1:1");
}

TEST_CASE("written YAML parses back to the same tree") {
  const std::string text =
      "plain: some words\n"
      "quoted: \"8\"\n"
      "odd: \"a: b # c\"\n"
      "colon: \"a:\"\n"
      "time: 2027-01-01T00:00:00+09:00\n"
      "minus: -5 degC\n"
      "dash: \"- x\"\n"
      "empty: \"\"\n"
      "nothing: null\n"
      "null word: \"null\"\n"
      "lines: \"a\\nb\\tc\\\\\\\"\"\n"
      "hangul: 한글\n"
      "\"<<\": 1\n"
      "\"odd: key\": 1\n"
      "range: [70 W, 115 W]\n"
      "none: []\n"
      "no keys: {}\n"
      "list:\n"
      "  - name: a\n"
      "    tags:\n"
      "      - x: 1\n"
      "      - y: [1, 2]\n"
      "  - [1, 2]\n"
      "  - - {}\n"
      "    - x: 1\n";
  const Node node = parse(text);
  const std::string written = to_yaml(node);
  CHECK(to_yaml(parse(written)) == written);
  CHECK(written.find("range: [70 W, 115 W]\n") != std::string::npos);
  CHECK(written.find("quoted: \"8\"\n") != std::string::npos);
  CHECK(parse(written).find("lines")->text() == "a\nb\tc\\\"");
  CHECK(parse(written).find("<<")->text() == "1");
  CHECK(parse(to_yaml(Node::scalar("..."))).text() == "...");
  CHECK(to_yaml(Node::map({})) == "{}\n");
}

}  // namespace
}  // namespace aif
