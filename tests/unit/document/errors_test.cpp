#include <cstdlib>
#include <filesystem>

#include "core/files.hpp"
#include "core/text.hpp"
#include "doctest/doctest.h"
#include "document/schema.hpp"
#include "sample.hpp"

/// Whole messages of typical mistakes: tests/errors/<case>/input.yaml (with the options of options.txt, one a
/// line) must give expected.txt. Run with AIF_UPDATE=1 to rewrite the expected texts, then review the diff.
namespace aif {
namespace {

namespace fs = std::filesystem;

/// Paths in messages are those of the command line, so every case is run from its own folder.
class WorkingDirectory {
 public:
  explicit WorkingDirectory(const fs::path& path) : before_(fs::current_path()) { fs::current_path(path); }
  ~WorkingDirectory() { fs::current_path(before_); }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;

 private:
  fs::path before_;
};

std::vector<Override> options() {
  std::vector<Override> list;
  if (!fs::exists("options.txt")) {
    return list;
  }
  for (const std::string& line : split(read_text_file("options.txt", 10'000), '\n')) {
    const auto kind = line.starts_with("--unset ") ? Override::Kind::unset : Override::Kind::set;
    if (!line.empty()) {
      list.push_back(parse_override(line.substr(line.find(' ') + 1), kind));
    }
  }
  return list;
}

/// Whether the text itself could not be understood, so that findings about its content would be noise.
bool is_broken(const Diagnostics& diagnostics) {
  const std::vector<std::string> fatal{code::not_readable, code::not_yaml, code::too_complex, code::bad_extends};
  return std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [&](const Diagnostic& finding) {
    return std::find(fatal.begin(), fatal.end(), finding.code) != fatal.end();
  });
}

/// What a user sees who reads input.yaml as a plan.
std::string messages_of_case() {
  Diagnostics diagnostics;
  Node node = load_document("input.yaml", diagnostics);
  if (!is_broken(diagnostics)) {
    const TypeInfo type = sample::plan_type();
    apply_overrides(
        node, options(),
        [&type](const std::string& path, std::vector<std::string>& candidates) {
          return path_exists(type, path, candidates);
        },
        diagnostics);
    sample::read_plan(node, diagnostics);
  }
  return render(diagnostics.all(), false);
}

TEST_CASE("messages of typical mistakes") {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(fs::path(AIF_SOURCE_DIR) / "tests" / "errors")) {
    if (fs::exists(entry.path() / "input.yaml")) {
      cases.push_back(entry.path());
    }
  }
  std::sort(cases.begin(), cases.end());
  CHECK(cases.size() >= 25);
  for (const fs::path& folder : cases) {
    const WorkingDirectory inside(folder);
    const std::string found = messages_of_case();
    CHECK_FALSE(found.empty());
    if (std::getenv("AIF_UPDATE") != nullptr) {
      write_text_file("expected.txt", found);
    }
    const std::string expected = read_text_file("expected.txt", 1u << 20);
    CHECK_MESSAGE(found == expected, folder.filename().string() << " says:\n" << found << "instead of:\n" << expected);
  }
}

}  // namespace
}  // namespace aif
