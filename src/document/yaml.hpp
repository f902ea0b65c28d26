#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "document/node.hpp"

namespace aif {

/// Bounds on untrusted documents; all are far above what a scenario needs.
struct DocumentLimits {
  std::size_t file_bytes = 4u << 20;
  std::size_t nodes = 400'000;  ///< after aliases are expanded, so that a few lines cannot unfold to gigabytes
  int depth = 64;
  int files = 16;  ///< in a chain of `extends`
};

/// Parses one YAML document. Duplicate keys, more than one document, tags, anchors that contain themselves
/// and texts beyond the limits are reported with their place; `<<` is merged. On errors the part that could be
/// understood is returned.
Node parse_yaml(const std::shared_ptr<const SourceFile>& source, Diagnostics& diagnostics,
                const DocumentLimits& limits = {});

/// Reads `path` and the files it `extends` (one parent each, relative to the child, deep merge of mappings,
/// lists replace). The `extends` key is gone from the result.
Node load_document(const std::filesystem::path& path, Diagnostics& diagnostics, const DocumentLimits& limits = {});

/// One `--set a.b[2].c=value` or `--unset a.b`.
struct Override {
  enum class Kind { set, unset } kind = Kind::set;
  std::string path;
  std::string value;  ///< YAML flow text; unused for unset
};
/// Splits "a.b=c"; throws UsageError with the form expected.
Override parse_override(const std::string& text, Override::Kind kind);

/// Applies overrides in order. List elements are chosen by number, `jobs[0]`, or by the value of their `name`,
/// `sites[ulsan]`. `known` says whether a path the document does not have may be created (it names a field of
/// the schema) and offers candidates for did-you-mean; an unknown path is an error.
using PathCheck = std::function<bool(const std::string& path, std::vector<std::string>& candidates)>;
void apply_overrides(Node& root, const std::vector<Override>& overrides, const PathCheck& known,
                     Diagnostics& diagnostics);

/// The node as YAML text that parses back to the same node.
std::string to_yaml(const Node& node);

/// Prints findings for people: `file:line:col: error[AIF-E010]: message`, the source line, a caret, the hint.
/// `sources` are found through the marks that were registered while parsing.
std::string render(const std::vector<Diagnostic>& diagnostics, bool color);

}  // namespace aif
