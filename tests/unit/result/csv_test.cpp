#include "result/csv.hpp"

#include <fstream>
#include <sstream>

#include "core/text.hpp"
#include "doctest/doctest.h"
#include "random_result.hpp"
#include "result/columns.hpp"

using namespace aif;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> list = split(text, '\n');
  CHECK(list.back().empty());  // every line is ended
  list.pop_back();
  return list;
}

/// Reads RFC 4180: rows of cells.
std::vector<std::vector<std::string>> parse(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      rows.back().push_back(std::move(cell));
      cell.clear();
      if (c == '\n') {
        rows.emplace_back();
      }
    } else {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

Result small_result() {
  Result r;
  r.start = *parse_instant("2027-01-01T00:00:00+09:00");
  r.series_interval = hours(1);
  r.sites.resize(2);
  r.sites[0].name = "ulsan";
  r.sites[1].name = "sejong";
  SiteSeries series{{1.5e6F, 2e6F}, {1.8e6F, 2.5e6F}, {1.9e6F, 2.6e6F}, {-3.25F, 0.1F},
                    {-4.0F, 0.0F},  {131.4F, 90.0F},  {0.4173F, 0.4F},  {1000.0F, 1200.0F},
                    {1.0F, 0.875F}, {2e5F, 3e5F},     {1e5F, 2e5F},     {5e-4F, 0.0F},
                    {1.7e6F, 2e6F}, {1e5F, 0.0F},     {0.0F, 5e5F},     {3.6e9F, 0.0F}};
  r.series = {series, SiteSeries{}};
  r.workloads.resize(1);
  r.workloads[0].name = "a, b";
  r.pools.resize(1);
  r.pools[0].site = "ulsan";
  r.pools[0].name = "gb300";
  return r;
}

}  // namespace

TEST_CASE("timeseries.csv: one row per interval and site, time by time") {
  const auto rows = lines(timeseries_csv(small_result()));
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] ==
        "time_s,local_time,site,it_power_w,facility_power_w,peak_facility_power_w,dry_bulb_degc,wet_bulb_degc,"
        "price_krw_per_kwh,carbon_kg_per_kwh,busy_gpus,power_cap,cooling_power_w,loss_power_w,pue,wue_l_per_kwh,"
        "grid_power_w,solar_power_w,battery_power_w,battery_stored_j,water_m3_s");
  CHECK(rows[1] ==
        "0,2027-01-01T00:00:00+09:00,ulsan,1500000,1800000,1900000,-3.25,-4,131.4,0.4173,1000,1,"
        "2e+05,1e+05,1.2,1.2,1700000,1e+05,0,3.6e+09,5e-04");
  CHECK(rows[2] ==
        "3600,2027-01-01T01:00:00+09:00,ulsan,2e+06,2500000,2600000,0.1,0,90,0.4,1200,0.875,"
        "3e+05,2e+05,1.25,0,2e+06,0,5e+05,0,0");
}

TEST_CASE("jobs.csv: what did not happen is an empty cell, names are quoted where they must be") {
  Result r = small_result();
  JobRecord done{0, 0, 0, JobStatus::finished, 512, 1, 10.5, 20.25, 3600, 1.8e6, 0.1, 1e12};
  JobRecord waiting{1, 0, 0, JobStatus::waiting, 8, 0, 100, -1, -1, 0, 0, 0};
  r.jobs = {done, waiting};
  const auto rows = lines(jobs_csv(r));
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] ==
        "job,workload,site,pool,status,gpus,interruptions,submit_s,start_s,end_s,wait_s,gpu_time_s,energy_j,amount");
  CHECK(rows[1] == "0,\"a, b\",ulsan,gb300,finished,512,1,10.5,20.25,3600,9.75,1800000,0.1,1e+12");
  CHECK(rows[2] == "1,\"a, b\",ulsan,gb300,waiting,8,0,100,,,,0,0,0");
}

TEST_CASE("events.csv: what an event does not concern is an empty cell") {
  Result r = small_result();
  r.events = {{60, EventKind::fault, 0, UINT32_MAX, UINT32_MAX, 17},
              {61, EventKind::job_start, 0, 0, 3, 64},
              {3600, EventKind::cap_on, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0.85, 0}};
  const auto rows = lines(events_csv(r));
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] == "time_s,kind,site,pool,workload,job,value");
  CHECK(rows[1] == "60,fault,ulsan,gb300,,,17");
  CHECK(rows[2] == "61,job_start,ulsan,gb300,\"a, b\",3,64");
  CHECK(rows[3] == "3600,cap_on,ulsan,,,,0.85");
}

TEST_CASE("every row of random results has the cells of its header, and numbers read back exactly") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const Result r = test::random_result(seed);
    const auto jobs = parse(jobs_csv(r));
    REQUIRE(jobs.size() == r.jobs.size() + 1);
    for (std::size_t i = 0; i < r.jobs.size(); ++i) {
      REQUIRE(jobs[i + 1].size() == jobs_table().columns.size());
      CHECK(jobs[i + 1][1] == r.workloads[r.jobs[i].workload].name);
      CHECK(std::stod(jobs[i + 1][12]) == r.jobs[i].energy_j);
    }
    for (const auto& row : parse(events_csv(r))) {
      CHECK(row.size() == events_table().columns.size());
    }
    std::size_t rows = 1;
    for (const SiteSeries& series : r.series) {
      rows += series.it_w.size();
    }
    const auto series = parse(timeseries_csv(r));
    CHECK(series.size() == rows);
    for (const auto& row : series) {
      CHECK(row.size() == timeseries_table().columns.size());
    }
  }
}

TEST_CASE("100,000 jobs and 100,000 rows of series are all written") {
  Result r = test::random_result(5);
  const JobRecord job = r.jobs.front();
  r.jobs.assign(100'000, job);
  r.sites.resize(10);
  SiteSeries series;
  for (auto* column :
       {&series.it_w, &series.facility_w, &series.peak_w, &series.dry_bulb_c, &series.wet_bulb_c,
        &series.price_krw_per_kwh, &series.carbon_kg_per_kwh, &series.busy_gpus, &series.cap, &series.cooling_w,
        &series.losses_w, &series.water_m3_s, &series.grid_w, &series.solar_w, &series.battery_w, &series.stored_j}) {
    for (int i = 0; i < 10'000; ++i) {
      column->push_back(1.0F / static_cast<float>(i + 3));
    }
  }
  r.series.assign(10, series);
  CHECK(parse(jobs_csv(r)).size() == r.jobs.size() + 1);  // and the header
  CHECK(parse(timeseries_csv(r)).size() == 100'001);
}

TEST_CASE("docs/columns.md is what the program says") {
  std::ifstream file(std::string(AIF_SOURCE_DIR) + "/docs/columns.md");
  std::stringstream text;
  text << file.rdbuf();
  CHECK_MESSAGE(text.str() == columns_markdown(), "run: aifactory columns > docs/columns.md");
}
