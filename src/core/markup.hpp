#pragma once

#include <string>
#include <string_view>

namespace aif {

/// Text inside HTML, SVG or XML, as content or in a quoted attribute: & < > " become entities. Control characters pass;
/// texts from outside go through printable() first.
std::string markup_text(std::string_view text);

}  // namespace aif
