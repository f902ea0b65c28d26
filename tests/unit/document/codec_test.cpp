#include "document/codec.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

using sample::parse;
using sample::Plan;

constexpr const char* text =
    "name: pilot\n"
    "start: 2027-01-01T00:00:00+09:00\n"
    "duration: 90 d\n"
    "quick: true\n"
    "sites:\n"
    "  - name: ulsan\n"
    "    feed: 103 MW\n"
    "    cooling: air\n"
    "    supply: 30 degC\n"
    "    battery: {capacity: 10 MWh}\n"
    "    machine: gb300-nvl72\n"
    "    machines: 1_200\n"
    "jobs:\n"
    "  - {kind: training, name: t, tokens: 15 trillion}\n"
    "  - {kind: service, name: s, rate: 1e6 /d}\n"
    "prices: {summer: 131.4 KRW/kWh, winter: 120 KRW/kWh}\n"
    "team: {name: all, teams: [{name: a}, {name: b, teams: [{name: c}]}]}\n";

Plan read(const std::string& yaml) {
  Diagnostics diagnostics;
  Plan plan = sample::read_plan(parse(yaml), diagnostics);
  REQUIRE_MESSAGE(diagnostics.all().empty(), render(diagnostics.all(), false));
  return plan;
}

TEST_CASE("a document of every kind of field is read") {
  const SoftEqual soft_equal;
  const Plan plan = read(text);
  CHECK(plan.name == "pilot");
  CHECK(plan.quick);
  CHECK(soft_equal(plan.duration.in(days), 90));
  REQUIRE(plan.sites.size() == 1);
  const sample::Site& site = plan.sites[0];
  CHECK(soft_equal(site.feed.in(megawatts), 103));
  CHECK(site.cooling == sample::Cooling::air);
  CHECK(soft_equal(in_celsius(site.supply), 30));
  CHECK(soft_equal(site.battery->capacity.in(megawatt_hours), 10));
  CHECK(soft_equal(site.battery->reserve, 0.2));
  CHECK(site.machines == 1200);
  CHECK(soft_equal(site.machine->max_power->in(kilowatts), 132));
  CHECK(soft_equal(std::get<sample::Training>(plan.jobs[0]).tokens, 15e12));
  CHECK(soft_equal(std::get<sample::Service>(plan.jobs[1]).rate.in(per_day), 1e6));
  CHECK(soft_equal(plan.prices.at("summer").in(won_per_kilowatt_hour), 131.4));
  CHECK(plan.team->teams[1].teams[0].name == "c");
}

TEST_CASE("what is written reads back to the same text") {
  const std::string once = to_yaml(Codec<Plan>::write(read(text)));
  const std::string twice = to_yaml(Codec<Plan>::write(read(once)));
  CHECK(once == twice);
  CHECK(once.find("feed: 103000000 W\n") != std::string::npos);
  CHECK(once.find("- kind: training\n") != std::string::npos);
}

TEST_CASE("absent and null keys take the default") {
  const Plan plan = read("name: p\nduration: null\nsites:\n  - {name: a, feed: 1 MW, battery: ~}\n");
  CHECK(SoftEqual{}(plan.duration.in(days), 365));
  CHECK_FALSE(plan.sites[0].battery);
  CHECK_FALSE(plan.sites[0].machine);
  CHECK(plan.sites[0].cooling == sample::Cooling::liquid);
}

TEST_CASE("all mistakes of a document are found at once") {
  Diagnostics diagnostics;
  sample::read_plan(parse("nam: p\nduration: soon\nsites:\n  - {name: a, feed: 5}\n  - {feed: -1 MW, cooling: ice}\n"),
                    diagnostics);
  CHECK(diagnostics.all().size() == 7);
  CHECK(diagnostics.all()[4].path == "sites[1]");
}

}  // namespace
}  // namespace aif
