#include "document/sourced.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "sample.hpp"

namespace aif {
namespace {

using sample::Machine;
using sample::parse;

/// Reads a machine as the catalog does, under a file's source.
Machine read_machine(const std::string& yaml, Diagnostics& diagnostics, const std::string& source = "sheet") {
  static const sample::Shelf shelf;
  Reader reader(diagnostics, &shelf);
  reader.default_source = source;
  Machine machine;
  Codec<Machine>::read(parse(yaml), machine, reader, {});
  return machine;
}

/// Reads a reference to a machine as a scenario does.
Ref<Machine> refer(const std::string& yaml, Diagnostics& diagnostics) {
  static const sample::Shelf shelf;
  Reader reader(diagnostics, &shelf);
  Ref<Machine> ref;
  Codec<Ref<Machine>>::read(parse(yaml), ref, reader, {});
  CHECK(reader.default_source.empty());
  CHECK(reader.default_source_file == nullptr);
  return ref;
}

std::string origin_problem(const std::string& yaml, const std::string& source = "sheet") {
  Diagnostics diagnostics;
  read_machine(yaml, diagnostics, source);
  return diagnostics.all().empty() ? "" : diagnostics.all().front().message;
}

TEST_CASE("a number has the source of its file, its own, or a range") {
  Diagnostics diagnostics;
  const Machine plain = read_machine("{name: m, max_power: 10 kW}", diagnostics);
  CHECK(plain.max_power.source == "sheet");
  const Machine own = read_machine("{name: m, max_power: {value: 10 kW, source: paper, note: table 2}}", diagnostics);
  CHECK(own.max_power.source == "paper");
  CHECK(own.max_power.note == "table 2");
  const Machine guess =
      read_machine("{name: m, max_power: {value: 10 kW, estimate: true, range: [8 kW, 12 kW]}}", diagnostics);
  CHECK(guess.max_power.source.empty());
  CHECK(SoftEqual{}(guess.max_power.range->second.in(kilowatts), 12));
  CHECK(diagnostics.all().empty());
}

TEST_CASE("numbers from nowhere are refused") {
  CHECK(origin_problem("{name: m, max_power: 10 kW}", "") == "this number has no source");
  CHECK(origin_problem("{name: m, max_power: {value: 10 kW}}", "") == "this number has no source");
  CHECK(origin_problem("{name: m, max_power: {value: 10 kW, estimate: true}}") == "this estimate has no range");
  CHECK(origin_problem("{name: m, max_power: {value: 10 kW, range: [8 kW]}}") == "a range has two ends");
  CHECK(origin_problem("{name: m, max_power: {source: paper}}") == "missing key \"value\" in max_power");
  CHECK(origin_problem("{name: m, max_power: {value: 10 kW, sorce: x}}") == "unknown key \"sorce\" in max_power");
}

TEST_CASE("a reference is a name, a changed entry, or an entry written out") {
  Diagnostics diagnostics;
  CHECK(refer("gb300-nvl72", diagnostics)->max_power.source == "vendor-sheet");
  const Ref<Machine> changed = refer("{catalog: gb300-nvl72, max_power: 120 kW}", diagnostics);
  CHECK(SoftEqual{}(changed->max_power->in(kilowatts), 120));
  CHECK(changed->max_power.source == "scenario");  // not the vendor's number any more
  CHECK(changed->memory->source == "vendor-sheet");
  const Ref<Machine> own = refer("{name: mine, max_power: 3 kW}", diagnostics);
  CHECK(own->max_power.source == "scenario");
  // A new number does not inherit the range of the old one.
  const Ref<Machine> measured = refer("{catalog: dgx-h100, max_power: {value: 9.9 kW}}", diagnostics);
  CHECK_FALSE(measured->max_power.estimate);
  CHECK_FALSE(measured->max_power.range);
  CHECK(measured->max_power.source == "scenario");
  CHECK(diagnostics.all().empty());
}

TEST_CASE("references that lead nowhere") {
  for (const auto& [yaml, message] :
       {std::pair("gb300-nvl27", "the catalog has no machine \"gb300-nvl27\""),
        std::pair("{catalog: x}", "the catalog has no machine \"x\""),
        std::pair("{catalog: [x]}", "expected the name of a catalog entry, found a list of 1 item"),
        std::pair("[1]", "expected the name of a catalog entry (machine) or a mapping, found a list of 1 item")}) {
    Diagnostics diagnostics;
    CHECK_FALSE(refer(yaml, diagnostics));
    REQUIRE(diagnostics.all().size() == 1);
    CHECK(diagnostics.all()[0].message == message);
  }
  Diagnostics diagnostics;
  refer("gb300-nvl27", diagnostics);
  CHECK(diagnostics.all()[0].hint == "did you mean \"gb300-nvl72\"?");
}

}  // namespace
}  // namespace aif
