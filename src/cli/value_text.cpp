#include "cli/value_text.hpp"

#include <charconv>

#include "core/text.hpp"
#include "core/units.hpp"
#include "document/distribution.hpp"

namespace aif {
namespace {

constexpr int digits = 6;

std::string quantity_text(const TypeInfo& type, const std::string& text) {
  const QuantityOutcome outcome = parse_quantity(text);
  return outcome.value ? human(outcome.value->si, type.dimension, digits) : printable(text);
}

std::string number_text(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? grouped(value, digits) : printable(text);
}

}  // namespace

std::string value_text(const TypeInfo& type, const Node& value) {
  if (!type.catalog_kind.empty()) {
    const Node* name = value.find("name");
    return name != nullptr ? printable(name->text()) : printable(value.text());
  }
  if (value.is_list()) {
    std::string text;
    for (const Node& item : value.items()) {
      text += (text.empty() ? "" : ", ") + (type.item ? value_text(*type.item, item) : printable(item.text()));
    }
    return '[' + text + ']';
  }
  if (is_distribution(value)) {
    const Node::Entry& entry = value.entries().front();
    return entry.key + " " +
           value_text({.kind = TypeInfo::Kind::list, .item = std::make_shared<TypeInfo>(type)}, entry.value);
  }
  if (value.is_map()) {
    return value.entries().empty() ? "{}" : value.describe();
  }
  switch (type.kind) {
    case TypeInfo::Kind::quantity:
      return quantity_text(type, value.text());
    case TypeInfo::Kind::integer:
    case TypeInfo::Kind::number:
      return number_text(value.text());
    default:
      return value.text().empty() ? "\"\"" : printable(value.text());
  }
}

}  // namespace aif
