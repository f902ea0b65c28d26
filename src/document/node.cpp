#include "document/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/contracts.hpp"
#include "core/text.hpp"

namespace aif {

Node Node::scalar(std::string text, Mark mark, bool quoted) {
  Node node;
  node.kind_ = Kind::scalar;
  node.quoted_ = quoted;
  node.text_ = std::move(text);
  node.mark_ = std::move(mark);
  return node;
}

Node Node::list(std::vector<Node> items, Mark mark) {
  Node node;
  node.kind_ = Kind::list;
  node.items_ = std::move(items);
  node.mark_ = std::move(mark);
  return node;
}

Node Node::map(std::vector<Entry> entries, Mark mark) {
  Node node;
  node.kind_ = Kind::map;
  node.entries_ = std::move(entries);
  node.mark_ = std::move(mark);
  return node;
}

const Node::Entry* Node::find_entry(std::string_view key) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [key](const Entry& e) { return e.key == key; });
  return found == entries_.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

void Node::set(std::string_view key, Node value, Mark key_mark) {
  AIF_EXPECT(kind_ == Kind::map);
  if (Node* existing = find(key)) {
    *existing = std::move(value);
  } else {
    entries_.push_back({std::string(key), std::move(key_mark), std::move(value)});
  }
}

void Node::remove(std::string_view key) {
  std::erase_if(entries_, [key](const Entry& entry) { return entry.key == key; });
}

std::string Node::describe() const {
  switch (kind_) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return fmt::format("\"{}\"", printable(text_, 60));
    case Kind::list:
      return items_.empty() ? "an empty list"
                            : fmt::format("a list of {} {}", items_.size(), items_.size() == 1 ? "item" : "items");
    case Kind::map:
      break;
  }
  return entries_.empty() ? "an empty mapping"
                          : fmt::format("a mapping with {} {}", entries_.size(), entries_.size() == 1 ? "key" : "keys");
}

Node merged(const Node& base, const Node& over) {
  if (!base.is_map() || !over.is_map()) {
    return over;
  }
  std::vector<Node::Entry> entries = base.entries();
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < base.entries().size(); ++i) {
    index.emplace(base.entries()[i].key, i);
  }
  for (const Node::Entry& entry : over.entries()) {
    const auto found = index.find(entry.key);
    if (found == index.end()) {
      entries.push_back(entry);
      continue;
    }
    Node::Entry& target = entries[found->second];
    target.value = merged(target.value, entry.value);
    target.key_mark = entry.key_mark;
  }
  return Node::map(std::move(entries), over.mark());
}

}  // namespace aif
