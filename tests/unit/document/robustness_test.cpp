#include <filesystem>

#include "core/files.hpp"
#include "core/random.hpp"
#include "doctest/doctest.h"
#include "document/schema.hpp"
#include "sample.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

/// Texts to start from: the inputs of the golden errors, which between them use every feature.
std::vector<std::string> seeds() {
  std::vector<std::string> texts;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AIF_SOURCE_DIR) / "tests" / "errors")) {
    if (entry.path().extension() == ".yaml") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    texts.push_back(read_text_file(file, 1u << 20));
  }
  return texts;
}

std::string mutate(std::string text, const std::vector<std::string>& all, RandomStream& stream) {
  static const std::vector<std::string> tokens{"- ",      ": ",
                                               "[",       "]",
                                               "{",       "}",
                                               "&a ",     "*a",
                                               "<<: ",    "\"",
                                               "'",       "|\n",
                                               "#",       "---\n",
                                               "!x ",     "\n  ",
                                               "\t",      "%",
                                               "? ",      ",",
                                               "\xFF",    "\xEF\xBB\xBF",
                                               "\\u0000", "1e999",
                                               "한",      std::string(1, '\0'),
                                               "~",       "\r\n",
                                               "@",       "`"};
  const std::uint64_t edits = 1 + stream.below(6);
  for (std::uint64_t i = 0; i < edits; ++i) {
    const std::size_t at = stream.below(text.size() + 1);
    const std::size_t length = std::min<std::size_t>(stream.below(20), text.size() - at);
    switch (stream.below(5)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, tokens[stream.below(tokens.size())]);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(at, 1, static_cast<char>(stream.below(256)));
        break;
      default: {
        const std::string& other = all[stream.below(all.size())];
        const std::size_t from = stream.below(other.size() + 1);
        text.insert(at, other.substr(from, stream.below(80)));
      }
    }
  }
  return text;
}

TEST_CASE("thousands of damaged documents neither crash nor hang, and say what is wrong") {
  const std::vector<std::string> texts = seeds();
  REQUIRE(texts.size() > 20);
  RandomStream stream(20271031, "robustness");
  int understood = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string text = mutate(texts[stream.below(texts.size())], texts, stream);
    Diagnostics diagnostics;
    Node node = sample::parse(text, diagnostics);
    const bool parsed = !diagnostics.has_errors();
    sample::read_plan(node, diagnostics);
    const std::string message = render(diagnostics.all(), false);
    for (char c : message) {
      REQUIRE((c == '\n' || static_cast<unsigned char>(c) >= 0x20));  // nothing reaches the terminal's controls
    }
    if (parsed) {
      ++understood;
      // What was understood can be written, and reads back to the same.
      const std::string written = to_yaml(node);
      CAPTURE(text);
      CAPTURE(written);
      Diagnostics none;
      const Node again = sample::parse(written, none);
      REQUIRE_MESSAGE(none.all().empty(), render(none.all(), false));
      REQUIRE(to_yaml(again) == written);
    }
  }
  CHECK(understood > 100);
}

TEST_CASE("damaged options neither crash nor hang") {
  const TypeInfo type = sample::plan_type();
  RandomStream stream(7, "options");
  const std::vector<std::string> texts{"sites[0].feed=1 MW", "sites[ulsan].machine.max_power.value=[1, {a: b}]",
                                       "jobs[1].rate=3 /d", "prices[a.b]={x: &a 1, y: *a}"};
  for (int i = 0; i < 2000; ++i) {
    const std::string text = mutate(texts[stream.below(texts.size())], texts, stream);
    Node node = sample::parse("name: p\nsites: [{name: ulsan, machine: dgx-h100}]\njobs: []\n");
    Diagnostics diagnostics;
    try {
      apply_overrides(
          node, {parse_override(text, Override::Kind::set), parse_override("sites[0].name", Override::Kind::unset)},
          [&type](const std::string& path, std::vector<std::string>& candidates) {
            return path_exists(type, path, candidates);
          },
          diagnostics);
    } catch (const UsageError& error) {
      REQUIRE(std::string(error.what()).size() < 1000);
    }
    sample::read_plan(node, diagnostics);
    render(diagnostics.all(), true);
  }
}

}  // namespace
}  // namespace aif
