#include "result/result.hpp"

#include <set>
#include <string>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

using namespace aif;

namespace {
Duration& at(UseTimes& uses, Use use) { return uses[static_cast<std::size_t>(use)]; }
}  // namespace

TEST_CASE("names of uses, bounds, statuses and events are distinct and in the order of the enums") {
  CHECK(std::set<std::string>(use_names().begin(), use_names().end()).size() == use_count);
  CHECK(std::set<std::string>(bound_names().begin(), bound_names().end()).size() == bound_count);
  CHECK(std::string(use_names()[static_cast<std::size_t>(Use::queue_idle)]) == "queue_idle");
  CHECK(std::string(use_names()[static_cast<std::size_t>(Use::down)]) == "down");
  CHECK(std::string(bound_names()[static_cast<std::size_t>(Bound::pipeline)]) == "pipeline");
  CHECK(std::string(job_status_name(JobStatus::cancelled)) == "cancelled");
  CHECK(std::string(event_kind_name(EventKind::cap_off)) == "cap_off");
  CHECK(std::string(event_kind_name(EventKind::fed)) == "fed");
}

TEST_CASE("total time adds up all uses") {
  UseTimes uses{};
  for (std::size_t i = 0; i < use_count; ++i) {
    uses[i] = hours(static_cast<double>(i));
  }
  // 0 + 1 + ... + 13 = 91 hours
  CHECK(SoftEqual{}(total_time(uses).in(hours), 91.0));
}

TEST_CASE("goodput is the share of training's time that counts") {
  UseTimes uses{};
  CHECK(goodput(uses) == 0.0);
  at(uses, Use::training) = hours(80);
  at(uses, Use::rollback) = hours(6);
  at(uses, Use::checkpoint) = hours(4);
  at(uses, Use::restart) = hours(10);
  at(uses, Use::starved) = hours(500);  // others may use the machines
  at(uses, Use::batch) = hours(1000);   // not training
  at(uses, Use::down) = hours(10);      // not allocated
  // 80 / (80 + 6 + 4 + 10) = 0.8
  CHECK(SoftEqual{}(goodput(uses), 0.8));
}

TEST_CASE("ratios of nothing are zero") {
  CHECK(UtilityTotals{}.pue() == 0.0);
  CHECK(WorkTotals{}.mfu() == 0.0);
}
