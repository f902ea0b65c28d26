#pragma once

#include <string>

namespace aif {

/// Makes text fit a terminal of `width` columns. In every block of lines between blank ones that has a line too wide,
/// the gaps that stand above each other in all its lines shrink to two columns; lines that are still too wide go on in
/// the next line, indented by four more columns. What fits is left as it is; a word longer than a line stands alone.
std::string fold(const std::string& text, int width);

}  // namespace aif
