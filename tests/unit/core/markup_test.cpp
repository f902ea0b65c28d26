#include "core/markup.hpp"

#include <doctest/doctest.h>

namespace aif {
namespace {

TEST_CASE("nothing in a text can begin or end markup") {
  CHECK(markup_text("</script><b>\"&") == "&lt;/script&gt;&lt;b&gt;&quot;&amp;");
  CHECK(markup_text("") == "");
  CHECK(markup_text("전력 12 MW, '95 %'") == "전력 12 MW, '95 %'");
  CHECK(markup_text("&lt;") == "&amp;lt;");  // what was an entity stays the text that it was
}

}  // namespace
}  // namespace aif
