#include "result/csv_read.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "random_result.hpp"
#include "result/csv.hpp"

namespace aif {
namespace {

/// Names that tell their things apart, as those of every result do.
Result result_with_names(std::uint64_t seed) {
  Result result = test::random_result(seed);
  for (std::size_t i = 0; i < result.sites.size(); ++i) {
    result.sites[i].name += std::to_string(i);
  }
  for (std::size_t i = 0; i < result.pools.size(); ++i) {
    result.pools[i].name += std::to_string(i);
    result.pools[i].site = result.sites[i % result.sites.size()].name;
  }
  for (std::size_t i = 0; i < result.workloads.size(); ++i) {
    result.workloads[i].name += std::to_string(i);
  }
  for (EventRecord& event : result.events) {
    event.workload = event.workload < result.workloads.size() ? event.workload : UINT32_MAX;
  }
  return result;
}

std::string message(void (*read)(std::string_view, const std::string&, Result&), const std::string& text) {
  Result result = result_with_names(1);
  try {
    read(text, "out/rows.csv", result);
  } catch (const FileError& problem) {
    return problem.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("rows read back as they were written") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const Result result = result_with_names(seed);
    Result read = result;
    read.series.clear();
    read.jobs.clear();
    read.events.clear();
    read_timeseries_csv(timeseries_csv(result), "timeseries.csv", read);
    read_jobs_csv(jobs_csv(result), "jobs.csv", read);
    read_events_csv(events_csv(result), "events.csv", read);
    CHECK(timeseries_csv(read) == timeseries_csv(result));
    CHECK(jobs_csv(read) == jobs_csv(result));
    CHECK(events_csv(read) == events_csv(result));
  }
}

TEST_CASE("a table that is damaged or of another version is refused with its line") {
  const Result result = result_with_names(1);
  const std::string good = jobs_csv(result);
  CHECK(message(read_jobs_csv, "").find("line 1: its first line is not that of jobs.csv") != std::string::npos);
  CHECK(message(read_jobs_csv, "job,workload\n").find("of this version") != std::string::npos);
  CHECK(message(read_jobs_csv, good + "1,2,3\n").find("3 cells where there should be 14") != std::string::npos);
  CHECK(message(read_jobs_csv, good + "\"open").find("a quote is not closed") != std::string::npos);
  const std::string header = good.substr(0, good.find('\n') + 1);
  CHECK(message(read_jobs_csv, header + "0,nobody,,,finished,1,0,0,0,1,0,1,1,1\n").find("no workload \"nobody\"") !=
        std::string::npos);
  CHECK(message(read_jobs_csv, header + "x,nobody,,,finished,1,0,0,0,1,0,1,1,1\n")
            .find("line 2: \"x\" is not a number") != std::string::npos);
}

}  // namespace aif
