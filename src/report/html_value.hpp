#pragma once

#include <string>
#include <string_view>

#include "document/node.hpp"

namespace aif {

/// The text of a member, or "".
std::string field_text(const Node& map, std::string_view key);
/// How an element of a list is addressed: "[ulsan]" by its name, else "[3]".
std::string item_step(const Node& item, std::size_t index);
/// A value of a resolved scenario for people: quantities with a prefix that suits them, long lists cut.
std::string shown_value(const Node& value);

}  // namespace aif
