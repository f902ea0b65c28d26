#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "campaign/world.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "random_scenario.hpp"
#include "result/bytes.hpp"
#include "shipped.hpp"

using namespace aif;

namespace {

/// GPU-seconds that were installed: the start, plus each delivery from its date on.
double installed_gpu_s(const PoolSpec& pool, const ScenarioSpec& spec) {
  double sum = static_cast<double>(pool.gpus) * spec.duration.si();
  for (const DeliverySpec& delivery : pool.deliveries) {
    const double there_s = std::max(0.0, spec.duration.si() - (delivery.date.instant - spec.start.instant).si());
    sum += static_cast<double>(delivery.gpus) * there_s;
  }
  return sum;
}

constexpr std::uint64_t scenario_count = 40;

}  // namespace

TEST_CASE("GPU-hours, energy and water add up on random scenarios") {
  const SoftEqual equal{1e-9, 0.0};
  for (std::uint64_t number = 1; number <= scenario_count; ++number) {
    CAPTURE(number);
    const ResolvedScenario scenario = test::load(test::random_scenario(number));
    const Result result = simulate(scenario);
    std::size_t p = 0;
    for (std::size_t s = 0; s < result.sites.size(); ++s) {
      const SiteSpec& site = scenario.spec.sites[s];
      const UtilityTotals& utility = result.sites[s].utility;
      double machines_j = 0;
      for (const PoolSpec& pool : site.pools) {
        CHECK(equal(total_time(result.pools[p].uses).si(), installed_gpu_s(pool, scenario.spec)));
        for (std::size_t u = 0; u < use_count; ++u) {
          CHECK(result.pools[p].uses[u].si() >= -1e-6);
        }
        machines_j += result.pools[p].energy.si();
        ++p;
      }
      // Energy in = IT + losses + cooling + house; IT = machines + fabric and storage.
      CHECK(equal(utility.facility.si(), (utility.it + utility.losses + utility.cooling + utility.house).si()));
      CHECK(equal(utility.it.si(), machines_j + constant_power(site).si() * scenario.spec.duration.si()));
      CHECK(utility.pue() > 1.0);
      CHECK(utility.peak * (1 + 1e-9) >= utility.grid / scenario.spec.duration);
      // In from grid and sun = out to the facility, the battery's losses and its gain.
      CHECK(equal((utility.grid + utility.solar + utility.battery_out).si(),
                  (utility.facility + utility.battery_in).si()));
      CHECK(equal(utility.air_heat.si() + utility.liquid_heat.si(),
                  (utility.it + utility.losses - utility.transformer_losses).si()));
      CHECK((utility.battery_in - utility.battery_out - utility.battery_stored).si() >= -1e-6 * utility.facility.si());
      CHECK(utility.ppa <= utility.grid * (1 + 1e-9));
      CHECK(utility.carbon_market <= utility.carbon * (1 + 1e-9));
      CHECK(utility.water.si() >= 0);
      // Nothing is exceeded in silence.
      if (utility.over_budget.si() == 0) {
        CHECK(utility.peak.si() <= site.feed.si() * (1 + 1e-6));
      }
      // The series tell the same energy (in single precision).
      double series_j = 0;
      for (std::size_t row = 0; row < result.series[s].facility_w.size(); ++row) {
        series_j += static_cast<double>(result.series[s].facility_w[row]) * 3600.0;
      }
      CHECK(SoftEqual{1e-6, 0.0}(series_j, utility.facility.si()));
    }
    CHECK(equal(total_time(result.uses).si(), result.ledger.gpu_time.si()));
  }
}

TEST_CASE("what workloads used is what pools counted as used") {
  for (std::uint64_t number = 1; number <= scenario_count; number += 5) {
    CAPTURE(number);
    const Result result = simulate(test::load(test::random_scenario(number)));
    double by_workload_s = 0;
    for (const WorkloadResult& workload : result.workloads) {
      by_workload_s += workload.gpu_time.si();
      CHECK(workload.energy.si() >= 0);
    }
    double by_use_s = total_time(result.uses).si();
    for (Use use : {Use::spare, Use::queue_idle, Use::demand_idle, Use::starved, Use::down}) {
      by_use_s -= result.uses[static_cast<std::size_t>(use)].si();
    }
    CHECK(SoftEqual{1e-9, 0.0}(by_workload_s, by_use_s));
  }
}

TEST_CASE("jobs are in order: submitted, started, ended, within the scenario") {
  for (std::uint64_t number = 1; number <= scenario_count; number += 5) {
    CAPTURE(number);
    const Result result = simulate(test::load(test::random_scenario(number)));
    CHECK(!result.jobs.empty());
    for (const JobRecord& job : result.jobs) {
      CHECK(job.submit_s >= 0);
      if (job.start_s >= 0) {
        CHECK(job.start_s >= job.submit_s);
      }
      if (job.status == JobStatus::finished) {
        CHECK(job.end_s >= job.start_s);
        CHECK(job.end_s <= result.duration.si());
      }
    }
    for (std::size_t i = 1; i < result.events.size(); ++i) {
      CHECK(result.events[i].time_s >= result.events[i - 1].time_s);
    }
  }
}

TEST_CASE("the same scenario gives the same bytes, another seed does not") {
  const std::string text = test::random_scenario(7);
  const std::string first = serialize(simulate(test::load(text)));
  CHECK(first == serialize(simulate(test::load(text))));
  const ResolvedScenario reseeded =
      load_scenario_text(text, "test.yaml", ".", shipped_catalog(), {parse_override("seed=8", Override::Kind::set)});
  CHECK(first != serialize(simulate(reseeded)));
}

TEST_CASE("one workload more moves no draw of the others") {
  // Faults come from streams of their own: the times at which nodes of a pool fail do not depend on what runs,
  // as long as as many are up.
  const std::string extra =
      "  - {kind: sessions, name: twin, operator: beta, placement: {pools: [here/main]}, peak_sessions: 4}\n";
  const std::string base =
      "  - {kind: training, name: t, operator: alpha, placement: {pools: [here/main]}, model: llama-3.1-8b, gpus: 64,\n"
      "     parallel: {tensor: 2}, batch_tokens: 2097152, tokens: 1e12}\n";
  auto faults = [](const Result& result) {
    std::vector<double> times;
    for (const EventRecord& event : result.events) {
      if (event.kind == EventKind::fault) {
        times.push_back(event.time_s);
      }
    }
    return times;
  };
  const std::string pool = ", reliability: {failures_per_1000_node_days: 100}";
  const auto alone = faults(simulate(test::load(test::single_site(256, 1.2, 10, base, pool))));
  const auto together = faults(simulate(test::load(test::single_site(256, 1.2, 10, base + extra, pool))));
  CHECK(alone.size() > 10);
  CHECK(alone == together);
}
