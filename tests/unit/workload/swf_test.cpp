#include "workload/swf.hpp"

#include <string>

#include "core/random.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

struct Reading {
  std::vector<SwfJob> jobs;
  Diagnostics diagnostics;
};

Reading read(std::string_view text) {
  Reading reading;
  reading.jobs = read_swf(text, "a.swf", reading.diagnostics);
  return reading;
}

TEST_CASE("a job by hand") {
  // number submit wait run allocated cpu memory requested-processors requested-time ...
  const Reading reading = read("; MaxNodes: 4\n\n7 100 5 3600 4 -1 -1 8 7200 -1 1 3 2 -1 1 -1 -1 -1\n");
  REQUIRE(reading.jobs.size() == 1);
  CHECK(reading.jobs[0].number == 7);
  CHECK(reading.jobs[0].submit_s == 100.0);
  CHECK(reading.jobs[0].run_s == 3600.0);
  CHECK(reading.jobs[0].processors == 8);
  CHECK(reading.jobs[0].walltime_s == 7200.0);
  CHECK(reading.diagnostics.all().empty());
}

TEST_CASE("what is not known is taken from its neighbour") {
  const Reading reading = read("1 0 -1 60 4 -1 -1 -1 -1 -1 1 1 1 -1 1 -1 -1 -1");
  REQUIRE(reading.jobs.size() == 1);
  CHECK(reading.jobs[0].processors == 4);
  CHECK(reading.jobs[0].walltime_s == 60.0);
}

TEST_CASE("jobs come in the order of submission, equal ones as written") {
  const Reading reading = read(
      "1 50 -1 1 1 -1 -1 1 1\n"
      "2 10 -1 1 1 -1 -1 1 1 -1 ; remark\n"
      "3 50 -1 1 1 -1 -1 1 1\r\n"
      "\t4 0 -1 1.5 1 -1 -1 1 2.25\n");
  REQUIRE(reading.jobs.size() == 4);
  CHECK(reading.jobs[0].number == 4);
  CHECK(reading.jobs[0].run_s == 1.5);
  CHECK(reading.jobs[1].number == 2);
  CHECK(reading.jobs[2].number == 1);
  CHECK(reading.jobs[3].number == 3);
}

TEST_CASE("jobs that say too little are left out and counted") {
  const Reading reading = read(
      "1 0 -1 -1 4 -1 -1 4 10\n"    // no run time
      "2 -1 -1 10 4 -1 -1 4 10\n"   // no submission
      "3 0 -1 10 -1 -1 -1 -1 10\n"  // no size
      "4 0 -1 10 1 -1 -1 1 10\n");
  CHECK(reading.jobs.size() == 1);
  REQUIRE(reading.diagnostics.all().size() == 1);
  CHECK(reading.diagnostics.all()[0].severity == Severity::note);
  CHECK(reading.diagnostics.all()[0].message == "3 jobs without submission, run time or processors left out");
}

TEST_CASE("malformed lines are findings with their place") {
  const Reading reading = read(
      "; fine\n"
      "1 0 -1 10\n"
      "2 0 -1 ten 1 -1 -1 1 10\n"
      "3 0 -1 nan 1 -1 -1 1 10\n"
      "4 0 -1 1e300 1 -1 -1 1 10\n"
      "5 0 -1 10 1 -1 -1 1 10\n");
  CHECK(reading.jobs.size() == 1);
  const std::vector<Diagnostic>& found = reading.diagnostics.all();
  REQUIRE(found.size() == 4);
  CHECK(found[0].where.line == 2);
  CHECK(found[0].code == code::wrong_kind);
  CHECK(found[0].message == "a job has 4 columns; 9 are needed, up to the requested time");
  CHECK(found[1].where.line == 3);
  CHECK(found[1].where.column == 8);
  CHECK(found[1].message == "\"ten\" is not a number");
  CHECK(found[2].where.line == 4);
  CHECK(found[2].code == code::bad_number);
  CHECK(found[3].where.line == 5);
  CHECK(found[3].code == code::out_of_range);
}

TEST_CASE("a file of nonsense gives few findings and a count") {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "nonsense\n";
  }
  const Reading reading = read(text);
  CHECK(reading.jobs.empty());
  REQUIRE(reading.diagnostics.all().size() == 21);
  CHECK(reading.diagnostics.all().back().message == "980 more lines are malformed");
}

TEST_CASE("any bytes can be read") {
  RandomStream stream(7, "swf bytes");
  const std::string alphabet =
      "0123456789 -.eE;\n\r\t\0x\xff"
      "9";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const std::uint64_t length = stream.below(200);
    for (std::uint64_t i = 0; i < length; ++i) {
      text += alphabet[stream.below(alphabet.size())];
    }
    const Reading reading = read(text);
    CHECK(reading.jobs.size() <= length / 17 + 1);  // nine columns and eight blanks at least
    for (const SwfJob& job : reading.jobs) {
      CHECK(job.run_s > 0);
      CHECK(job.submit_s >= 0);
      CHECK(job.processors >= 1);
      CHECK(job.walltime_s > 0);
    }
  }
}

TEST_CASE("a header that announces much costs nothing") {
  CHECK(read("; MaxJobs: 99999999999999999999\n; MaxProcs: 1e300\n").jobs.empty());
}

}  // namespace
}  // namespace aif
