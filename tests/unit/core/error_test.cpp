#include "core/error.hpp"

#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("warnings do not stop a run, errors do") {
  Diagnostics diagnostics;
  diagnostics.warn({"a.yaml", 1, 1}, "x", "odd");
  diagnostics.note({"a.yaml", 2, 1}, "x", "so it is");
  CHECK_FALSE(diagnostics.has_errors());
  CHECK_NOTHROW(diagnostics.throw_if_errors());
  diagnostics.error(code::bad_number, {"a.yaml", 3, 4}, "y", "not a number");
  CHECK(diagnostics.has_errors());
  CHECK_THROWS_AS(diagnostics.throw_if_errors(), ScenarioError);
}

TEST_CASE("a scenario error carries every finding and sums them up") {
  Diagnostics diagnostics;
  diagnostics.warn({"a.yaml", 1, 1}, "x", "odd");
  diagnostics.error(code::bad_number, {"a.yaml", 3, 4}, "y", "not a number");
  diagnostics.error(code::unknown_key, {"a.yaml", 5, 1}, "z", "unknown key");
  try {
    diagnostics.throw_if_errors();
    FAIL("no exception");
  } catch (const ScenarioError& error) {
    CHECK(std::string(error.what()) == "a.yaml:3:4: not a number [AIF-E013] and 1 more");
    CHECK(error.diagnostics().size() == 3);
  }
}

TEST_CASE("places are compared by file, line and column; the text does not count") {
  const auto text = std::make_shared<const std::string>("abc");
  CHECK(SourceLocation{"a", 1, 2, text} == SourceLocation{"a", 1, 2});
  CHECK(SourceLocation{"a", 1, 2} < SourceLocation{"a", 1, 3});
  CHECK(SourceLocation{"a", 9, 9} < SourceLocation{"b", 1, 1});
}

}  // namespace
}  // namespace aif
