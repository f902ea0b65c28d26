#include "scenario/place.hpp"

namespace aif {

Place Place::at(const std::string& key) const {
  std::string path = path_.empty() ? key : path_ + "." + key;
  if (node_ != nullptr && node_->is_map()) {
    if (const Node::Entry* entry = node_->find_entry(key)) {
      const bool has_mark = entry->value.mark().line > 0;
      return {&entry->value, has_mark ? entry->value.mark() : entry->key_mark, std::move(path)};
    }
  }
  return {nullptr, mark_, std::move(path)};
}

Place Place::at(std::size_t index) const {
  std::string path = path_ + "[" + std::to_string(index) + "]";
  if (node_ != nullptr && node_->is_list() && index < node_->items().size()) {
    const Node& item = node_->items()[index];
    return {&item, item.mark(), std::move(path)};
  }
  return {nullptr, mark_, std::move(path)};
}

std::vector<Place> Place::elements(const std::string& key) const {
  std::vector<Place> list;
  const Place parent = at(key);
  const std::size_t size = parent.node_ != nullptr && parent.node_->is_list() ? parent.node_->items().size() : 0;
  for (std::size_t i = 0; i < size; ++i) {
    list.push_back(parent.at(i));
  }
  return list;
}

std::string Place::text(const std::string& key) const {
  const Node* value = node_ != nullptr && node_->is_map() ? node_->find(key) : nullptr;
  return value != nullptr && value->is_scalar() ? value->text() : std::string();
}

}  // namespace aif
