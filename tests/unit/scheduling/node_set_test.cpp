#include "scheduling/node_set.hpp"

#include <set>

#include "core/contracts.hpp"
#include "core/random.hpp"
#include "doctest/doctest.h"

using aif::NodeSet;

TEST_CASE("neighbouring intervals become one") {
  NodeSet set;
  set.add({0, 4});
  set.add({8, 4});
  CHECK(set.intervals().size() == 2);
  set.add({4, 4});
  REQUIRE(set.intervals().size() == 1);
  CHECK(set.intervals().front() == NodeSet::Interval{0, 12});
  CHECK(set.size() == 12);
}

TEST_CASE("a gang sits in the smallest hole that holds it") {
  NodeSet set;
  set.add({0, 10});
  set.add({20, 4});
  set.add({30, 6});
  const NodeSet four = set.take(4);
  REQUIRE(four.intervals().size() == 1);
  CHECK(four.intervals().front() == NodeSet::Interval{20, 4});
  // 6 in the hole of 6 would fit exactly; 8 only in the hole of 10.
  CHECK(set.take(8).intervals().front() == NodeSet::Interval{0, 8});
}

TEST_CASE("a gang larger than every hole takes the largest first") {
  NodeSet set;
  set.add({0, 3});
  set.add({10, 5});
  set.add({20, 4});
  const NodeSet eleven = set.take(11);
  CHECK(eleven.size() == 11);
  CHECK(set.size() == 1);
  CHECK(eleven.contains(10));
  CHECK(eleven.contains(23));
}

TEST_CASE("adding what is there already is our bug") {
  NodeSet set;
  set.add({0, 4});
  CHECK_THROWS_AS(set.add({3, 2}), aif::ContractViolation);
  CHECK_THROWS_AS(set.take(5), aif::ContractViolation);
  CHECK_THROWS_AS(set.remove(9), aif::ContractViolation);
}

TEST_CASE("random operations agree with a plain set") {
  aif::RandomStream random(7, "node_set_test");
  NodeSet set;
  std::set<std::uint32_t> plain;
  std::vector<NodeSet> taken;
  set.add({0, 500});
  for (std::uint32_t i = 0; i < 500; ++i) {
    plain.insert(i);
  }
  for (int step = 0; step < 4000; ++step) {
    const auto choice = random.below(3);
    if (choice == 0 && !set.empty()) {
      taken.push_back(set.take(static_cast<std::uint32_t>(1 + random.below(set.size()))));
      for (const auto& interval : taken.back().intervals()) {
        for (std::uint32_t n = interval.first; n < interval.end(); ++n) {
          REQUIRE(plain.erase(n) == 1);
        }
      }
    } else if (choice == 1 && !taken.empty()) {
      for (const auto& interval : taken.back().intervals()) {
        for (std::uint32_t n = interval.first; n < interval.end(); ++n) {
          plain.insert(n);
        }
      }
      set.add(taken.back());
      taken.pop_back();
    } else if (!set.empty()) {
      const auto index = static_cast<std::uint32_t>(random.below(set.size()));
      const std::uint32_t node = set.nth(index);
      REQUIRE(*std::next(plain.begin(), index) == node);
      set.remove(node);
      plain.erase(node);
      REQUIRE(!set.contains(node));
      set.add({node, 1});
      plain.insert(node);
    }
    REQUIRE(set.size() == plain.size());
  }
  // Sorted, disjoint, not touching.
  for (std::size_t i = 1; i < set.intervals().size(); ++i) {
    CHECK(set.intervals()[i - 1].end() < set.intervals()[i].first);
  }
}
