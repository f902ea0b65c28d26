#include "scheduling/node_set.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif {
namespace {

/// The first interval that begins after `node`.
auto after(std::vector<NodeSet::Interval>& intervals, std::uint32_t node) {
  return std::upper_bound(intervals.begin(), intervals.end(), node,
                          [](std::uint32_t n, const NodeSet::Interval& i) { return n < i.first; });
}

}  // namespace

bool NodeSet::contains(std::uint32_t node) const {
  auto it = std::upper_bound(intervals_.begin(), intervals_.end(), node,
                             [](std::uint32_t n, const Interval& i) { return n < i.first; });
  return it != intervals_.begin() && node < std::prev(it)->end();
}

void NodeSet::add(Interval interval) {
  if (interval.count == 0) {
    return;
  }
  auto next = after(intervals_, interval.first);
  AIF_EXPECT(next == intervals_.end() || interval.end() <= next->first);
  AIF_EXPECT(next == intervals_.begin() || std::prev(next)->end() <= interval.first);
  size_ += interval.count;
  if (next != intervals_.begin()) {
    auto previous = std::prev(next);
    if (previous->end() == interval.first) {
      previous->count += interval.count;
      if (next != intervals_.end() && next->first == previous->end()) {
        previous->count += next->count;
        intervals_.erase(next);
      }
      return;
    }
  }
  if (next != intervals_.end() && next->first == interval.end()) {
    next->first = interval.first;
    next->count += interval.count;
    return;
  }
  intervals_.insert(next, interval);
}

void NodeSet::add(const NodeSet& nodes) {
  for (const Interval& interval : nodes.intervals_) {
    add(interval);
  }
}

NodeSet NodeSet::take(std::uint32_t count) {
  AIF_EXPECT(count <= size_);
  NodeSet taken;
  while (count > 0) {
    // Best fit if one interval is enough, else the largest.
    std::size_t best = intervals_.size();
    std::size_t largest = 0;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      if (intervals_[i].count > intervals_[largest].count) {
        largest = i;
      }
      if (intervals_[i].count >= count && (best == intervals_.size() || intervals_[i].count < intervals_[best].count)) {
        best = i;
      }
    }
    Interval& source = intervals_[best < intervals_.size() ? best : largest];
    const std::uint32_t part = std::min(count, source.count);
    taken.add({source.first, part});
    source.first += part;
    source.count -= part;
    if (source.count == 0) {
      intervals_.erase(intervals_.begin() + (&source - intervals_.data()));
    }
    size_ -= part;
    count -= part;
  }
  return taken;
}

void NodeSet::remove(std::uint32_t node) {
  auto next = after(intervals_, node);
  AIF_EXPECT(next != intervals_.begin());
  auto it = std::prev(next);
  AIF_EXPECT(node < it->end());
  --size_;
  const Interval tail{node + 1, it->end() - node - 1};
  it->count = node - it->first;
  if (tail.count > 0) {
    it = intervals_.insert(std::next(it), tail);
    it = std::prev(it);
  }
  if (it->count == 0) {
    intervals_.erase(it);
  }
}

std::uint32_t NodeSet::nth(std::uint32_t index) const {
  AIF_EXPECT(index < size_);
  for (const Interval& interval : intervals_) {
    if (index < interval.count) {
      return interval.first + index;
    }
    index -= interval.count;
  }
  return 0;  // unreachable: index < size_
}

}  // namespace aif
