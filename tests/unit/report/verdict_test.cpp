#include "report/verdict.hpp"

#include <set>

#include "doctest/doctest.h"

using namespace aif;

namespace {

OperatorResult bound_by(Bound first, double share, Bound second, double second_share) {
  OperatorResult op;
  op.name = "naver";
  op.title_en = "NAVER";
  op.title_ko = "네이버";
  op.uses[static_cast<std::size_t>(Use::training)] = hours(1000);
  op.bounds[static_cast<std::size_t>(first)] = hours(1000 * share);
  op.bounds[static_cast<std::size_t>(second)] = hours(1000 * second_share);
  return op;
}

}  // namespace

TEST_CASE("the largest cause is named with its share of installed GPU-hours") {
  const OperatorResult op = bound_by(Bound::demand, 0.14, Bound::failures, 0.04);
  CHECK(verdict(op, Language::english) ==
        "NAVER was bound by demand: 14 % of its GPU-hours found no work; next came failures (4 %).");
  CHECK(verdict(op, Language::korean) ==
        "네이버의 제약은 수요였다: GPU 시간의 14 %가 할 일 없이 지나갔다. 그다음은 고장(4 %)이다.");
}

TEST_CASE("a second cause that is small is not named, one that is as large is") {
  CHECK(verdict(bound_by(Bound::queue, 0.20, Bound::memory, 0.04), Language::english) ==
        "NAVER was bound by the queue: 20 % of its GPU-hours stood free because the jobs that waited did not fit.");
  CHECK(verdict(bound_by(Bound::data, 0.10, Bound::power, 0.07), Language::english) ==
        "NAVER was bound by training data: 10 % of its GPU-hours waited for training data; close behind came "
        "power (7 %).");
}

TEST_CASE("causes below one per cent bind nobody") {
  CHECK(verdict(bound_by(Bound::power, 0.009, Bound::queue, 0.001), Language::english) ==
        "NAVER was bound by nothing: no cause took 1 % of its GPU-hours.");
  CHECK(verdict(OperatorResult{}, Language::korean).find("제약이 없었다") != std::string::npos);
}

TEST_CASE("every cause has words of its own in both languages") {
  for (Language language : {Language::english, Language::korean}) {
    std::set<std::string> sentences;
    for (std::size_t i = 0; i < bound_count; ++i) {
      const Bound cause = static_cast<Bound>(i);
      const Bound other = static_cast<Bound>((i + 1) % bound_count);
      sentences.insert(verdict(bound_by(cause, 0.5, other, 0.0), language));
    }
    CHECK(sentences.size() == bound_count);
  }
}
