#include "report/html_value.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

constexpr int digits = 6;
constexpr std::size_t longest_list = 24;

std::string scalar_text(const Node& value) {
  const std::string& text = value.text();
  const bool starts_as_number = !text.empty() && text.find_first_of("0123456789") <= 1;
  if (!starts_as_number) {
    return text;
  }
  const QuantityOutcome outcome = parse_quantity(text);
  if (!outcome.value) {
    return text;  // a date, a name
  }
  return outcome.value->dimension == Dimension{} ? grouped(outcome.value->si, digits)
                                                 : human(outcome.value->si, outcome.value->dimension, digits);
}

}  // namespace

std::string field_text(const Node& map, std::string_view key) {
  const Node* value = map.is_map() ? map.find(key) : nullptr;
  return value != nullptr && value->is_scalar() ? value->text() : "";
}

std::string item_step(const Node& item, std::size_t index) {
  const std::string name = field_text(item, "name");
  return fmt::format("[{}]", name.empty() ? std::to_string(index) : name);
}

std::string shown_value(const Node& value) {
  if (value.is_scalar()) {
    return scalar_text(value);
  }
  if (!value.is_list()) {
    return value.is_null() ? "" : field_text(value, "name").empty() ? value.describe() : field_text(value, "name");
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(value.items().size(), longest_list); ++i) {
    text += (i == 0 ? "" : ", ") + shown_value(value.items()[i]);
  }
  return value.items().size() > longest_list ? text + ", …" : text;
}

}  // namespace aif
