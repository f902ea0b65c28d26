#include <algorithm>
#include <array>

#include "document/path.hpp"
#include "document/schema.hpp"

namespace aif {

namespace {

/// Follows a path through types, and remembers what would have been possible where it got lost.
class PathWalk {
 public:
  explicit PathWalk(const std::vector<PathStep>& steps) : steps_(steps) {}

  bool follow(const TypeInfo& type, std::size_t at) {
    if (at == steps_.size()) {
      return true;
    }
    reach(at);
    const PathStep& step = steps_[at];
    if (type.sourced && !step.in_brackets && is_origin(step, at)) {
      return true;
    }
    switch (type.kind) {
      case TypeInfo::Kind::list:
        return step.in_brackets && follow(*type.item, at + 1);
      case TypeInfo::Kind::map:
        return follow(*type.item, at + 1);
      case TypeInfo::Kind::record:
        return !step.in_brackets && follow_record(type, at);
      case TypeInfo::Kind::variant:
        return !step.in_brackets && follow_variant(type, at);
      default:
        return false;
    }
  }

  [[nodiscard]] const std::vector<std::string>& candidates() const { return candidates_; }

 private:
  bool is_origin(const PathStep& step, std::size_t at) {
    static const std::array<std::string, 5> keys{"value", "source", "estimate", "range", "note"};
    for (const std::string& key : keys) {
      offer(at, key);
    }
    const bool last = at + 1 == steps_.size();
    const bool range_end = step.text == "range" && at + 2 == steps_.size() && steps_[at + 1].in_brackets;
    return (last || range_end) && std::find(keys.begin(), keys.end(), step.text) != keys.end();
  }

  bool follow_record(const TypeInfo& type, std::size_t at) {
    const std::string& key = steps_[at].text;
    if (!type.catalog_kind.empty()) {
      offer(at, "catalog");
      if (key == "catalog" && at + 1 == steps_.size()) {
        return true;
      }
    }
    for (const FieldInfo& field : type.fields()) {
      offer(at, field.key);
      if (field.key == key) {
        return follow(field.type, at + 1);
      }
    }
    return false;
  }

  bool follow_variant(const TypeInfo& type, std::size_t at) {
    offer(at, type.discriminator);
    if (steps_[at].text == type.discriminator && at + 1 == steps_.size()) {
      return true;
    }
    const auto alternatives = type.alternatives();
    return std::any_of(alternatives.begin(), alternatives.end(),
                       [&](const auto& alternative) { return follow(alternative.second, at); });
  }

  /// Only what belongs to the furthest step that was reached is of use to the reader.
  void reach(std::size_t at) {
    if (at > furthest_) {
      candidates_.clear();
      furthest_ = at;
    }
  }
  void offer(std::size_t at, const std::string& key) {
    if (at == furthest_ && std::find(candidates_.begin(), candidates_.end(), key) == candidates_.end()) {
      candidates_.push_back(key);
    }
  }

  const std::vector<PathStep>& steps_;
  std::size_t furthest_ = 0;
  std::vector<std::string> candidates_;
};

}  // namespace

bool path_exists(const TypeInfo& root, const std::string& path, std::vector<std::string>& candidates) {
  candidates.clear();
  const std::optional<std::vector<PathStep>> steps = parse_path(path);
  if (!steps) {
    return false;
  }
  PathWalk walk(*steps);
  if (walk.follow(root, 0)) {
    return true;
  }
  candidates = walk.candidates();
  return false;
}

}  // namespace aif
