#include "document/reader.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

struct Reading {
  bool good = false;
  double value = 0;
  std::string code;
  std::string message;
  std::string hint;
};

Reading finish(bool good, double value, const Diagnostics& diagnostics) {
  if (diagnostics.all().empty()) {
    return {good, value, "", "", ""};
  }
  const Diagnostic& d = diagnostics.all().front();
  return {good, value, d.code, d.message, d.hint};
}

Reading quantity(const std::string& text, Dimension dimension, const Limits& limits = {}) {
  Diagnostics diagnostics;
  Reader reader(diagnostics);
  double value = -7;
  const bool good = reader.read_quantity(Node::scalar(text), dimension, limits, value);
  return finish(good, value, diagnostics);
}

Reading integer(const std::string& text, const Limits& limits = {}) {
  Diagnostics diagnostics;
  Reader reader(diagnostics);
  std::int64_t value = -7;
  const bool good = reader.read_integer(Node::scalar(text), limits, value);
  return finish(good, static_cast<double>(value), diagnostics);
}

TEST_CASE("a number without unit is told the units") {
  const Reading r = quantity("100", Power::dimension);
  CHECK_FALSE(r.good);
  CHECK(r.value == -7);  // left alone
  CHECK(r.code == code::bad_unit);
  CHECK(r.message == "\"100\" has no unit");
  CHECK(r.hint == "write a power with its unit, such as 100 MW, 350 kW");
}

TEST_CASE("a quantity of another dimension is named") {
  CHECK(quantity("103 MWh", Power::dimension).message ==
        "\"103 MWh\" is an energy, expected a power such as \"100 MW\"");
  CHECK(quantity("5 MW", {}).message == "\"5 MW\" is a power, expected a plain number such as \"0.35\"");
  CHECK(quantity("40 GB", DataRate::dimension).message ==
        "\"40 GB\" is a data size, expected a data rate such as \"400 Gbit/s\"");
}

TEST_CASE("bounds are said in the unit's own words") {
  CHECK(quantity("3 GW", Power::dimension, between(0, 2e9)).hint == "must be between 0 W and 2 GW");
  CHECK(quantity("0 W", Power::dimension, positive()).hint == "must be greater than 0 W");
  CHECK(quantity("-1", {}, non_negative()).hint == "must be at least 0");
  CHECK(quantity("5", {}, Limits{.min = {}, .max = 1.0}).hint == "must be at most 1");
  CHECK(quantity("5", {}, Limits{.min = 0.0, .max = 1.0, .min_excluded = true}).hint ==
        "must be greater than 0 and at most 1");
  CHECK(quantity("70 degC", Temperature::dimension, between(278.15, 333.15)).hint == "must be between 5 °C and 60 °C");
  CHECK(quantity("2 GW", Power::dimension, between(0, 2e9)).good);
}

TEST_CASE("numbers may be percentages, have separators and words, but must be finite") {
  CHECK(SoftEqual{}(quantity("35 %", {}).value, 0.35));
  CHECK(SoftEqual{}(quantity("12 trillion", {}).value, 12e12));
  for (const char* text : {"nan", ".nan", "inf", ".inf", "1e999", "abc", ""}) {
    CAPTURE(text);
    CHECK(quantity(text, {}).code == code::bad_number);
  }
}

TEST_CASE("whole numbers") {
  CHECK(SoftEqual{}(integer("10e12").value, 1e13));
  CHECK(SoftEqual{}(integer("250_000").value, 250'000));
  CHECK(integer("1.5").message == "\"1.5\" is not a whole number");
  CHECK(integer("1e17").code == code::bad_number);  // not every whole number up there is a double
  CHECK(integer("9007199254740992").good);
  CHECK(integer("0", positive()).code == code::out_of_range);
}

TEST_CASE("booleans are true or false") {
  Diagnostics diagnostics;
  Reader reader(diagnostics);
  bool value = false;
  CHECK(reader.read_boolean(Node::scalar("true"), value));
  CHECK(value);
  CHECK_FALSE(reader.read_boolean(Node::scalar("yes"), value));
  CHECK(diagnostics.all()[0].message == "expected true or false, found \"yes\"");
}

TEST_CASE("lists and mappings are no scalars") {
  Diagnostics diagnostics;
  Reader reader(diagnostics);
  std::string text;
  double number = 0;
  std::size_t index = 0;
  CHECK_FALSE(reader.read_text(Node::list({}), text));
  CHECK_FALSE(reader.read_number(Node::map({}), {}, number));
  CHECK_FALSE(reader.read_choice(Node(), {"a", "b"}, index));
  CHECK(diagnostics.all()[0].message == "expected a text, found an empty list");
  CHECK(diagnostics.all()[1].message == "expected a plain number such as \"0.35\", found an empty mapping");
  CHECK(diagnostics.all()[2].message == "expected one of a, b, found nothing");
}

TEST_CASE("the path grows and shrinks with the scopes") {
  Diagnostics diagnostics;
  Reader reader(diagnostics);
  CHECK(reader.path().empty());
  const Reader::Scope sites(reader, "sites");
  {
    const Reader::Scope first(reader, "[0]");
    const Reader::Scope feed(reader, "feed");
    CHECK(reader.path() == "sites[0].feed");
  }
  CHECK(reader.path() == "sites");
}

}  // namespace
}  // namespace aif
