#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "catalog/catalog.hpp"

/// A models/ directory in the temporary folder, gone when the object is.
class TemporaryCatalog {
 public:
  explicit TemporaryCatalog(const std::string& references =
                                "- {key: book, title: A book, authors: Someone, "
                                "year: \"2026\", url: \"https://example.org\", "
                                "accessed: \"2026-11-23\", grade: read}\n") {
    static int count = 0;
    root_ = std::filesystem::temp_directory_path() /
            ("aif-catalog-test-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    write("references.yaml", references);
  }
  ~TemporaryCatalog() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  TemporaryCatalog(const TemporaryCatalog&) = delete;
  TemporaryCatalog& operator=(const TemporaryCatalog&) = delete;

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

  /// What check_all finds: one line per finding, "folder/file:line path: message | hint".
  [[nodiscard]] std::string findings() const {
    const aif::Catalog catalog(root_);
    aif::Diagnostics diagnostics;
    catalog.check_all(diagnostics);
    std::string text;
    for (const aif::Diagnostic& one : diagnostics.all()) {
      const std::string file = std::filesystem::path(one.where.file).lexically_relative(root_).string();
      text += one.code + " " + file + ":" + std::to_string(one.where.line) + " " + one.path + ": " + one.message +
              " | " + one.hint + "\n";
    }
    return text;
  }

 private:
  std::filesystem::path root_;
};
