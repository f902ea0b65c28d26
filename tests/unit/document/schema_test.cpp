#include "document/schema.hpp"

#include <nlohmann/json.hpp>

#include <regex>

#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

using Json = nlohmann::json;

Json plan_schema() {
  return Json::parse(json_schema(sample::plan_type(), "Plan", {{"machine", {"dgx-h100", "gb300-nvl72"}}}));
}

/// Follows "#/definitions/x".
const Json& resolve(const Json& schema, const Json& reference) {
  const std::string target = reference.at("$ref").get<std::string>();
  return schema.at(Json::json_pointer(target.substr(1)));
}

/// Every `$ref` anywhere leads somewhere.
void check_references(const Json& schema, const Json& part) {
  if (part.is_object() && part.contains("$ref")) {
    CHECK_NOTHROW(resolve(schema, part));
  }
  for (const Json& child : part) {
    if (child.is_structured()) {
      check_references(schema, child);
    }
  }
}

TEST_CASE("the schema is strict draft-07 and closed under its references") {
  const Json schema = plan_schema();
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["then"]["required"] == Json::array({"name"}));
  CHECK_FALSE(schema.contains("required"));
  CHECK(schema["properties"].contains("extends"));
  check_references(schema, schema);
}

TEST_CASE("records stand among the definitions once, even those that contain themselves") {
  const Json schema = plan_schema();
  const Json& team = schema["definitions"]["team"];
  CHECK(team["properties"]["teams"]["items"]["$ref"] == "#/definitions/team");
  CHECK(team["additionalProperties"] == false);
  const Json& site = resolve(schema, schema["properties"]["sites"]["items"]);
  CHECK(site["required"] == Json::array({"name", "feed"}));
  CHECK(site["description"] == "A data centre.");
}

TEST_CASE("quantities have a pattern and examples, choices are enumerated") {
  const Json schema = plan_schema();
  const Json& site = schema["definitions"]["site"]["properties"];
  const Json& feed = site["feed"]["anyOf"][0];
  CHECK(feed["type"] == "string");
  CHECK(site["feed"]["examples"] == Json::array({"100 MW", "350 kW"}));
  CHECK(site["feed"]["description"] == "Contracted power. (power, such as 100 MW, 350 kW; at least 0 W; at most 2 GW)");
  CHECK(site["cooling"]["enum"] == Json::array({"air", "liquid"}));
  CHECK(site["cooling"]["description"] == "How the heat leaves. Default: liquid.");
  const std::regex pattern(feed["pattern"].get<std::string>());
  for (const std::string good :
       {"100 MW", "350kW", "1_000 W", "1,000 W", "-5 MW", "784 billion KRW", "3 /d", "24 °C", "1e3 W"}) {
    CAPTURE(good);
    CHECK(std::regex_match(good, pattern));
  }
  for (const std::string bad : {"100", "MW", "", "1e3", "1.5", "1,000"}) {
    CAPTURE(bad);
    CHECK_FALSE(std::regex_match(bad, pattern));
  }
}

TEST_CASE("plain numbers have bounds and may be texts with separators") {
  const Json schema = plan_schema();
  const Json& reserve = schema["definitions"]["battery"]["properties"]["reserve"]["anyOf"];
  CHECK(reserve[0]["minimum"] == 0.0);
  CHECK(reserve[0]["maximum"] == 1.0);
  CHECK(std::regex_match("35 %", std::regex(reserve[1]["pattern"].get<std::string>())));
  const Json& tokens = schema["definitions"]["training.training"]["properties"]["tokens"]["anyOf"];
  CHECK(tokens[0]["exclusiveMinimum"] == 0.0);
  CHECK(std::regex_match("15 trillion", std::regex(tokens[1]["pattern"].get<std::string>())));
  CHECK(schema["definitions"]["site"]["properties"]["machines"]["anyOf"][0]["type"] == "integer");
}

TEST_CASE("variants are told apart by a constant kind") {
  const Json schema = plan_schema();
  const Json& jobs = schema["properties"]["jobs"]["items"]["oneOf"];
  REQUIRE(jobs.size() == 2);
  const Json& service = resolve(schema, jobs[1]);
  CHECK(service["properties"]["kind"]["const"] == "service");
  CHECK(service["required"] == Json::array({"name", "rate", "kind"}));
}

