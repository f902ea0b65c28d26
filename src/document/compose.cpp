#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "core/files.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"

/// Files that extend files.
namespace aif {

namespace {

namespace fs = std::filesystem;

/// A file of the chain, from the one the user named to its oldest ancestor.
struct Link {
  std::string shown;  ///< as the user would write it
  fs::path canonical;
};

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items()) {
    count += count_nodes(item);
  }
  for (const Node::Entry& entry : node.entries()) {
    count += count_nodes(entry.value);
  }
  return count;
}

fs::path real_path(const fs::path& path) {
  // Absolute first: a relative path that does not exist would stay relative.
  std::error_code error;
  const fs::path absolute = fs::absolute(path);
  fs::path result = fs::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal() : result;
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [end, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

class Composer {
 public:
  Composer(const fs::path& first, Diagnostics& diagnostics, const DocumentLimits& limits)
      : diagnostics_(diagnostics), limits_(limits) {
    const fs::path folder = real_path(first).parent_path();
    // One folder up, so that scenarios may share a parent; but never the whole file system.
    boundary_ = folder.parent_path() == folder.root_path() ? folder : folder.parent_path();
  }

  /// Reads `path`; `asked_by` is the `extends` value that named it, null for the first file.
  Node read(const fs::path& path, const Node* asked_by) {
    chain_.push_back({path.string(), real_path(path)});
    const std::shared_ptr<const SourceFile> source = open(path, asked_by);
    if (!source) {
      return {};
    }
    Node node = parse_yaml(source, diagnostics_, limits_);
    const std::size_t nodes = count_nodes(node);
    limits_.nodes -= std::min(nodes, limits_.nodes);
    const Node* extends = node.find("extends");
    if (extends == nullptr) {
      return node;
    }
    const std::optional<fs::path> parent = parent_of(path, *extends);
    const Node asking = *extends;
    node.remove("extends");
    return parent ? merged(read(*parent, &asking), node) : node;
  }

 private:
  void report(const Mark& mark, std::string message, std::string hint = {}) {
    diagnostics_.error(code::bad_extends, mark.location(), "extends", std::move(message), std::move(hint));
  }

  std::shared_ptr<const SourceFile> open(const fs::path& path, const Node* asked_by) {
    try {
      return std::make_shared<const SourceFile>(SourceFile{path.string(), read_text_file(path, limits_.file_bytes)});
    } catch (const FileError& error) {
      if (asked_by != nullptr) {
        report(asked_by->mark(), error.what(), "the path is relative to the file that extends");
      } else {
        diagnostics_.error(code::not_readable, {path.string()}, "", error.what());
      }
      return nullptr;
    }
  }

  std::optional<fs::path> parent_of(const fs::path& child, const Node& extends) {
    if (!extends.is_scalar() || extends.text().empty()) {
      report(extends.mark(), "\"extends\" wants one relative path, found " + extends.describe());
      return std::nullopt;
    }
    const fs::path relative = extends.text();
    if (relative.is_absolute()) {
      report(extends.mark(), extends.describe() + " is an absolute path", "write it relative to this file");
      return std::nullopt;
    }
    const fs::path parent = (child.parent_path() / relative).lexically_normal();
    const fs::path target = real_path(parent);
    if (!is_within(target, boundary_)) {
      report(extends.mark(), extends.describe() + " is too far away",
             "a parent lies in the folder of the first file, in the one above it, or below these");
      return std::nullopt;
    }
    const bool again = std::any_of(chain_.begin(), chain_.end(), [&](const Link& l) { return l.canonical == target; });
    if (again) {
      std::string circle;
      for (const Link& link : chain_) {
        circle += printable(link.shown) + " -> ";
      }
      report(extends.mark(), "files extend each other in a circle", circle + printable(parent.string()));
      return std::nullopt;
    }
    if (static_cast<int>(chain_.size()) >= limits_.files) {
      report(extends.mark(), fmt::format("a chain of more than {} files", limits_.files));
      return std::nullopt;
    }
    return parent;
  }

  Diagnostics& diagnostics_;
  DocumentLimits limits_;
  fs::path boundary_;
  std::vector<Link> chain_;
};

}  // namespace

Node load_document(const std::filesystem::path& path, Diagnostics& diagnostics, const DocumentLimits& limits) {
  return Composer(path, diagnostics, limits).read(path, nullptr);
}

}  // namespace aif
