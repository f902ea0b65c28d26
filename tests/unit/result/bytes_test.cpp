#include "result/bytes.hpp"

#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/random.hpp"
#include "doctest/doctest.h"
#include "random_result.hpp"

using namespace aif;

TEST_CASE("a result survives the way through bytes to the last bit") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    const Result before = test::random_result(seed);
    const std::string data = serialize(before);
    const Result after = deserialize(data);
    CHECK(serialize(after) == data);
    CHECK(after.scenario_name == before.scenario_name);
    CHECK(after.start == before.start);
    CHECK(after.work.products == before.work.products);
    CHECK(after.operators.back().utility.over_budget == before.operators.back().utility.over_budget);
    CHECK(after.series.back().cap == before.series.back().cap);
    CHECK(after.jobs.back().amount == before.jobs.back().amount);
    CHECK(after.jobs.back().status == before.jobs.back().status);
    CHECK(after.events.back().kind == before.events.back().kind);
    CHECK(after.ledger.models.back().loss_high == before.ledger.models.back().loss_high);
    CHECK(after.provenance.events == before.provenance.events);
    CHECK(after.remarks == before.remarks);
    CHECK(after.incomplete == before.incomplete);
  }
}

TEST_CASE("an empty result and odd numbers survive too") {
  Result before;
  before.duration = seconds(std::numeric_limits<double>::infinity());
  before.utility.it = joules(std::nan(""));
  before.utility.losses = joules(-0.0);
  const Result after = deserialize(serialize(before));
  CHECK(std::isinf(after.duration.si()));
  CHECK(std::isnan(after.utility.it.si()));
  CHECK(std::signbit(after.utility.losses.si()));
  CHECK(after.operators.empty());
}

TEST_CASE("bytes that end early, go on, or come from elsewhere are refused") {
  const std::string data = serialize(test::random_result(7));
  for (std::size_t length = 0; length < data.size(); length += 1 + length / 50) {
    CAPTURE(length);
    CHECK_THROWS_AS(deserialize(std::string_view(data).substr(0, length)), Error);
  }
  CHECK_THROWS_AS(deserialize(data + "x"), Error);
  CHECK_THROWS_AS(deserialize("a text of somebody else, long enough to hold the mark"), Error);
}

TEST_CASE("a length that cannot be there is refused before memory is taken for it") {
  Result small;
  std::string data = serialize(small);
  // The first field is the scenario's name: its length follows the twelve bytes of the mark.
  data.replace(12, 8, std::string(8, '\x7f'));
  CHECK_THROWS_AS(deserialize(data), Error);
}

TEST_CASE("damaged bytes give an error or a result, never anything worse") {
  const std::string data = serialize(test::random_result(11));
  RandomStream random(1, "damage");
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = data;
    damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
    try {
      deserialize(damaged);
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 0);
}
