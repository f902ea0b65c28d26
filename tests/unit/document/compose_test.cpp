#include <unistd.h>

#include <filesystem>

#include "core/files.hpp"
#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

/// A directory with files, removed at the end of the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "aif-compose-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    write_text_file(path_ / name, text);
  }
  [[nodiscard]] Node load(const std::string& name, Diagnostics& diagnostics) const {
    return load_document(path_ / name, diagnostics);
  }
  /// The first finding's code and hint.
  [[nodiscard]] std::string finding(const std::string& name) const {
    Diagnostics diagnostics;
    (void)load(name, diagnostics);
    return diagnostics.all().empty() ? "" : diagnostics.all().front().code + " " + diagnostics.all().front().message;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST_CASE("a child is laid over its parent, and that one over its own") {
  const Folder folder;
  folder.write("s/base/old.yaml", "a: 1\nb: {x: 1, y: 1}\nlist: [1, 2]\n");
  folder.write("s/base/mid.yaml", "extends: old.yaml\nb: {y: 2}\n");
  folder.write("s/x/child.yaml", "extends: ../base/mid.yaml\nlist: [3]\nb: {z: 3}\n");
  Diagnostics diagnostics;
  const Node node = folder.load("s/x/child.yaml", diagnostics);
  CHECK(render(diagnostics.all(), false).empty());
  CHECK(to_yaml(node) == "a: 1\nb:\n  x: 1\n  y: 2\n  z: 3\nlist: [3]\n");
  CHECK(node.find("extends") == nullptr);
  // Every value still says which file it came from.
  CHECK(node.find("a")->mark().file->name == (folder.path() / "s/base/old.yaml").string());
}

TEST_CASE("parents that cannot be") {
  const Folder folder;
  folder.write("s/x/missing.yaml", "extends: none.yaml\n");
  folder.write("s/x/absolute.yaml", "extends: /etc/passwd\n");
  folder.write("s/x/escape.yaml", "extends: ../../secret.yaml\n");
  folder.write("s/x/hidden.yaml", "extends: a/../../../secret.yaml\n");
  folder.write("secret.yaml", "a: 1\n");
  folder.write("s/x/self.yaml", "extends: ./self.yaml\n");
  folder.write("s/x/list.yaml", "extends: [a.yaml]\n");
  folder.write("s/x/folder.yaml", "extends: .\n");
  CHECK(folder.finding("s/x/missing.yaml").starts_with("AIF-E005"));
  CHECK(folder.finding("s/x/absolute.yaml").starts_with("AIF-E005 \"/etc/passwd\" is an absolute path"));
  CHECK(folder.finding("s/x/escape.yaml").starts_with("AIF-E005 \"../../secret.yaml\" is too far away"));
  CHECK(folder.finding("s/x/hidden.yaml").starts_with("AIF-E005"));
  CHECK(folder.finding("s/x/self.yaml").starts_with("AIF-E005 files extend each other in a circle"));
  CHECK(folder.finding("s/x/list.yaml").starts_with("AIF-E005"));
  CHECK(folder.finding("s/x/folder.yaml").starts_with("AIF-E005"));
  fs::create_symlink(folder.path() / "secret.yaml", folder.path() / "s/x/link.yaml");
  folder.write("s/x/by-link.yaml", "extends: link.yaml\n");
  CHECK(folder.finding("s/x/by-link.yaml").starts_with("AIF-E005"));
}

TEST_CASE("a circle of files is named, and a long chain ends") {
  const Folder folder;
  folder.write("a.yaml", "extends: b.yaml\n");
  folder.write("b.yaml", "extends: c.yaml\n");
  folder.write("c.yaml", "extends: a.yaml\n");
  Diagnostics diagnostics;
  (void)folder.load("a.yaml", diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].where.file == (folder.path() / "c.yaml").string());
  const std::string& circle = diagnostics.all()[0].hint;
  CHECK(circle.find("a.yaml -> ") < circle.find("b.yaml -> "));
  for (int i = 0; i < 20; ++i) {
    const std::string next = std::to_string(i + 1) + ".yaml";
    folder.write(std::string("n").append(std::to_string(i)).append(".yaml"), std::string("extends: n").append(next));
  }
  CHECK(folder.finding("n0.yaml").starts_with("AIF-E005 a chain of more than 16 files"));
}

TEST_CASE("a file that cannot be read is a finding, not a crash") {
  const Folder folder;
  CHECK(folder.finding("none.yaml").starts_with("AIF-E001"));
  CHECK(folder.finding(".").starts_with("AIF-E001"));
  folder.write("large.yaml", std::string(5u << 20, ' '));
  CHECK(folder.finding("large.yaml").find("is too large: 5,242,880 bytes, at most 4,194,304 are read") !=
        std::string::npos);
}

TEST_CASE("the files of a chain share one budget") {
  const Folder folder;
  folder.write("base.yaml", "list: [1, 2, 3, 4, 5]\n");
  folder.write("child.yaml", "extends: base.yaml\na: [1, 2, 3, 4, 5]\n");
  DocumentLimits limits;
  limits.nodes = 12;
  Diagnostics diagnostics;
  load_document(folder.path() / "child.yaml", diagnostics, limits);
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.all()[0].code == code::too_complex);
}

}  // namespace
}  // namespace aif
