/// Feeds damaged documents to the YAML reader, the number reader and the option reader.
///
///     fuzz_document [--runs N] [--seed S]      N damaged documents, the same for the same seed
///     fuzz_document FILE...                    these files as they are
///
/// The corpus is every YAML file of tests/errors, scenarios and models. A crash, a sanitizer report or a broken
/// promise (what is written reads back as the same document) ends the program; the text is left in
/// fuzz-document.txt in the working directory. Built with -fsanitize=fuzzer, LLVMFuzzerTestOneInput is the entry.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "core/contracts.hpp"
#include "core/files.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "damage.hpp"
#include "document/yaml.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1u << 20;

/// Reads every scalar in the ways that scenarios read scalars.
void read_scalars(const Node& node) {
  if (node.is_scalar()) {
    if (const QuantityOutcome outcome = parse_quantity(node.text()); outcome.value) {
      human(outcome.value->si, outcome.value->dimension);
      AIF_ENSURE(parse_quantity(exact(outcome.value->si, outcome.value->dimension)).value.has_value());
    }
    parse_instant(node.text());
  }
  for (const Node& item : node.items()) {
    read_scalars(item);
  }
  for (const Node::Entry& entry : node.entries()) {
    read_scalars(entry.value);
  }
}

void read_as_option(const std::string& text) {
  try {
    const Override set = parse_override(text, Override::Kind::set);
    Node root = Node::map({});
    Diagnostics diagnostics;
    apply_overrides(root, {set}, {}, diagnostics);
  } catch (const UsageError&) {
    // The right answer to most of these texts.
  }
}

void try_text(const std::string& text) {
  Diagnostics diagnostics;
  const Node node = parse_yaml(std::make_shared<const SourceFile>(SourceFile{"fuzz.yaml", text}), diagnostics);
  render(diagnostics.all(), true);
  read_scalars(node);
  read_as_option(text.substr(0, text.find('\n')));
  if (!diagnostics.has_errors()) {
    const std::string written = to_yaml(node);
    Diagnostics none;
    const Node again = parse_yaml(std::make_shared<const SourceFile>(SourceFile{"again.yaml", written}), none);
    AIF_ENSURE(!none.has_errors());
    AIF_ENSURE(to_yaml(again) == written);
  }
}

std::vector<std::string> corpus() {
  std::vector<fs::path> files;
  for (const char* folder : {"tests/errors", "scenarios", "models"}) {
    const fs::path root = fs::path(AIF_SOURCE_DIR) / folder;
    if (!fs::is_directory(root)) {
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".yaml" && entry.file_size() < 20'000) {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const fs::path& file : files) {
    texts.push_back(read_text_file(file, largest_file));
  }
  return texts;
}

int fuzz(std::uint64_t runs, std::uint64_t seed) {
  const std::vector<std::string> texts = corpus();
  RandomStream stream(seed, "fuzz.document");
  for (std::uint64_t run = 0; run < runs; ++run) {
    const std::string text = damaged(texts[stream.below(texts.size())], texts, yaml_pieces(), stream);
    // Written before it is tried, so that it is there after a crash.
    write_text_file("fuzz-document.txt", text);
    try_text(text);
  }
  fs::remove("fuzz-document.txt");
  std::printf("%llu documents\n", static_cast<unsigned long long>(runs));
  return 0;
}

}  // namespace
}  // namespace aif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  aif::try_text(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

#ifndef AIF_LIBFUZZER
int main(int argc, char** argv) {
  std::uint64_t runs = 1000;
  std::uint64_t seed = 1;
  bool files = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if ((argument == "--runs" || argument == "--seed") && i + 1 < argc) {
      (argument == "--runs" ? runs : seed) = std::stoull(argv[++i]);
    } else {
      aif::try_text(aif::read_text_file(argument, aif::largest_file));
      files = true;
    }
  }
  return files ? 0 : aif::fuzz(runs, seed);
}
#endif
