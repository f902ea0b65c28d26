#include "document/node.hpp"

#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

using sample::parse;

TEST_CASE("mappings keep their order and are changed in place") {
  Node node = parse("b: 1\na: 2\n");
  node.set("c", Node::scalar("3"));
  node.set("b", Node::scalar("4"));
  REQUIRE(node.entries().size() == 3);
  CHECK(node.entries()[0].key == "b");
  CHECK(node.find("b")->text() == "4");
  CHECK(node.entries()[2].key == "c");
  node.remove("a");
  CHECK(node.find("a") == nullptr);
  CHECK(Node::scalar("x").find("a") == nullptr);
}

TEST_CASE("laying one document on another merges mappings and replaces everything else") {
  const Node base = parse("a: {x: 1, y: 2}\nlist: [1, 2, 3]\ngone: {z: 1}\nkept: 5\n");
  const Node over = parse("a: {y: 3, z: 4}\nlist: [9]\ngone: 7\n");
  CHECK(to_yaml(merged(base, over)) == to_yaml(parse("a: {x: 1, y: 3, z: 4}\nlist: [9]\ngone: 7\nkept: 5\n")));
  CHECK(merged(base, over).find("a")->find("y")->mark().line == 1);
  CHECK(merged(base, Node::scalar("x")).text() == "x");
}

TEST_CASE("nodes describe themselves for messages") {
  CHECK(parse("{a: 1}").describe() == "a mapping with 1 key");
  CHECK(parse("{a: 1, b: 2}").describe() == "a mapping with 2 keys");
  CHECK(parse("{}").describe() == "an empty mapping");
  CHECK(parse("[1, 2]").describe() == "a list of 2 items");
  CHECK(parse("[]").describe() == "an empty list");
  CHECK(parse("\"a\\e[1mb\"").describe() == "\"a\\x1B[1mb\"");
  CHECK(Node().describe() == "nothing");
}

}  // namespace
}  // namespace aif
