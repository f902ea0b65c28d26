#include "document/distribution.hpp"

#include <cmath>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "document/uncertain.hpp"
#include "sample.hpp"

namespace aif {
namespace {

using Kind = Distribution::Kind;
using sample::parse;
using sample::Plan;

constexpr const char* plan_head = "name: p\nstart: 2027-01-01\n";

/// Reads a plan and says what was uncertain in it.
Plan read_uncertain(const std::string& yaml, UncertainReading& uncertain) {
  static const sample::Shelf shelf;
  Diagnostics diagnostics;
  Reader reader(diagnostics, &shelf);
  reader.uncertain = &uncertain;
  Plan plan;
  Codec<Plan>::read(parse(plan_head + yaml), plan, reader, {});
  CHECK(diagnostics.all().empty());
  return plan;
}

std::string problem_of_feed(const std::string& feed) {
  Diagnostics diagnostics;
  sample::read_plan(parse(plan_head + std::string("sites: [{name: a, machine: dgx-h100, feed: ") + feed + "}]"),
                    diagnostics);
  return diagnostics.all().empty() ? "" : diagnostics.all().front().message;
}

TEST_CASE("quantiles are the inverse of the distribution function") {
  const SoftEqual equal;
  const Distribution uniform(Kind::uniform, {10, 30}, {}, false);
  CHECK(equal(uniform.quantile(0.25), 15));
  CHECK(equal(uniform.median(), 20));
  // Below the mode the area is (x - 0)^2 / (4 * 1), so a quarter of it lies below 1.
  const Distribution triangular(Kind::triangular, {0, 1, 4}, {}, false);
  CHECK(equal(triangular.quantile(0.25), 1));
  CHECK(equal(triangular.quantile(1 - 0.5 * 0.5 * 0.75), 4 - 0.5 * 3));
  const Distribution normal(Kind::normal, {100, 5}, {}, false);
  CHECK(equal(normal.median(), 100));
  CHECK(SoftEqual{1e-9}(normal.quantile(0.975), 100 + 5 * 1.959963984540054));
  const Distribution lognormal(Kind::lognormal, {43, 1.7}, {}, false);
  CHECK(equal(lognormal.median(), 43));
  CHECK(SoftEqual{1e-9}(std::log(lognormal.quantile(0.8413447460685429) / 43), 1.7));
  const Distribution choice(Kind::choice, {16, 4, 8, 4}, {}, false);
  CHECK(choice.quantile(0.49) == 4);
  CHECK(choice.quantile(0.51) == 8);
  CHECK(choice.quantile(0.99) == 16);
}

TEST_CASE("what lies outside of the limits is cut off, and the rest is one distribution") {
  const Limits limits = between(0, 1);
  const Distribution share(Kind::normal, {0.9, 0.1}, limits, false);
  CHECK(share.quantile(1e-9) >= 0);
  CHECK(share.quantile(1 - 1e-9) <= 1);
  CHECK(share.median() < 0.9);
  CHECK(SoftEqual{1e-6}(share.inside(), 0.8413447460685429));
}

TEST_CASE("whole numbers stay whole, and each is as likely as the others") {
  const Distribution dice(Kind::uniform, {1, 6}, {}, true);
  int counts[7] = {};
  for (int i = 0; i < 6000; ++i) {
    ++counts[static_cast<int>(dice.quantile((i + 0.5) / 6000))];
  }
  for (int face = 1; face <= 6; ++face) {
    CHECK(counts[face] == 1000);
  }
}

TEST_CASE("a distribution may stand where a number is wanted; without draws its median is taken") {
  UncertainReading uncertain;
  const Plan plan = read_uncertain(
      "duration: {triangular: [1 h, 2 h, 5 h]}\n"
      "sites:\n"
      "  - {name: a, machine: dgx-h100, feed: {uniform: [10 MW, 30 MW]}, machines: {choice: [1, 2, 9]}}\n"
      "  - {name: b, machine: dgx-h100, feed: 5 MW, supply: {normal: [24 degC, 2 K]}}\n",
      uncertain);
  CHECK(SoftEqual{}(plan.sites[0].feed.in(megawatts), 20));
  CHECK(plan.sites[0].machines == 2);
  CHECK(SoftEqual{1e-6}(plan.sites[1].supply.si(), 297.15));
  REQUIRE(uncertain.found.size() == 4);
  CHECK(uncertain.found[1].path == "sites[a].feed");
  CHECK(uncertain.found[1].place == "sites[0].feed");
  CHECK(uncertain.found[1].distribution.text(Power::dimension) == "uniform 10 MW to 30 MW");
}

TEST_CASE("draws are named by path, so that another element moves none of them") {
  UncertainReading first;
  first.draw = [](const std::string& path) { return path == "sites[b].feed" ? 0.75 : 0.25; };
  const std::string b = "  - {name: b, machine: dgx-h100, feed: {uniform: [10 MW, 30 MW]}}\n";
  CHECK(SoftEqual{}(read_uncertain("sites:\n" + b, first).sites[0].feed.in(megawatts), 25));
  UncertainReading second;
  second.draw = first.draw;
  const Plan more =
      read_uncertain("sites:\n  - {name: a, machine: dgx-h100, feed: {uniform: [10 MW, 30 MW]}}\n" + b, second);
  CHECK(SoftEqual{}(more.sites[0].feed.in(megawatts), 15));
  CHECK(SoftEqual{}(more.sites[1].feed.in(megawatts), 25));
}

TEST_CASE("an estimate of the catalog is one unknown, however often its entry is used") {
  // 10.2 kW, between 9 and 11 kW.
  const std::string yaml =
      "sites:\n"
      "  - {name: a, feed: 5 MW, machine: dgx-h100}\n"
      "  - {name: b, feed: 5 MW, machine: {catalog: dgx-h100, memory: {value: 1 TB, source: x}}}\n";
  UncertainReading central;
  central.estimates = true;
  CHECK(SoftEqual{}(read_uncertain(yaml, central).sites[0].machine->max_power->in(kilowatts), 10.2));
  REQUIRE(central.found.size() == 1);
  CHECK(central.found[0].path == "machine dgx-h100: max_power");
  UncertainReading high;
  high.estimates = true;
  high.draw = [](const std::string&) { return 0.999999; };
  const Plan plan = read_uncertain(yaml, high);
  CHECK(SoftEqual{0.01}(plan.sites[0].machine->max_power->in(kilowatts), 11));
  CHECK(plan.sites[1].machine->max_power.value == plan.sites[0].machine->max_power.value);
  // Written out, as in a resolved scenario, it is the same unknown.
  UncertainReading resolved;
  resolved.estimates = true;
  static const sample::Shelf shelf;
  Diagnostics diagnostics;
  Reader reader(diagnostics, &shelf);
  reader.uncertain = &resolved;
  Plan again;
  CHECK(Codec<Plan>::read(Codec<Plan>::write(read_uncertain(yaml, central)), again, reader, {}));
  REQUIRE(resolved.found.size() == 1);
  CHECK(resolved.found[0].path == "machine dgx-h100: max_power");
  UncertainReading off;
  off.draw = high.draw;
  CHECK(SoftEqual{}(read_uncertain(yaml, off).sites[0].machine->max_power->in(kilowatts), 10.2));
  CHECK(off.found.empty());
}

TEST_CASE("the resolved document keeps distributions, and they read_uncertain back the same") {
  UncertainReading uncertain;
  const Plan plan = read_uncertain(
      "sites: [{name: a, machine: {name: m, source: s, max_power: {lognormal: [10 kW, 0.3]}}, "
      "feed: {uniform: [10 MW, 30 MW]}}]\n",
      uncertain);
  Node document = Codec<Plan>::write(plan);
  write_distributions(document, uncertain.found);
  CHECK(to_yaml(document).find("uniform: [10000000 W, 30000000 W]") != std::string::npos);
  CHECK(to_yaml(document).find("lognormal: [10000 W, 0.3]") != std::string::npos);
  UncertainReading again;
  static const sample::Shelf shelf;
  Diagnostics diagnostics;
  Reader reader(diagnostics, &shelf);
  reader.uncertain = &again;
  Plan same;
  CHECK(Codec<Plan>::read(document, same, reader, {}));
  CHECK(again.found.size() == 2);
  CHECK(same.sites[0].feed == plan.sites[0].feed);
}

TEST_CASE("distributions that are none are refused with what to write") {
  CHECK(problem_of_feed("{uniform: [10 MW]}") == "a uniform distribution has other parameters, found a list of 1 item");
  CHECK(problem_of_feed("{uniform: 10 MW}") == "a uniform distribution has other parameters, found \"10 MW\"");
  CHECK(problem_of_feed("{uniform: [30 MW, 10 MW]}") == "the lower end is not below the upper one");
  CHECK(problem_of_feed("{uniform: [10 MWh, 30 MWh]}") ==
        "\"10 MWh\" is an energy, expected a power such as \"100 MW\"");
  CHECK(problem_of_feed("{uniform: [10, 30]}") == "\"10\" has no unit");
  CHECK(problem_of_feed("{uniform: [1 GW, 3 GW]}") == "the distribution reaches 3 GW, which is out of range");
  CHECK(problem_of_feed("{normal: [10 MW, 0 MW]}") == "the deviation is not above zero");
  CHECK(problem_of_feed("{normal: [-10 MW, 1 MW]}") == "more than half of this distribution is out of range");
  CHECK(problem_of_feed("{lognormal: [10 MW, 1 MW]}").find("power") != std::string::npos);
  CHECK(problem_of_feed("{triangular: [10 MW, 40 MW, 30 MW]}") == "low, most likely and high are not in that order");
  CHECK(problem_of_feed("{unifrom: [10 MW, 30 MW]}") ==
        "expected a power such as \"100 MW\", found a mapping with 1 key");
  CHECK(problem_of_feed("{choice: []}") == "a choice distribution has other parameters, found an empty list");
}

}  // namespace
}  // namespace aif
