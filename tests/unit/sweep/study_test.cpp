#include "sweep/study.hpp"

#include "doctest/doctest.h"

namespace aif {
namespace {

Node parse_study(const std::string& text) {
  Diagnostics diagnostics;
  return parse_yaml(std::make_shared<const SourceFile>(SourceFile{"study.yaml", text}), diagnostics);
}

/// The first finding of a study that begins well.
std::string problem(const std::string& rest) {
  try {
    check_study(read_study(parse_study("schema: aifactory-study/v1\nname: s\nscenario: a.yaml\n" + rest)));
  } catch (const ScenarioError& error) {
    return error.diagnostics().front().message;
  }
  return "";
}

TEST_CASE("a study is told from a scenario by its schema") {
  CHECK(is_study(parse_study("schema: aifactory-study/v1")));
  CHECK(!is_study(parse_study("schema: aifactory/v1")));
  CHECK(!is_study(parse_study("[1]")));
}

TEST_CASE("what a study must say") {
  CHECK(problem("parameters: [{path: seed, values: [1, 2]}]\n").empty());
  CHECK(problem("design: lhs\nparameters: [{path: a, uniform: [1, 2]}]\n").empty());
  CHECK(problem("parameters: [{values: [1, 2]}]\n") == "a parameter has either a path or paths");
  CHECK(problem("parameters: [{path: seed}]\n") == "this parameter has no values");
  CHECK(problem("parameters: [{path: seed, values: [1], range: [1, 2]}]\n") ==
        "this parameter says its values in two ways");
  CHECK(problem("parameters: [{path: seed, uniform: [1, 2]}]\n").find("no values to list") != std::string::npos);
  CHECK(problem("design: sobol\n") == "the design has no parameters");
  CHECK(problem("design: morris\nlevels: 5\nparameters: [{path: a, uniform: [1, 2]}]\n") ==
        "the number of levels is odd");
  CHECK(problem("design: list\n") == "the design list has points and no parameters");
  CHECK(problem("points: [{seed: 1}]\n") == "points belong to the design list");
  CHECK(problem("uncertain_catalog: true\n") == "one replication draws nothing");
  CHECK(problem("replications: 0\n") == "\"0\" is out of range");
  CHECK(problem("design: gird\n") == "\"gird\" is not a choice here");
}

}  // namespace
}  // namespace aif
