#include "core/ids.hpp"

#include <type_traits>

#include "doctest/doctest.h"

namespace aif {
namespace {

static_assert(!std::is_convertible_v<SiteId, PoolId>, "ids of different things must not mix");
static_assert(!std::is_convertible_v<int, SiteId>, "a number is no id");
static_assert(!std::is_convertible_v<SiteId, std::size_t>, "an id is no number");

TEST_CASE("an id is invalid until it is given an index") {
  CHECK_FALSE(SiteId().valid());
  CHECK(SiteId(0).valid());
  CHECK(SiteId(3).index() == 3);
  CHECK(SiteId(3) == SiteId(3));
  CHECK(SiteId(3) < SiteId(4));
}

}  // namespace
}  // namespace aif
