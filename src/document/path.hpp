#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aif {

/// A step of a path such as `sites[ulsan].feed`: a key, or what stands in brackets.
struct PathStep {
  std::string text;
  bool in_brackets = false;
  std::size_t offset = 0;  ///< where it starts in the path [byte]

  /// Whether it is a number, `[2]`.
  [[nodiscard]] bool is_index() const {
    return in_brackets && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string::npos;
  }
};

/// Splits a path; nothing if it is not well-formed or has more than 64 steps. Keys may hold any character but
/// `.`, `[` and `]`; what stands in brackets any but `]`.
std::optional<std::vector<PathStep>> parse_path(std::string_view path);

}  // namespace aif
