#include "workload/demand.hpp"

#include <cmath>
#include <map>

#include "doctest/doctest.h"
#include "nearly.hpp"

namespace aif {
namespace {

constexpr std::int32_t korea = 9 * 3600;

/// A Thursday-started year without leap day: 2026-01-01 is a Thursday.
ZonedInstant new_year() { return {from_civil(2026, 1, 1, korea), korea}; }
ZonedInstant hour_of_year(double hour) { return {new_year().instant + hours(hour), korea}; }

/// Every number about demand switched off but the mean.
ServiceSpec flat_service() {
  ServiceSpec service;
  service.home_tokens_per_day = 86'400e6;  // a million a second
  service.export_tokens_per_day = 8'640e6;
  service.weekend_factor = 1;
  service.seasonal_swing = 0;
  return service;
}

std::vector<double> office_hours() {
  std::vector<double> profile(24, 1.0);
  for (std::size_t hour = 9; hour < 18; ++hour) {
    profile[hour] = 5;
  }
  return profile;
}

struct YearMean {
  double home = 0;
  double abroad = 0;
};

YearMean mean_of_year(const ServiceSpec& service, int first_hour = 0) {
  YearMean sum;
  for (int hour = first_hour; hour < first_hour + 8760; ++hour) {
    const Demand demand = service_demand(service, new_year(), hour_of_year(hour));
    sum.home += demand.home_tokens_per_s / 8760;
    sum.abroad += demand.export_tokens_per_s / 8760;
  }
  return sum;
}

TEST_CASE("flat demand is tokens per day over seconds per day") {
  const Demand demand = service_demand(flat_service(), new_year(), hour_of_year(1234));
  CHECK(soft_equal(demand.home_tokens_per_s, 1e6));
  CHECK(soft_equal(demand.export_tokens_per_s, 1e5));
}

TEST_CASE("the day follows the profile, the foreign day the shifted one") {
  ServiceSpec service = flat_service();
  service.home_profile = office_hours();
  // Weights: 15 hours of 1 and 9 of 5, mean 60 / 24 = 2.5. At noon 5 / 2.5 = 2; abroad it is 3 at night, 1 / 2.5.
  const Demand noon = service_demand(service, new_year(), hour_of_year(12));
  CHECK(soft_equal(noon.home_tokens_per_s, 2e6));
  CHECK(soft_equal(noon.export_tokens_per_s, 0.4e5));
  // At 20 h here it is 11 h there.
  const Demand evening = service_demand(service, new_year(), hour_of_year(20));
  CHECK(soft_equal(evening.home_tokens_per_s, 0.4e6));
  CHECK(soft_equal(evening.export_tokens_per_s, 2e5));
}

TEST_CASE("the weekend factor leaves the week's mean") {
  ServiceSpec service = flat_service();
  service.weekend_factor = 0.5;
  // 7 / (5 + 2 x 0.5) = 7/6 on Thursday, half of it on Saturday, the third day.
  CHECK(soft_equal(service_demand(service, new_year(), hour_of_year(0)).home_tokens_per_s, 1e6 * 7 / 6));
  CHECK(soft_equal(service_demand(service, new_year(), hour_of_year(2 * 24)).home_tokens_per_s, 1e6 * 7 / 12));
  double week = 0;
  for (int hour = 0; hour < 7 * 24; ++hour) {
    week += service_demand(service, new_year(), hour_of_year(hour)).home_tokens_per_s / (7 * 24);
  }
  CHECK(soft_equal(week, 1e6));
}

TEST_CASE("the mean over a year is what was asked") {
  ServiceSpec service = flat_service();
  service.home_profile = office_hours();
  service.seasonal_swing = 0.3;
  service.weekend_factor = 0.6;
  // 52 weeks and a day: the odd weekday may add a thousandth.
  CHECK(std::abs(mean_of_year(service).home / 1e6 - 1) < 0.002);
  CHECK(std::abs(mean_of_year(service).abroad / 1e5 - 1) < 0.002);
  const double winter = service_demand(service, new_year(), hour_of_year(14 * 24)).home_tokens_per_s;
  const double summer = service_demand(service, new_year(), hour_of_year((14 + 182) * 24)).home_tokens_per_s;
  CHECK(winter > summer);
}

TEST_CASE("growth: the first year has the mean, the second grows by the rate") {
  ServiceSpec service = flat_service();
  service.yearly_growth = 0.3;
  const double first = mean_of_year(service).home;
  CHECK(std::abs(first / 1e6 - 1) < 1e-4);
  CHECK(SoftEqual{.rel = 1e-9}(mean_of_year(service, 8760).home, 1.3 * first));
  // Start: ln 1.3 / 0.3 = 0.874548 of the mean.
  CHECK(SoftEqual{.rel = 1e-6}(service_demand(service, new_year(), new_year()).home_tokens_per_s, 0.874548e6));
  service.yearly_growth = -0.5;
  CHECK(std::abs(mean_of_year(service).home / 1e6 - 1) < 1e-4);
}

TEST_CASE("sessions follow their profile up to the peak") {
  SessionsSpec sessions;
  sessions.peak_sessions = 400;
  sessions.profile = office_hours();
  sessions.weekend_factor = 0.25;
  CHECK(soft_equal(sessions_open(sessions, hour_of_year(12)), 400));           // Thursday noon
  CHECK(soft_equal(sessions_open(sessions, hour_of_year(3)), 80));             // one fifth
  CHECK(soft_equal(sessions_open(sessions, hour_of_year(2 * 24 + 12)), 100));  // Saturday noon
  sessions.profile.clear();
  CHECK(soft_equal(sessions_open(sessions, hour_of_year(3)), 400));
}

TenantsSpec tenants() {
  TenantsSpec spec;
  spec.jobs_per_day = 200;
  spec.profile = office_hours();
  spec.weekend_factor = 0.5;
  spec.sizes = {{"1", 0.5}, {"128", 0.2}, {"8", 0.3}};
  return spec;
}

/// All jobs that arrive within a year.
std::vector<std::pair<double, TenantJob>> year_of_jobs(const TenantsSpec& spec, std::uint64_t seed) {
  TenantDraw draw(spec, new_year(), RandomStream(seed, "tenants"));
  std::vector<std::pair<double, TenantJob>> jobs;
  for (double now_s = 0;;) {
    const TenantJob job = draw.next(now_s);
    now_s += job.gap_s;
    if (now_s > years(1).si()) {
      return jobs;
    }
    jobs.emplace_back(now_s, job);
  }
}

/// Within three standard deviations of a Poisson count.
bool likely(double counted, double expected) { return std::abs(counted - expected) < 3 * std::sqrt(expected); }

TEST_CASE("a year of arrivals has the rates asked for") {
  // 2026: 261 weekdays, 104 days of weekend. 261 x 200 + 104 x 100 = 62,600 jobs.
  const auto jobs = year_of_jobs(tenants(), 1);
  CHECK(likely(static_cast<double>(jobs.size()), 62'600));
  double weekend = 0;
  double noon = 0;
  std::map<std::int64_t, double> by_size;
  for (const auto& [at_s, job] : jobs) {
    const CivilTime time = civil({new_year().instant + seconds(at_s), korea});
    weekend += time.weekday >= Weekday::saturday ? 1 : 0;
    noon += time.hour == 12 ? 1 : 0;
    by_size[job.gpus] += 1;
  }
  CHECK(likely(weekend, 10'400));
  CHECK(likely(noon, 62'600 * 2.0 / 24));  // weight 5 of mean 2.5
  CHECK(likely(by_size[1], 31'300));
  CHECK(likely(by_size[8], 18'780));
  CHECK(likely(by_size[128], 12'520));
  CHECK(by_size.size() == 3);
}

TEST_CASE("run times are log-normal, cut at the longest") {
  TenantsSpec spec = tenants();
  spec.duration_median = hours(2);
  spec.duration_sigma = 1.0;
  spec.duration_max = hours(8);
  spec.walltime_factor = 1.5;
  double below_median = 0;
  double at_most = 0;
  const auto jobs = year_of_jobs(spec, 2);
  for (const auto& [at_s, job] : jobs) {
    CHECK(job.duration_s <= hours(8).si());
    CHECK(soft_equal(job.walltime_s, 1.5 * job.duration_s));
    below_median += job.duration_s < hours(2).si() ? 1 : 0;
    at_most += job.duration_s == hours(8).si() ? 1 : 0;
  }
  const auto count = static_cast<double>(jobs.size());
  CHECK(likely(below_median, count / 2));
  CHECK(likely(at_most, count * 0.0828285));  // 1 - Phi(ln 4) = 1 - Phi(1.386294)
}

TEST_CASE("larger jobs run longer if asked") {
  TenantsSpec spec = tenants();
  spec.sizes = {{"16", 1.0}};
  spec.duration_sigma = 0;
  spec.size_exponent = 0.5;
  TenantDraw draw(spec, new_year(), RandomStream(3, "tenants"));
  CHECK(soft_equal(draw.next(0).duration_s, 4 * 3600.0));  // 16^0.5 hours
}

TEST_CASE("the same stream draws the same jobs") {
  const auto once = year_of_jobs(tenants(), 4);
  const auto again = year_of_jobs(tenants(), 4);
  REQUIRE(once.size() == again.size());
  CHECK(once.back().first == again.back().first);
  CHECK(once.size() != year_of_jobs(tenants(), 5).size());
}

TEST_CASE("no arrivals at weekends, none at night") {
  TenantsSpec spec = tenants();
  spec.weekend_factor = 0;
  spec.profile.assign(24, 0.0);
  spec.profile[10] = 1;
  for (const auto& [at_s, job] : year_of_jobs(spec, 6)) {
    const CivilTime time = civil({new_year().instant + seconds(at_s), korea});
    CHECK(time.hour == 10);
    CHECK(time.weekday < Weekday::saturday);
  }
}

}  // namespace
}  // namespace aif
