#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/text.hpp"
#include "document/path.hpp"
#include "document/yaml.hpp"

/// --set and --unset.
namespace aif {

namespace {

constexpr std::size_t longest_override = 1u << 16;

/// The text of an override as a file of its own, so that findings can point into it.
std::shared_ptr<const SourceFile> source_of(const Override& override) {
  const bool set = override.kind == Override::Kind::set;
  return std::make_shared<const SourceFile>(
      SourceFile{set ? "--set" : "--unset", set ? override.path + "=" + override.value : override.path});
}

int characters(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

class Application {
 public:
  Application(const Override& override, const PathCheck& known, Diagnostics& diagnostics)
      : override_(override), known_(known), diagnostics_(diagnostics), source_(source_of(override)) {}

  void apply(Node& root) {
    std::optional<std::vector<PathStep>> steps = parse_path(override_.path);
    if (!steps) {
      report(code::bad_override, 1, fmt::format("\"{}\" is not a path", printable(override_.path)), path_form);
      return;
    }
    steps_ = std::move(*steps);
    if (override_.kind == Override::Kind::unset) {
      unset(root);
      return;
    }
    std::optional<Node> value = parse_value();
    Node* target = value ? descend(root) : nullptr;
    if (target != nullptr) {
      *target = std::move(*value);
    }
  }

 private:
  static constexpr const char* path_form = "a path is like grid.carbon, sites[2].feed or sites[ulsan].feed";

  void report(const char* code, int column, std::string message, std::string hint = {}) {
    diagnostics_.error(code, Mark{source_, 1, column}.location(), override_.path, std::move(message), std::move(hint));
  }

  [[nodiscard]] Mark mark_of(const PathStep& step) const {
    return {source_, 1, characters(std::string_view(override_.path).substr(0, step.offset)) + 1};
  }

  /// Moves what was read from the value alone to where the value stands in the override.
  void shift(Mark& mark) const {
    mark.column += mark.line == 1 ? characters(override_.path) + 1 : 0;
    mark.file = source_;
  }
  void shift(Node& node) const {
    Mark mark = node.mark();
    shift(mark);
    node.set_mark(mark);
    for (Node& item : node.items()) {
      shift(item);
    }
    for (Node::Entry& entry : node.entries()) {
      shift(entry.key_mark);
      shift(entry.value);
    }
  }

  std::optional<Node> parse_value() {
    Node value;
    value.set_mark({source_, 1, characters(override_.path) + 2});
    if (trim(override_.value).empty()) {
      return value;
    }
    DocumentLimits limits;
    limits.file_bytes = longest_override;
    Diagnostics findings;
    value =
        parse_yaml(std::make_shared<const SourceFile>(SourceFile{source_->name, override_.value}), findings, limits);
    for (Diagnostic finding : findings.all()) {
      for (SourceLocation* place : {&finding.where, &finding.other}) {
        if (place->line > 0) {
          Mark mark{source_, place->line, place->column};
          shift(mark);
          *place = mark.location();
        }
      }
      finding.path = override_.path;
      diagnostics_.add(std::move(finding));
    }
    if (findings.has_errors()) {
      return std::nullopt;
    }
    shift(value);
    return value;
  }

  /// The node that the path leads to, made on the way if the schema knows it; null if reported.
  Node* descend(Node& root) {
    Node* node = &root;
    for (std::size_t i = 0; node != nullptr && i < steps_.size(); ++i) {
      node = enter(*node, steps_[i]);
    }
    return node;
  }

  Node* enter(Node& node, const PathStep& step) {
    if (node.is_list()) {
      return element(node, step);
    }
    if (Node* child = node.find(step.text)) {
      return child;
    }
    if (!may_create()) {
      return nullptr;
    }
    if (step.in_brackets && !node.is_map()) {
      report(code::bad_override, mark_of(step).column, "there is no list here to choose an element from");
      return nullptr;
    }
    if (!node.is_map()) {
      open_up(node, step);
    }
    Node fresh;
    fresh.set_mark(mark_of(step));
    node.set(step.text, std::move(fresh), mark_of(step));
    return node.find(step.text);
  }

  /// Turns a short form into the mapping it stands for: a number into {value: ...}, the name of a catalog entry
  /// into {catalog: ...}.
  void open_up(Node& node, const PathStep& step) const {
    static constexpr std::array<std::string_view, 5> origin{"value", "source", "estimate", "range", "note"};
    Node map = Node::map({}, node.is_null() ? mark_of(step) : node.mark());
    if (node.is_scalar()) {
      const bool number = std::find(origin.begin(), origin.end(), step.text) != origin.end();
      map.set(number ? "value" : "catalog", node, node.mark());
    }
    node = std::move(map);
  }

  /// Whether the schema knows the whole path; reports the first step that it does not know.
  bool may_create() {
    std::vector<std::string> candidates;
    if (!known_ || known_(override_.path, candidates)) {
      return true;
    }
    for (const PathStep& step : steps_) {
      const std::size_t end = step.offset + step.text.size() + (step.in_brackets ? 1 : 0);
      if (!known_(override_.path.substr(0, end), candidates)) {
        report(code::bad_override, mark_of(step).column,
               fmt::format("nothing is called \"{}\" here", printable(step.text, 60)), suggest(step.text, candidates));
        return false;
      }
    }
    return false;
  }

  Node* element(Node& list, const PathStep& step) {
    std::vector<Node>& items = list.items();
    if (step.in_brackets && step.is_index()) {
      std::size_t index = 0;
      std::from_chars(step.text.data(), step.text.data() + step.text.size(), index);
      if (index < items.size()) {
        return &items[index];
      }
      report(code::bad_override, mark_of(step).column,
             fmt::format("there is no element [{}]", printable(step.text, 20)),
             fmt::format("the list has {}; the first is [0]", items.size()));
      return nullptr;
    }
    std::vector<std::string> names;
    Node* found = nullptr;
    for (Node& item : items) {
      const Node* name = item.find("name");
      if (name == nullptr || !name->is_scalar()) {
        continue;
      }
      names.push_back(name->text());
      if (name->text() == step.text && step.in_brackets) {
        found = &item;
        break;
      }
    }
    if (found == nullptr) {
      const bool forgot_brackets = std::find(names.begin(), names.end(), step.text) != names.end();
      std::string choices =
          forgot_brackets ? fmt::format("write [{}]", printable(step.text, 60)) : suggest(step.text, names);
      report(code::bad_override, mark_of(step).column,
             step.in_brackets ? fmt::format("the list has no element named \"{}\"", printable(step.text, 60))
                              : "this is a list: choose an element, such as [0] or [name]",
             std::move(choices));
    }
    return found;
  }

  void unset(Node& root) {
    Node* parent = &root;
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
      Node* child = parent->is_list() ? element(*parent, steps_[i]) : parent->find(steps_[i].text);
      if (child == nullptr) {
        if (!parent->is_list()) {
          may_create();  // reports a name that cannot be there; what could be and is not needs no unsetting
        }
        return;
      }
      parent = child;
    }
    const PathStep& last = steps_.back();
    if (parent->is_list()) {
      if (const Node* victim = element(*parent, last)) {
        parent->items().erase(parent->items().begin() + (victim - parent->items().data()));
      }
    } else if (parent->find(last.text) != nullptr) {
      parent->remove(last.text);
    } else {
      may_create();
    }
  }

  const Override& override_;
  const PathCheck& known_;
  Diagnostics& diagnostics_;
  std::shared_ptr<const SourceFile> source_;
  std::vector<PathStep> steps_;
};

}  // namespace

Override parse_override(const std::string& text, Override::Kind kind) {
  const bool set = kind == Override::Kind::set;
  // The first `=` outside brackets ends the path.
  std::size_t end = 0;
  for (int depth = 0; end < text.size() && (depth > 0 || text[end] != '='); ++end) {
    depth += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
  }
  const std::string form = set ? "--set wants path=value, such as --set sites[ulsan].feed='103 MW'"
                               : "--unset wants a path, such as --unset sites[ulsan].battery";
  if (text.size() > longest_override || (set == (end == text.size())) || !parse_path(trim(text.substr(0, end)))) {
    throw UsageError(fmt::format("{}; found \"{}\"", form, printable(text)));
  }
  return {kind, trim(text.substr(0, end)), set ? text.substr(end + 1) : std::string()};
}

void apply_overrides(Node& root, const std::vector<Override>& overrides, const PathCheck& known,
                     Diagnostics& diagnostics) {
  for (const Override& override : overrides) {
    Application(override, known, diagnostics).apply(root);
  }
}

}  // namespace aif
