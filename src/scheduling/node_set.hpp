#pragma once

#include <cstdint>
#include <vector>

namespace aif {

/// A set of node numbers kept as sorted, disjoint, non-touching intervals, so that 250,000 nodes cost a few
/// entries. Node numbers follow the racks, so neighbours in number are neighbours in the hall.
class NodeSet {
 public:
  struct Interval {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    [[nodiscard]] std::uint32_t end() const { return first + count; }
    friend bool operator==(const Interval&, const Interval&) = default;
  };

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const std::vector<Interval>& intervals() const { return intervals_; }
  [[nodiscard]] bool contains(std::uint32_t node) const;

  /// Adds nodes that are not in the set.
  void add(Interval interval);
  void add(const NodeSet& nodes);
  /// Takes out `count` nodes (at most size()): the smallest interval that holds them all, else the largest
  /// ones first, so that large holes stay large and gangs sit close together.
  NodeSet take(std::uint32_t count);
  /// Takes out one node; it must be in the set.
  void remove(std::uint32_t node);
  /// The `index`-th node in order; index < size().
  [[nodiscard]] std::uint32_t nth(std::uint32_t index) const;

 private:
  std::vector<Interval> intervals_;
  std::uint32_t size_ = 0;
};

}  // namespace aif
