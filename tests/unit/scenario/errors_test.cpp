#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/files.hpp"
#include "doctest/doctest.h"
#include "samples.hpp"

using namespace aif;
namespace fs = std::filesystem;

namespace {

/// The folder is entered so that messages show names and not where the sources lie.
class WorkingFolder {
 public:
  explicit WorkingFolder(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~WorkingFolder() { fs::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  fs::path before_;
};

/// All that a user reads about a scenario.
std::string messages(const fs::path& path) {
  try {
    return "accepted\n" + render(load_scenario(path, shipped_catalog()).remarks, false);
  } catch (const ScenarioError& error) {
    return render(error.diagnostics(), false);
  } catch (const FileError& error) {
    return std::string(error.what()) + "\n";
  }
}

std::vector<fs::path> cases() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(source_folder() / "tests" / "errors-scenario")) {
    if (entry.is_directory()) {
      folders.push_back(entry.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

// AIF_UPDATE=1 in the environment rewrites the expected texts; read the difference before you commit it.
TEST_CASE("bad scenarios are told what is wrong, where, and what to write instead") {
  shipped_catalog();
  const bool update = std::getenv("AIF_UPDATE") != nullptr;
  CHECK(cases().size() >= 20);
  for (const fs::path& folder : cases()) {
    CAPTURE(folder.filename().string());
    const WorkingFolder here(folder);
    const std::string told = messages("input.yaml");
    if (update) {
      write_text_file("expected.txt", told);
    }
    CHECK(told == read_text_file("expected.txt", 1u << 20));
  }
}

TEST_CASE("the cases' common base has no mistakes") {
  CHECK(messages(source_folder() / "tests" / "errors-scenario" / "base.yaml") == "accepted\n");
}

TEST_CASE("paths that are no scenario files") {
  const fs::path folder = fs::temp_directory_path() / ("aif-scenario-errors-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder / "directory.yaml");
  write_text_file(folder / "huge.yaml", "schema: aifactory/v1\n");
  fs::resize_file(folder / "huge.yaml", std::uintmax_t{1} << 30);  // sparse: takes no space
  const WorkingFolder here(folder);
  CHECK(samples::mentions(messages("directory.yaml"), "is a directory"));
  CHECK(samples::mentions(messages("huge.yaml"), "too large"));
  CHECK(samples::mentions(messages("nowhere.yaml"), "does not exist"));
}
