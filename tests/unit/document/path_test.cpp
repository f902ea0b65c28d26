#include "document/path.hpp"

#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("paths have keys, numbers and names") {
  const auto steps = parse_path("sites[ulsan.a].racks[2].feed");
  REQUIRE(steps);
  REQUIRE(steps->size() == 5);
  CHECK((*steps)[0].text == "sites");
  CHECK((*steps)[1].text == "ulsan.a");
  CHECK((*steps)[1].in_brackets);
  CHECK_FALSE((*steps)[1].is_index());
  CHECK((*steps)[3].is_index());
  CHECK((*steps)[4].offset == 24);
  CHECK(parse_path("a[0][1]")->size() == 3);
}

TEST_CASE("what is not a path") {
  for (const char* text : {"", ".", "a.", ".a", "a..b", "[0]", "a[", "a[]", "a]", "a[0]b", "a.[0]", "a[0"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_path(text));
  }
  std::string deep = "a";
  for (int i = 0; i < 64; ++i) {
    deep += ".a";
  }
  CHECK_FALSE(parse_path(deep));
}

}  // namespace
}  // namespace aif
