#include "document/field_list.hpp"

#include <algorithm>

namespace aif {
namespace {

void* member_at(void* value, std::ptrdiff_t offset) { return static_cast<std::byte*>(value) + offset; }
const void* member_at(const void* value, std::ptrdiff_t offset) {
  return static_cast<const std::byte*>(value) + offset;
}

}  // namespace

void FieldList::add(std::string_view key, std::ptrdiff_t offset, const MemberCodec& codec, std::string_view help,
                    const Limits& limits, bool required) {
  fields_.push_back({std::string(key), std::string(help), offset, &codec, limits, required});
}

bool FieldList::read(const Node& node, void* out, Reader& reader) const {
  if (!node.is_map()) {
    reader.error(code::wrong_kind, node.mark(), "expected a mapping (" + name_ + "), found " + node.describe());
    return false;
  }
  bool good = true;
  for (const Node::Entry& entry : node.entries()) {
    if (!knows(entry.key)) {
      report_unknown_key(entry, keys(), reader);
      good = false;
    }
  }
  for (const Field& field : fields_) {
    const Node* value = node.find(field.key);
    if (value == nullptr || value->is_null()) {
      if (field.required) {
        report_missing_key(node, field.key, field.help, reader);
        good = false;
      }
      continue;
    }
    Reader::Scope scope(reader, field.key);
    good = field.codec->read(*value, member_at(out, field.offset), reader, field.limits) && good;
  }
  return good;
}

Node FieldList::write(const void* value) const {
  std::vector<Node::Entry> entries;
  for (const Field& field : fields_) {
    Node node = field.codec->write(member_at(value, field.offset));
    if (!node.is_null()) {
      entries.push_back({field.key, {}, std::move(node)});
    }
  }
  return Node::map(std::move(entries));
}

TypeInfo FieldList::describe() const {
  TypeInfo type{.kind = TypeInfo::Kind::record};
  type.record_name = name_;
  type.record_help = help_;
  type.fields = [this] {
    std::vector<FieldInfo> list;
    for (const Field& field : fields_) {
      list.push_back(info(field));
    }
    return list;
  };
  return type;
}

FieldInfo FieldList::info(const Field& field) const {
  const Node value = field.required ? Node() : field.codec->write(member_at(defaults_.get(), field.offset));
  return {field.key, field.help, field.required, value.is_scalar() ? value.text() : std::string(),
          field.codec->describe(field.limits)};
}

std::vector<std::string> FieldList::keys() const {
  std::vector<std::string> list;
  for (const Field& field : fields_) {
    list.push_back(field.key);
  }
  return list;
}

bool FieldList::knows(const std::string& key) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const Field& field) { return field.key == key; }) ||
         std::find(ignored_.begin(), ignored_.end(), key) != ignored_.end();
}

}  // namespace aif
