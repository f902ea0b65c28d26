#pragma once

#include <string>

#include "document/node.hpp"
#include "document/type_info.hpp"

namespace aif {

/// A canonical value for people: quantities with a prefix that suits them, lists in brackets, the name of a
/// catalog entry instead of its content.
std::string value_text(const TypeInfo& type, const Node& value);

}  // namespace aif
