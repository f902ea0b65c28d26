#include "core/files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "core/error.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

namespace fs = std::filesystem;

/// An empty directory that goes away with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "aif-files-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::size_t entries_of(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

std::string problem_of_reading(const fs::path& path, std::size_t limit = 1000) {
  try {
    read_text_file(path, limit);
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a written file reads back, and replaces its predecessor") {
  const TemporaryDirectory directory;
  write_text_file(directory / "a.txt", "one\n");
  write_text_file(directory / "a.txt", std::string("two\0three", 9));
  CHECK(read_text_file(directory / "a.txt", 9) == std::string("two\0three", 9));
  CHECK(entries_of(directory.path()) == 1);  // no temporary sibling is left
}

TEST_CASE("a file that cannot be read is named with the reason") {
  const TemporaryDirectory directory;
  write_text_file(directory / "large.txt", std::string(11, 'x'));
  REQUIRE(::mkfifo((directory / "pipe").c_str(), 0600) == 0);
  CHECK(problem_of_reading(directory / "none").find("none\" does not exist") != std::string::npos);
  CHECK(problem_of_reading(directory.path()).find("is a directory, expected a file") != std::string::npos);
  CHECK(problem_of_reading(directory / "large.txt", 10).find("is too large: 11 bytes, at most 10 are read") !=
        std::string::npos);
  CHECK(problem_of_reading(directory / "pipe").find("is not a regular file") != std::string::npos);
  CHECK(problem_of_reading("/dev/zero").find("is not a regular file") != std::string::npos);
  CHECK(problem_of_reading(directory / "large.txt" / "below").find("does not exist") != std::string::npos);
}

TEST_CASE("a link to a file is written through") {
  const TemporaryDirectory directory;
  write_text_file(directory / "real", "1");
  fs::create_symlink(directory / "real", directory / "link");
  write_text_file(directory / "link", "2");
  CHECK(fs::is_symlink(directory / "link"));
  CHECK(read_text_file(directory / "real", 10) == "2");
}

TEST_CASE("a directory appears with all its files, with the permissions of any other") {
  const TemporaryDirectory directory;
  write_directory(directory / "out" / "run/", {{"result.json", "{}"}, {"site/a.csv", "t\n"}}, false);
  CHECK(read_text_file(directory / "out" / "run" / "site" / "a.csv", 10) == "t\n");
  CHECK(entries_of(directory / "out") == 1);
  fs::create_directory(directory / "plain");
  CHECK(fs::status(directory / "plain").permissions() == fs::status(directory / "out" / "run").permissions());
}

TEST_CASE("an existing directory is replaced as a whole, and only one of ours") {
  const TemporaryDirectory directory;
  write_directory(directory / "out", {{"result.json", "1"}, {"old.csv", ""}}, false);
  CHECK_THROWS_AS(write_directory(directory / "out", {{"result.json", "2"}}, false), FileError);
  CHECK(read_text_file(directory / "out" / "result.json", 10) == "1");
  write_directory(directory / "out", {{"result.json", "2"}}, true);
  CHECK(read_text_file(directory / "out" / "result.json", 10) == "2");
  CHECK(entries_of(directory / "out") == 1);
  CHECK(entries_of(directory.path()) == 1);

  fs::create_directory(directory / "home");
  write_text_file(directory / "home" / "thesis.tex", "x");
  CHECK_THROWS_AS(write_directory(directory / "home", {{"result.json", "2"}}, true), FileError);
  CHECK(fs::exists(directory / "home" / "thesis.tex"));
  write_text_file(directory / "file", "x");
  CHECK_THROWS_AS(write_directory(directory / "file", {{"result.json", "2"}}, true), FileError);
  CHECK_THROWS_AS(write_directory(".", {{"result.json", "2"}}, true), FileError);
}

TEST_CASE("names that leave the directory are a bug of ours") {
  const TemporaryDirectory directory;
  CHECK_THROWS_AS(write_directory(directory / "out", {{"../x", ""}}, false), ContractViolation);
  CHECK(entries_of(directory.path()) == 0);
}

}  // namespace
}  // namespace aif