TEST_CASE("catalog references are a name, a changed entry, or an entry") {
  const Json schema = plan_schema();
  const Json& machine = schema["definitions"]["site"]["properties"]["machine"]["anyOf"];
  REQUIRE(machine.size() == 3);
  CHECK(machine[0]["enum"] == Json::array({"dgx-h100", "gb300-nvl72"}));
  CHECK(resolve(schema, machine[1])["required"] == Json::array({"catalog"}));
  CHECK(resolve(schema, machine[2])["required"] == Json::array({"name", "max_power"}));
  const Json without_names = Json::parse(json_schema(sample::plan_type(), "Plan", {}));
  CHECK(without_names["definitions"]["site"]["properties"]["machine"]["anyOf"][0]["type"] == "string");
}

TEST_CASE("numbers with a source are plain or say where they come from") {
  const Json schema = plan_schema();
  const Json& power = schema["definitions"]["machine"]["properties"]["max_power"];
  const Json& either = resolve(schema, power["allOf"][0])["anyOf"];
  CHECK(either[0]["anyOf"][0]["type"] == "string");
  CHECK(either[1]["required"] == Json::array({"value"}));
  CHECK(either[1]["properties"]["range"]["maxItems"] == 2);
}

TEST_CASE("every number may be a distribution, which is defined once") {
  const Json schema = plan_schema();
  const Json reference = {{"$ref", "#/definitions/distribution"}};
  const Json& site = schema["definitions"]["site"]["properties"];
  CHECK(site["feed"]["anyOf"][1] == reference);
  CHECK(site["machines"]["anyOf"][2] == reference);
  const Json& definition = schema["definitions"]["distribution"];
  CHECK(definition["maxProperties"] == 1);
  CHECK(definition["properties"]["triangular"]["minItems"] == 3);
  CHECK(site["cooling"].contains("enum"));
}

TEST_CASE("paths are checked against the types") {
  const TypeInfo type = sample::plan_type();
  std::vector<std::string> candidates;
  for (const char* path : {"name", "sites", "sites[2]", "sites[2].feed", "sites[ulsan].battery.capacity",
                           "sites[0].machine.max_power", "sites[0].machine.catalog", "sites[0].machine.max_power.value",
                           "sites[0].machine.max_power.range[1]", "jobs[0].tokens", "jobs[0].rate", "jobs[0].kind",
                           "prices.summer", "prices[summer]", "team.teams[0].teams[1].name"}) {
    CAPTURE(path);
    CHECK(path_exists(type, path, candidates));
    CHECK(candidates.empty());
  }
  for (const char* path : {"", "nam", "name.x", "sites.feed", "sites[0].fed", "sites[0][1]", "name[0]", "jobs[0].x",
                           "sites[0].machine.max_power.valu", "a..b", "prices.summer.x", "jobs[0].kind.x"}) {
    CAPTURE(path);
    CHECK_FALSE(path_exists(type, path, candidates));
  }
  path_exists(type, "sites[0].battery.x", candidates);
  CHECK(candidates == std::vector<std::string>{"capacity", "reserve"});
  path_exists(type, "jobs[0].x", candidates);
  CHECK(candidates == std::vector<std::string>{"kind", "name", "tokens", "rate"});
}

TEST_CASE("the reference has a table for every record") {
  const std::string text = reference_markdown(sample::plan_type(), "Plans");
  CHECK(text.starts_with("# Plans\n\nEvery number"));
  CHECK(text.find("\n## plan\n\nSites and their jobs.\n\n| Key | Type | Default | Meaning |\n") != std::string::npos);
  CHECK(text.find("| `name` | text | **required** | Short name. |\n") != std::string::npos);
  CHECK(text.find("| `sites` | list of [site](#site) | — | Where. |\n") != std::string::npos);
  CHECK(text.find("How long \\| how far.") != std::string::npos);
  CHECK(text.find("| `feed` | power (`100 MW`), ≥ 0 W, ≤ 2 GW | **required** | Contracted power. |\n") !=
        std::string::npos);
  CHECK(text.find("`kind: training`. A training run.") != std::string::npos);
  CHECK(text.find("name of a machine in the catalog, or [machine](#machine)") != std::string::npos);
  CHECK(text.find("\n## team\n") == text.rfind("\n## team\n"));
}

}  // namespace
}  // namespace aif
