#include "report/json_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/random.hpp"

namespace aif {
namespace {

std::string one_text(const std::string& value) { return JsonText().text(value).take(); }

}  // namespace

TEST_CASE("commas stand between members and nowhere else") {
  JsonText json;
  json.begin_object();
  json.number("a", 1.5).text("b", "x").key("c").begin_array().whole(1).null().truth(true).begin_object().end_object();
  json.end_array().key("d").begin_array().end_array().end_object();
  CHECK(json.str() == R"({"a":1.5,"b":"x","c":[1,null,true,{}],"d":[]})");
}

TEST_CASE("numbers are cut to digits, and what is not finite is null") {
  CHECK(JsonText().number(3.14159265, 4).take() == "3.142");
  CHECK(JsonText().number(0.0).take() == "0");
  CHECK(JsonText().number(12345678.0, 3).take() == "1.23e+07");
  CHECK(JsonText().number(NAN).take() == "null");
  CHECK(JsonText().number(INFINITY).take() == "null");
}

TEST_CASE("no text can end the script element that holds it") {
  const std::string hostile = "</script><script>alert(1)</script><!-- & \xE2\x80\xA8 \xE2\x80\xA9 ]]>";
  const std::string json = one_text(hostile);
  for (const char* forbidden : {"<", ">", "&", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    CAPTURE(forbidden);
    CHECK(json.find(forbidden) == std::string::npos);
  }
  CHECK(nlohmann::json::parse(json) == hostile);
}

TEST_CASE("any bytes become JSON that reads back, with U+FFFD for what is not UTF-8") {
  CHECK(nlohmann::json::parse(one_text("a\xFFz\xC3")) == "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  RandomStream random(7, "json_text_test");
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::uint64_t n = random.below(40); n > 0; --n) {
      text += static_cast<char>(random.below(256));
    }
    const std::string json = one_text(text);
    CHECK(nlohmann::json::accept(json));
    CHECK(json.find('<') == std::string::npos);
  }
}

}  // namespace aif
