#include "document/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/node/node.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "core/text.hpp"
#include "document/source_text.hpp"
#include "document/yaml_wording.hpp"

namespace aif {

namespace {

/// Thrown out of the event handler when going on makes no sense; the finding is already reported.
struct Stop {};

constexpr std::size_t longest_key = 256;

/// A collection that is being read.
struct Frame {
  Node node;
  YAML::anchor_t anchor = 0;
  // Of a mapping only:
  bool has_key = false;      ///< a key was read, its value comes next
  bool key_is_good = false;  ///< else the value is read and dropped
  bool key_is_merge = false;
  std::string key;
  Mark key_mark;
  std::map<std::string, Mark> seen;
  std::vector<Node> merges;  ///< mappings named by `<<`, in order
};

/// How much a tree adds to a document when it is copied into it.
struct Extent {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  int depth = 1;

  void add(const Extent& part) {
    nodes += part.nodes;
    bytes += part.bytes;
    depth = std::max(depth, part.depth + 1);
  }
};

Extent measure(const Node& node) {
  Extent extent;
  extent.bytes = node.text().size();
  for (const Node& item : node.items()) {
    extent.add(measure(item));
  }
  for (const Node::Entry& entry : node.entries()) {
    extent.bytes += entry.key.size();
    extent.add(measure(entry.value));
  }
  return extent;
}

/// Builds the tree from the events of the YAML parser, and keeps every bound while it grows.
class Builder : public YAML::EventHandler {
 public:
  Builder(std::shared_ptr<const SourceFile> source, const detail::ColumnIndex& columns, Diagnostics& diagnostics,
          const DocumentLimits& limits)
      : source_(std::move(source)), columns_(columns), diagnostics_(diagnostics), limits_(limits) {}

  /// The finished tree, or what there is of it.
  Node take() {
    finishing_ = true;
    while (!frames_.empty()) {
      frames_.back().anchor = YAML::NullAnchor;
      close();
    }
    return std::move(root_);
  }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.set_mark(to_mark(mark));
    add_leaf(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    add_leaf(Node::scalar(value, to_mark(mark), tag == "!"), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      stop(code::not_yaml, to_mark(mark), "this alias stands inside the part that it names");
    }
    const Mark where = to_mark(mark);
    const Extent extent = measure(found->second);
    check_depth(where, static_cast<int>(frames_.size()) + extent.depth - 1);
    spend(where, extent);
    Node copy = found->second;
    place(std::move(copy));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::list({}, to_mark(mark)));
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::map({}, to_mark(mark)));
  }
  void OnMapEnd() override { close(); }

  [[nodiscard]] Mark to_mark(const YAML::Mark& mark) const {
    const auto [line, column] = columns_.place(mark.line, mark.column);
    return {source_, line, column};
  }

 private:
  void report(const char* code, const Mark& mark, std::string message, std::string hint = {}) {
    diagnostics_.error(code, mark.location(), "", std::move(message), std::move(hint));
  }

  [[noreturn]] void stop(const char* code, const Mark& mark, std::string message) {
    report(code, mark, std::move(message));
    throw Stop{};
  }

  /// Counts what the document unfolds to, and stops when that is too much.
  void spend(const Mark& mark, const Extent& extent) {
    nodes_ += extent.nodes;
    bytes_ += extent.bytes;
    if (nodes_ > limits_.nodes) {
      stop(code::too_complex, mark,
           fmt::format("the document unfolds to more than {} values", grouped(static_cast<double>(limits_.nodes), 9)));
    }
    if (bytes_ > 4 * limits_.file_bytes) {
      stop(code::too_complex, mark, "the document unfolds to too much text");
    }
  }

