#include "document/path.hpp"

namespace aif {

std::optional<std::vector<PathStep>> parse_path(std::string_view path) {
  constexpr std::size_t most_steps = 64;
  std::vector<PathStep> steps;
  std::size_t at = 0;
  while (at < path.size()) {
    PathStep step;
    step.in_brackets = path[at] == '[';
    if (step.in_brackets || (!steps.empty() && path[at] == '.')) {
      ++at;
    } else if (!steps.empty()) {
      return std::nullopt;  // "a[0]b"
    }
    const std::size_t end = std::min(path.find_first_of(step.in_brackets ? "]" : ".[]", at), path.size());
    step.text = std::string(path.substr(at, end - at));
    step.offset = at;
    const bool open_end = step.in_brackets && end == path.size();
    const bool stray = !step.in_brackets && end < path.size() && path[end] == ']';
    if (step.text.empty() || open_end || stray || (step.in_brackets && steps.empty()) || steps.size() == most_steps) {
      return std::nullopt;
    }
    at = end + (step.in_brackets ? 1 : 0);
    if (at < path.size() && path[at] == '.' && at + 1 == path.size()) {
      return std::nullopt;  // "a."
    }
    steps.push_back(std::move(step));
  }
  if (steps.empty()) {
    return std::nullopt;
  }
  return steps;
}

}  // namespace aif
