#include "doctest/doctest.h"
#include "document/schema.hpp"
#include "sample.hpp"

namespace aif {
namespace {

using sample::parse;

constexpr const char* plan =
    "name: p\n"
    "sites:\n"
    "  - {name: ulsan, feed: 100 MW, machine: gb300-nvl72}\n"
    "  - {name: haenam.a, feed: 40 MW}\n"
    "prices: {summer: 131 KRW/kWh}\n";

struct Outcome {
  std::string yaml;
  std::vector<Diagnostic> findings;
};

Outcome apply(const std::vector<std::pair<Override::Kind, std::string>>& texts) {
  Node node = parse(plan);
  std::vector<Override> overrides;
  for (const auto& [kind, text] : texts) {
    overrides.push_back(parse_override(text, kind));
  }
  Diagnostics diagnostics;
  const TypeInfo type = sample::plan_type();
  apply_overrides(
      node, overrides,
      [&type](const std::string& path, std::vector<std::string>& candidates) {
        return path_exists(type, path, candidates);
      },
      diagnostics);
  return {to_yaml(node), diagnostics.all()};
}

Outcome set(const std::string& text) { return apply({{Override::Kind::set, text}}); }
Outcome unset(const std::string& text) { return apply({{Override::Kind::unset, text}}); }

/// The document after the changes, as if it had been written so.
std::string expected(const std::string& text) { return to_yaml(parse(text)); }

std::string problem_of(const Outcome& outcome) {
  return outcome.findings.empty() ? "" : outcome.findings.front().message + " | " + outcome.findings.front().hint;
}

TEST_CASE("values are set by number and by name") {
  const std::string changed = expected(
      "name: p\nsites:\n  - {name: ulsan, feed: 103 MW, machine: gb300-nvl72}\n  - {name: haenam.a, feed: 40 MW}\n"
      "prices: {summer: 131 KRW/kWh}\n");
  CHECK(set("sites[0].feed=103 MW").yaml == changed);
  CHECK(set("sites[ulsan].feed=103 MW").yaml == changed);
  CHECK(set("sites[haenam.a].feed=1 MW").findings.empty());
  CHECK(set("prices.summer=1 KRW/kWh").yaml.find("summer: 1 KRW/kWh") != std::string::npos);
  CHECK(set("prices[winter]=2 KRW/kWh").yaml.find("winter: 2 KRW/kWh") != std::string::npos);
  CHECK(set("name=a=b").yaml.find("name: a=b") != std::string::npos);
}

TEST_CASE("what the schema knows is created on the way") {
  const Outcome outcome = set("sites[0].battery.capacity=10 MWh");
  CHECK(outcome.findings.empty());
  CHECK(outcome.yaml.find("battery:\n      capacity: 10 MWh") != std::string::npos);
  CHECK(set("sites[1].cooling=air").findings.empty());
  CHECK(set("jobs=[{kind: training, name: t, tokens: 1e12}]").findings.empty());
}

TEST_CASE("the name of a catalog entry opens up to be changed, and so does a number with its source") {
  CHECK(set("sites[0].machine.max_power=120 kW")
            .yaml.find("machine:\n      catalog: gb300-nvl72\n      max_power: 120 kW") != std::string::npos);
  CHECK(apply({{Override::Kind::set, "sites[0].machine.max_power=120 kW"},
               {Override::Kind::set, "sites[0].machine.max_power.note=measured"}})
            .yaml.find("max_power:\n        value: 120 kW\n        note: measured") != std::string::npos);
}

TEST_CASE("overrides apply in their order") {
  CHECK(apply({{Override::Kind::set, "name=a"}, {Override::Kind::set, "name=b"}}).yaml.find("name: b\n") !=
        std::string::npos);
}

TEST_CASE("what is unset is gone") {
  CHECK(unset("sites[0].machine").yaml.find("machine") == std::string::npos);
  CHECK(unset("sites[ulsan]").yaml.find("ulsan") == std::string::npos);
  CHECK(unset("team.teams").findings.empty());  // nothing there, but it could be
  CHECK(problem_of(unset("sites[0].machin")) == "nothing is called \"machin\" here | did you mean \"machine\"?");
  CHECK(problem_of(unset("tem.x")) == "nothing is called \"tem\" here | did you mean \"team\"?");
}

TEST_CASE("paths that lead nowhere are errors with candidates") {
  CHECK(problem_of(set("sites[0].fed=1 MW")) == "nothing is called \"fed\" here | did you mean \"feed\"?");
  CHECK(problem_of(set("sites[0].battery.size=1")) ==
        "nothing is called \"size\" here | expected one of: capacity, reserve");
  CHECK(problem_of(set("sites[7].feed=1 MW")) == "there is no element [7] | the list has 2; the first is [0]");
  CHECK(problem_of(set("sites[ulsen].feed=1 MW")) ==
        "the list has no element named \"ulsen\" | did you mean \"ulsan\"?");
  CHECK(problem_of(set("sites.ulsan.feed=1 MW")) ==
        "this is a list: choose an element, such as [0] or [name] | write [ulsan]");
  CHECK(problem_of(set("jobs[0].name=x")) == "there is no list here to choose an element from | ");
  CHECK(problem_of(set("name.x=1")) == "nothing is called \"x\" here | ");
}

TEST_CASE("findings point into the text of the option") {
  const Outcome outcome = set("sites[0].fed=1 MW");
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.findings[0].where == SourceLocation{"--set", 1, 10});
  CHECK(*outcome.findings[0].where.text == "sites[0].fed=1 MW");
  const Outcome value = set("prices={summer: 1, summer: 2}");
  REQUIRE(value.findings.size() == 1);
  CHECK(value.findings[0].where == SourceLocation{"--set", 1, 20});
  CHECK(value.findings[0].other == SourceLocation{"--set", 1, 9});

  Node node = parse(plan);
  Diagnostics diagnostics;
  apply_overrides(node, {parse_override("이름=[1, 2]", Override::Kind::set)}, {}, diagnostics);
  CHECK(node.find("이름")->items()[1].mark().column == 8);
}

TEST_CASE("broken values leave the document alone") {
  const Outcome outcome = set("name=[1, 2");
  CHECK(outcome.findings.size() == 1);
  CHECK(outcome.yaml == expected(plan));
  CHECK(set("name=").yaml.find("name: null") != std::string::npos);
}

TEST_CASE("options of another form are refused with the form expected") {
  CHECK_THROWS_AS(parse_override("name", Override::Kind::set), UsageError);
  CHECK_THROWS_AS(parse_override("=5", Override::Kind::set), UsageError);
  CHECK_THROWS_AS(parse_override("a..b=5", Override::Kind::set), UsageError);
  CHECK_THROWS_AS(parse_override("a=5", Override::Kind::unset), UsageError);
  CHECK_THROWS_AS(parse_override("", Override::Kind::unset), UsageError);
  CHECK_THROWS_AS(parse_override("a=" + std::string(1u << 17, 'x'), Override::Kind::set), UsageError);
  CHECK(parse_override(" a.b = 5", Override::Kind::set).path == "a.b");
  CHECK(parse_override("a[x=y].b=5", Override::Kind::set).value == "5");
}

}  // namespace
}  // namespace aif