  void check_depth(const Mark& mark, int depth) {
    if (depth >= limits_.depth) {
      stop(code::too_complex, mark, fmt::format("nested deeper than {} levels", limits_.depth));
    }
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      constexpr std::string_view standard = "tag:yaml.org,2002:";
      const std::string written = tag.starts_with(standard) ? "!!" + tag.substr(standard.size()) : tag;
      report(code::not_yaml, to_mark(mark), fmt::format("the tag \"{}\" is not understood", printable(written, 60)),
             "write the value without a tag");
    }
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node node) {
    check_tag(mark, tag);
    check_depth(node.mark(), static_cast<int>(frames_.size()));
    spend(node.mark(), {});
    Frame frame;
    frame.node = std::move(node);
    frame.anchor = anchor;
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    for (const Node& merge : frame.merges) {
      for (const Node::Entry& entry : merge.entries()) {
        if (frame.seen.emplace(entry.key, entry.key_mark).second) {
          frame.node.entries().push_back(entry);
        }
      }
    }
    remember(frame.anchor, frame.node);
    place(std::move(frame.node));
  }

  void add_leaf(Node node, YAML::anchor_t anchor) {
    spend(node.mark(), measure(node));
    remember(anchor, node);
    place(std::move(node));
  }

  /// Keeps a copy for aliases. Copies count like everything else: nested anchors would multiply them.
  void remember(YAML::anchor_t anchor, const Node& node) {
    if (anchor == YAML::NullAnchor) {
      return;
    }
    spend(node.mark(), measure(node));
    anchors_[anchor] = node;
  }

  /// Puts a finished node where it belongs: into the list, as key, as value, or at the root.
  void place(Node node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items().push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, node);
    } else {
      take_value(frame, std::move(node));
    }
  }

  void take_key(Frame& frame, const Node& node) {
    if (finishing_) {
      return;  // a half-read key is not worth a finding after the one that stopped the reading
    }
    frame.has_key = true;
    frame.key = node.text();
    frame.key_mark = node.mark();
    frame.key_is_merge = node.is_scalar() && !node.quoted() && node.text() == "<<";
    frame.key_is_good = false;
    if (!node.is_scalar()) {
      report(code::not_yaml, node.mark(), "a key must be a word, found " + node.describe());
      return;
    }
    if (node.text().size() > longest_key) {
      report(code::too_complex, node.mark(), fmt::format("the key {} is too long", node.describe()));
      return;
    }
    const auto [first, fresh] = frame.seen.emplace(frame.key, frame.key_mark);
    if (!fresh) {
      Diagnostic finding{Severity::error, code::duplicate_key, frame.key_mark.location()};
      finding.message = fmt::format("the key \"{}\" is given twice", printable(frame.key, 60));
      finding.other = first->second.location();
      diagnostics_.add(std::move(finding));
      return;
    }
    frame.key_is_good = true;
  }

  void take_value(Frame& frame, Node node) {
    frame.has_key = false;
    if (!frame.key_is_good) {
      return;
    }
    if (!frame.key_is_merge) {
      frame.node.entries().push_back({std::move(frame.key), std::move(frame.key_mark), std::move(node)});
      return;
    }
    std::vector<Node> sources;
    if (node.is_list()) {
      sources = std::move(node.items());
    } else {
      sources.push_back(std::move(node));
    }
    for (Node& source : sources) {
      if (source.is_map()) {
        frame.merges.push_back(std::move(source));
      } else {
        report(code::wrong_kind, frame.key_mark, "\"<<\" merges mappings, found " + source.describe());
      }
    }
  }

  std::shared_ptr<const SourceFile> source_;
  const detail::ColumnIndex& columns_;
  Diagnostics& diagnostics_;
  const DocumentLimits& limits_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Node> anchors_;
  Node root_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
  bool finishing_ = false;
};

/// Refuses a second document in the same text.
class Nothing : public YAML::EventHandler {
 public:
  Nothing(const std::string& text, const Builder& builder, Diagnostics& diagnostics)
      : text_(text), builder_(builder), diagnostics_(diagnostics) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    const bool explicit_start =
        mark.pos >= 0 && text_.find("---", static_cast<std::size_t>(mark.pos)) == static_cast<std::size_t>(mark.pos);
    diagnostics_.error(
        code::not_yaml, builder_.to_mark(mark).location(), "",
        explicit_start ? "a second document starts here" : "this does not belong to what stands above it",
        explicit_start ? "put it into a file of its own" : "check the indentation");
    throw Stop{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  const std::string& text_;
  const Builder& builder_;
  Diagnostics& diagnostics_;
};

/// Whether the line of `where` is indented with a tab, which explains most errors in it.
bool has_tab_in_front(const SourceLocation& where, const std::string& text) {
  std::size_t start = 0;
  for (int line = 1; line < where.line && start != std::string::npos; ++line) {
    start = text.find('\n', start);
    start += start == std::string::npos ? 0 : 1;
  }
  const std::size_t content = start == std::string::npos ? start : text.find_first_not_of(" \t", start);
  return content != std::string::npos &&
         std::string_view(text).substr(start, content - start).find('\t') != std::string_view::npos;
}

void report_syntax(const YAML::Exception& error, const std::string& text, const Builder& builder,
                   Diagnostics& diagnostics) {
  const SourceLocation where = builder.to_mark(error.mark).location();
  if (dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr) {
    diagnostics.error(code::too_complex, where, "", "nested too deeply");
    return;
  }
  if (has_tab_in_front(where, text)) {
    diagnostics.error(code::not_yaml, where, "", "a tab is used for indentation", "indent with spaces");
    return;
  }
  const detail::Wording wording = detail::reword_yaml_error(error.msg);
  diagnostics.error(
      code::not_yaml, where, "",
      wording.message != nullptr ? std::string(wording.message) : "not valid YAML: " + printable(error.msg),
      wording.hint);
}

}  // namespace

Node parse_yaml(const std::shared_ptr<const SourceFile>& source, Diagnostics& diagnostics,
                const DocumentLimits& limits) {
  if (source->text.size() > limits.file_bytes) {
    diagnostics.error(
        code::too_complex, {source->name}, "",
        fmt::format("the text is longer than {} bytes", grouped(static_cast<double>(limits.file_bytes), 15)));
    return {};
  }
  const std::string text = detail::normalised(source->text);
  if (!detail::check_characters(source, text, diagnostics)) {
    return {};
  }
  const detail::ColumnIndex columns(text);
  Builder builder(source, columns, diagnostics, limits);
  try {
    // The library misses a quote that is open at the end of the file, unless something follows the last line.
    std::istringstream stream(text + "\n#");
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      diagnostics.error(code::not_yaml, {source->name}, "", "the document is empty");
      return {};
    }
    Nothing nothing(text, builder, diagnostics);
    parser.HandleNextDocument(nothing);
  } catch (const Stop&) {
    // Already reported.
  } catch (const YAML::Exception& error) {
    report_syntax(error, text, builder, diagnostics);
  }
  return builder.take();
}

}  // namespace aif
