#include "report/summary.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/text.hpp"
#include "doctest/doctest.h"
#include "sample_result.hpp"

using namespace aif;

namespace {

std::string golden_path(const std::string& name) {
  return std::string(AIF_SOURCE_DIR) + "/tests/unit/report/golden/" + name;
}

/// The committed text; with AIF_UPDATE_GOLDENS set it is rewritten first.
std::string golden(const std::string& name, const std::string& actual) {
  if (std::getenv("AIF_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(golden_path(name)) << actual;
  }
  std::ifstream file(golden_path(name));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (const std::string& line : split(text, '\n')) {
    widest = std::max(widest, display_width(line));
  }
  return widest;
}

}  // namespace

TEST_CASE("the summary in English is what it was") {
  const std::string text = summary(test::sample_result(), Language::english, 100, false);
  CHECK_MESSAGE(text == golden("summary_en.txt", text), text);
}

TEST_CASE("the summary in Korean is what it was") {
  const std::string text = summary(test::sample_result(), Language::korean, 100, false);
  CHECK_MESSAGE(text == golden("summary_ko.txt", text), text);
}

TEST_CASE("lines stay within the width, in both languages") {
  for (Language language : {Language::english, Language::korean}) {
    for (int width : {60, 80, 100, 140}) {
      CAPTURE(width);
      CHECK(widest_line(summary(test::sample_result(), language, width, false)) <= static_cast<std::size_t>(width));
    }
  }
}

TEST_CASE("colour changes nothing but escape sequences") {
  const Result result = test::sample_result();
  std::string coloured = summary(result, Language::english, 100, true);
  CHECK(coloured.find("\x1b[1m") != std::string::npos);
  for (const char* sequence : {"\x1b[1m", "\x1b[2m", "\x1b[0m"}) {
    for (std::size_t at = coloured.find(sequence); at != std::string::npos; at = coloured.find(sequence)) {
      coloured.erase(at, std::string(sequence).size());
    }
  }
  CHECK(coloured == summary(result, Language::english, 100, false));
}

TEST_CASE("an interrupted run says so, a single operator has one column") {
  Result result = test::sample_result();
  result.operators.resize(1);
  result.incomplete = true;
  result.duration = days(112);
  const std::string text = summary(result, Language::english, 100, false);
  CHECK(text.find("INTERRUPTED: the figures cover the first 112 days only.") != std::string::npos);
  CHECK(text.find("In all") == std::string::npos);
  CHECK(text.find("National") == std::string::npos);
}

TEST_CASE("an empty result has a summary too") {
  Result result;
  result.scenario_name = "empty";
  CHECK(summary(result, Language::english, 80, false).find("empty") == 0);
  CHECK(summary(result, Language::korean, 80, false).find("empty") == 0);
}

TEST_CASE("texts of the scenario cannot command the terminal") {
  Result result = test::sample_result();
  result.title_en = "bad\x1b[2Jtitle";
  result.remarks = {"line\rover"};
  result.operators[0].title_en = "\x1b]0;x";
  result.work.products["\x1b[31mred"] = 5;
  const std::string text = summary(result, Language::english, 100, false);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
}
