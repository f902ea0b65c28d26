#include <set>

#include "core/text.hpp"
#include "report/html_model.hpp"
#include "report/html_value.hpp"

namespace aif {
namespace {

using Row = std::vector<const Node*>;  ///< the same place in every scenario; null where one has none

bool same(const Node& a, const Node& b) {
  if (a.kind() != b.kind() || a.text() != b.text() || a.items().size() != b.items().size() ||
      a.entries().size() != b.entries().size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.items().size(); ++i) {
    if (!same(a.items()[i], b.items()[i])) {
      return false;
    }
  }
  for (std::size_t i = 0; i < a.entries().size(); ++i) {
    if (a.entries()[i].key != b.entries()[i].key || !same(a.entries()[i].value, b.entries()[i].value)) {
      return false;
    }
  }
  return true;
}

bool all_same(const Row& row) {
  return std::all_of(row.begin(), row.end(), [&](const Node* node) {
    return (node == nullptr) == (row[0] == nullptr) && (node == nullptr || same(*node, *row[0]));
  });
}

template <class F>
bool every(const Row& row, F&& holds) {
  return std::all_of(row.begin(), row.end(), [&](const Node* node) { return node != nullptr && holds(*node); });
}

/// Other names mean other things, whose parts need not be compared.
bool differ_in_name(const Row& row) {
  return std::any_of(row.begin(), row.end(),
                     [&](const Node* node) { return field_text(*node, "name") != field_text(*row[0], "name"); });
}

class Differences {
 public:
  explicit Differences(JsonText& json) : json_(json) {}

  void visit(const std::string& path, const Row& row) {
    if (all_same(row)) {
      return;
    }
    const bool maps = every(row, [](const Node& node) { return node.is_map(); });
    const bool lists = every(row, [](const Node& node) { return node.is_list() && has_names(node); });
    if (maps && (path.empty() || !differ_in_name(row))) {
      visit_parts(
          row, keys_of(row), [&](const std::string& key) { return path.empty() ? key : path + "." + key; },
          [](const Node& node, const std::string& key) { return node.find(key); });
    } else if (lists) {
      visit_parts(
          row, names_of(row), [&](const std::string& name) { return path + "[" + name + "]"; }, item_named);
    } else {
      write(path, row);
    }
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  static constexpr std::size_t most = 300;

  static bool has_names(const Node& list) {
    return !list.items().empty() && std::all_of(list.items().begin(), list.items().end(),
                                                [](const Node& item) { return !field_text(item, "name").empty(); });
  }
  static const Node* item_named(const Node& list, const std::string& name) {
    for (const Node& item : list.items()) {
      if (field_text(item, "name") == name) {
        return &item;
      }
    }
    return nullptr;
  }
  static std::vector<std::string> keys_of(const Row& row) {
    return collected(row, [](const Node& map, auto&& add) {
      for (const Node::Entry& entry : map.entries()) {
        add(entry.key);
      }
    });
  }
  static std::vector<std::string> names_of(const Row& row) {
    return collected(row, [](const Node& list, auto&& add) {
      for (const Node& item : list.items()) {
        add(field_text(item, "name"));
      }
    });
  }
  /// Every text once, in the order of the first scenario that has it.
  template <class F>
  static std::vector<std::string> collected(const Row& row, F&& texts_of) {
    std::vector<std::string> list;
    std::set<std::string> seen;
    for (const Node* node : row) {
      texts_of(*node, [&](const std::string& text) {
        if (seen.insert(text).second) {
          list.push_back(text);
        }
      });
    }
    return list;
  }
  template <class P, class F>
  void visit_parts(const Row& row, const std::vector<std::string>& parts, P&& path_of, F&& find) {
    for (const std::string& part : parts) {
      Row inner;
      for (const Node* node : row) {
        inner.push_back(find(*node, part));
      }
      visit(path_of(part), inner);
    }
  }
  void write(const std::string& path, const Row& row) {
    if (++count_ > most) {
      return;
    }
    json_.begin_array().text(printable(path, 160));
    for (const Node* node : row) {
      node == nullptr ? json_.null() : json_.text(printable(shown_value(*node), 120));
    }
    json_.end_array();
  }

  JsonText& json_;
  std::size_t count_ = 0;
};

}  // namespace

void write_differences(JsonText& json, const std::vector<Node>& scenarios) {
  Row row;
  for (const Node& scenario : scenarios) {
    row.push_back(&scenario);
  }
  json.key("differences").begin_array();
  Differences differences(json);
  differences.visit({}, row);
  json.end_array();
  json.whole("differences_count", static_cast<std::int64_t>(differences.count()));
}

}  // namespace aif
