#include "cli/explain.hpp"

#include <fmt/format.h>

#include <deque>

#include "cli/value_text.hpp"
#include "document/sourced.hpp"

namespace aif {
namespace {

/// Walks the resolved document, its types and what was written side by side.
class Walk {
 public:
  explicit Walk(const Catalog& catalog) : catalog_(catalog) {}

  /// `written` is null where nothing was.
  void visit(const TypeInfo& type, const std::string& path, const Node& value, const Node* written) {
    if (!type.catalog_kind.empty()) {
      visit_entry(type, path, value, written);
    } else if (type.sourced && value.is_map()) {
      visit_sourced(type, path, value, written);
    } else if (type.kind == TypeInfo::Kind::record) {
      visit_record(type, path, value, written);
    } else if (type.kind == TypeInfo::Kind::variant) {
      visit_variant(type, path, value, written);
    } else if (type.kind == TypeInfo::Kind::map) {
      for (const Node::Entry& entry : value.entries()) {
        visit(*type.item, path + "." + entry.key, entry.value, part(written, entry.key));
      }
    } else if (type.kind == TypeInfo::Kind::list && holds_structure(value)) {
      visit_list(type, path, value, written);
    } else {
      add(type, path, value, written);
    }
  }

  std::vector<Explained> take() { return std::move(list_); }

 private:
  static bool holds_structure(const Node& list) {
    return !list.items().empty() && (list.items()[0].is_map() || list.items()[0].is_list());
  }
  static const Node* part(const Node* written, const std::string& key) {
    return written != nullptr && written->is_map() ? written->find(key) : nullptr;
  }
  static std::string inside(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
  }

  void add(const TypeInfo& type, const std::string& path, const Node& value, const Node* written,
           const std::string& source = {}) {
    Explained line;
    line.path = path;
    line.value = value_text(type, value);
    line.exact = value.is_scalar() ? value.text() : line.value;
    line.source = source;
    if (written != nullptr) {
      const SourceLocation where = written->mark().location();
      line.file = where.file;
      line.line = where.line;
    }
    list_.push_back(std::move(line));
  }

  void visit_record(const TypeInfo& type, const std::string& path, const Node& value, const Node* written) {
    for (const FieldInfo& field : type.fields()) {
      if (const Node* here = value.find(field.key)) {
        visit(field.type, inside(path, field.key), *here, part(written, field.key));
      }
    }
  }

  void visit_variant(const TypeInfo& type, const std::string& path, const Node& value, const Node* written) {
    const Node* kind = value.find(type.discriminator);
    if (kind == nullptr) {
      return;
    }
    add({}, inside(path, type.discriminator), *kind, part(written, type.discriminator));
    for (const auto& [name, alternative] : type.alternatives()) {
      if (name == kind->text()) {
        visit(alternative, path, value, written);
      }
    }
  }

  void visit_list(const TypeInfo& type, const std::string& path, const Node& value, const Node* written) {
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Node& item = value.items()[i];
      const Node* name = item.is_map() ? item.find("name") : nullptr;
      const bool was_written = written != nullptr && written->is_list() && i < written->items().size();
      // Elements with a name are addressed by it, as --set does.
      const std::string step = name != nullptr ? name->text() : std::to_string(i);
      visit(*type.item, fmt::format("{}[{}]", path, step), item, was_written ? &written->items()[i] : nullptr);
    }
  }

  /// The name of the entry where it was written, then its content from the catalog's file.
  void visit_entry(const TypeInfo& type, const std::string& path, const Node& value, const Node* written) {
    add(type, path, value, written);
    const Node* content = written;
    if (written != nullptr) {
      Diagnostics ignored;  // the scenario was valid
      Reader reader(ignored, &catalog_);
      if (std::optional<Node> entry = resolve_reference(*written, type.catalog_kind, reader)) {
        entries_.push_back(std::move(*entry));
        content = &entries_.back();
      }
    }
    TypeInfo plain = type;
    plain.catalog_kind.clear();
    visit(plain, path, value, content);
  }

  void visit_sourced(const TypeInfo& type, const std::string& path, const Node& value, const Node* written) {
    TypeInfo plain = type;
    plain.sourced = false;
    const Node* number = value.find("value");
    const Node* source = value.find("source");
    if (number == nullptr) {
      return;
    }
    const Node* place = part(written, "value") != nullptr ? part(written, "value") : written;
    add(plain, path, *number, place, source != nullptr ? source->text() : "estimate");
  }

  const Catalog& catalog_;
  std::deque<Node> entries_;  ///< keeps its elements where they are
  std::vector<Explained> list_;
};

}  // namespace

std::vector<Explained> explain(const TypeInfo& type, const Node& resolved, const Node& written,
                               const Catalog& catalog) {
  Walk walk(catalog);
  walk.visit(type, {}, resolved, &written);
  return walk.take();
}

}  // namespace aif
