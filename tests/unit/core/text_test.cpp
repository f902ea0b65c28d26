#include "core/text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "core/random.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

const std::vector<std::string> keys{"feed", "name", "max_power", "cooling", "gpus_per_node"};

TEST_CASE("slips of the keyboard are recognised") {
  CHECK(nearest("fed", keys) == "feed");
  CHECK(nearest("nmae", keys) == "name");
  CHECK(nearest("Max-Power", keys) == "max_power");
  CHECK(nearest("gpu_per_node", keys) == "gpus_per_node");
  CHECK(nearest("power", keys) == "max_power");  // a part of one name
}

TEST_CASE("what is not near is not suggested") {
  CHECK(nearest("temperature", keys).empty());
  CHECK(nearest("x", keys).empty());
  CHECK(nearest("", keys).empty());
  CHECK(nearest(std::string(100'000, 'a'), keys).empty());
  const std::vector<std::string> ambiguous{"max_power", "idle_power"};
  CHECK(nearest("power", ambiguous).empty());
}

TEST_CASE("hints name the near one, else the few there are") {
  CHECK(suggest("fed", keys) == "did you mean \"feed\"?");
  CHECK(suggest("temperature", keys) == "expected one of: feed, name, max_power, cooling, gpus_per_node");
  CHECK(suggest("x", std::vector<std::string>(13, "candidate")).empty());
  CHECK(suggest("x", {}).empty());
}

TEST_CASE("foreign text cannot reach the terminal's controls") {
  CHECK(printable("plain 한글 °C") == "plain 한글 °C");
  CHECK(printable("a\x1b[31mb") == "a\\x1B[31mb");
  CHECK(printable("a\nb\tc\x7f") == "a\\x0Ab\\x09c\\x7F");
  CHECK(printable("a\u202Eb\u200Bc") == "a\\u{202E}b\\u{200B}c");
  CHECK(printable("\u0085") == "\\x85");
  CHECK(printable("a\xff\xc3") == "a\uFFFD\uFFFD");
  CHECK(printable("abcdef", 3) == "abc…");
  CHECK(printable("abc", 3) == "abc");
}

TEST_CASE("wide characters take two columns") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("한글") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("") == 0);
}

TEST_CASE("the shortest text of a number reads back as the same number") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(103'200'000) == "103200000");
  CHECK(shortest(1e-5) == "0.00001");
  CHECK(shortest(0) == "0");
  CHECK(shortest(-2.5) == "-2.5");
  CHECK(shortest(6.02e23) == "6.02e+23");
  RandomStream stream(1, "shortest");
  for (int i = 0; i < 2000; ++i) {
    const double value = std::ldexp(stream.uniform(-1, 1), static_cast<int>(stream.below(200)) - 100);
    const std::string text = shortest(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    CHECK(back == value);
  }
}

TEST_CASE("numbers for people have separators and no idle zeros") {
  CHECK(grouped(1'234'567.8) == "1,234,568");
  CHECK(grouped(-1234.6) == "-1,235");
  CHECK(grouped(103.2) == "103.2");
  CHECK(grouped(100) == "100");
  CHECK(grouped(0.25) == "0.25");
  CHECK(grouped(0.123456, 3) == "0.123");
  CHECK(grouped(999'999.9) == "1,000,000");
  CHECK(grouped(0) == "0");
  CHECK(grouped(1e-7) == "1e-07");
  CHECK(grouped(std::numeric_limits<double>::infinity()) == "infinity");
}

TEST_CASE("trim, split, join") {
  CHECK(trim("  a b\r\n") == "a b");
  CHECK(trim(" \t").empty());
  CHECK(split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(join(std::vector<std::string>{"a", "b"}, ", ") == "a, b");
  CHECK(join({}, ", ").empty());
}

}  // namespace
}  // namespace aif
