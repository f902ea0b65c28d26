#include <fmt/format.h>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "random_scenario.hpp"

using namespace aif;

namespace {

const std::string busy =
    "  - {kind: training, name: t, operator: alpha, placement: {pools: [here/main]}, model: llama-3.1-8b, gpus: 1024,\n"
    "     parallel: {tensor: 2}, batch_tokens: 4194304, tokens: 1e15}\n";

}  // namespace

TEST_CASE("more power never slows, and a tight feed is kept") {
  double last = 0;
  bool capped_somewhere = false;
  for (double feed_mw : {0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 2.0}) {
    CAPTURE(feed_mw);
    const Result result = simulate(test::load(test::single_site(1056, feed_mw, 5, busy)));
    CHECK(result.work.tokens_trained >= last);
    last = result.work.tokens_trained;
    if (result.utility.over_budget.si() == 0) {
      CHECK(result.utility.peak.in(megawatts) <= feed_mw * (1 + 1e-9));
    }
    capped_somewhere = capped_somewhere || result.utility.capped.si() > 0;
  }
  CHECK(capped_somewhere);
}

TEST_CASE("a feed that bites shows up as bound by power") {
  const Result result = simulate(test::load(test::single_site(1056, 1.0, 5, busy)));
  CHECK(result.utility.capped.si() > 0);
  CHECK(result.bounds[static_cast<std::size_t>(Bound::power)].si() > 0);
  std::size_t caps = 0;
  for (const EventRecord& event : result.events) {
    if (event.kind == EventKind::cap_on) {
      CHECK(event.site == 0);
      CHECK(event.value < 1);
      ++caps;
    }
  }
  CHECK(caps > 0);
}

TEST_CASE("masks come out, and deadlines are kept where there is room") {
  // 24 bags a day of 10 GPU-hours on 64 GPUs: 16 % of them.
  const std::string masks =
      "  - {kind: batch, name: m, operator: alpha, placement: {pools: [here/main]}, product: masks, bags_per_day: 24,\n"
      "     gpu_time_per_bag: 10 h, tasks_per_bag: 64, deadline: 1 d}\n";
  const Result result =
      simulate(test::load(test::single_site(64, 1, 30, masks, ", reliability: {enabled: false, spare_fraction: 0}")));
  const double made = result.work.products.at("masks");
  CHECK(made > 30 * 24 * 0.9);
  CHECK(made <= result.work.jobs_submitted);
  CHECK(result.work.bags_late == 0);
  CHECK(SoftEqual{0.02, 0}(result.uses[static_cast<std::size_t>(Use::batch)].in(hours), made * 10));
}

TEST_CASE("training gets its nodes back from bags of tasks at once") {
  const std::string workloads =
      busy +
      "  - {kind: batch, name: m, operator: beta, placement: {pools: [here/main]}, bags_per_day: "
      "100,\n     gpu_time_per_bag: 1000 h, tasks_per_bag: 100000, deadline: 1 yr}\n";
  const Result result = simulate(
      test::load(test::single_site(1024, 8, 5, workloads, ", reliability: {enabled: false, spare_fraction: 0}")));
  for (const JobRecord& job : result.jobs) {
    if (job.workload == 0) {
      CHECK(job.start_s == job.submit_s);
    }
  }
}

TEST_CASE("a service answers what is asked if it has the replicas, and says what it could not") {
  auto service = [](double tokens, int gpus) {
    return fmt::format(
        "  - {{kind: service, name: s, operator: alpha, placement: {{pools: [here/main]}}, model: llama-3.1-8b,\n"
        "     home_tokens_per_day: {}, export_tokens_per_day: {}, max_gpus: {}, weekend_factor: 1, seasonal_swing: "
        "0}}\n",
        tokens, tokens, gpus);
  };
  const std::string calm = ", reliability: {enabled: false, spare_fraction: 0}";
  const Result plenty = simulate(test::load(test::single_site(256, 2, 10, service(1e9, 256), calm)));
  CHECK(plenty.work.tokens_unserved == 0);
  CHECK(SoftEqual{0.01, 0}(plenty.work.tokens_home, 1e10));
  CHECK(SoftEqual{0.01, 0}(plenty.work.tokens_export, 1e10));
  const Result scarce = simulate(test::load(test::single_site(256, 2, 10, service(1e12, 64), calm)));
  CHECK(scarce.work.tokens_unserved > 0);
  CHECK(SoftEqual{0.01, 0}(scarce.work.tokens_home + scarce.work.tokens_export + scarce.work.tokens_unserved, 2e13));
}

TEST_CASE("training starves when data lag, and the starving is counted") {
  auto cycle = [](int vehicles) {
    return fmt::format(
        "  - {{kind: driving_cycle, name: d, operator: alpha, site: here, vehicles: {}, data_per_drive_hour: 43 GB,\n"
        "     upload_fraction: 0.05, curation: {{pools: [here/main]}}, curation_gpu_time_per_hour: 0.5 h,\n"
        "     curation_max_gpus: 128, training: {{placement: {{pools: [here/main]}},\n"
        "       model: driving-vla-10b, gpus: 64, parallel: {{tensor: 2}}, sequence: 4096, batch_tokens: 1048576}},\n"
        "     hours_per_release: 200, tokens_per_hour: 2.6e7, simulation: {{pools: [here/main]}},\n"
        "     miles_per_release: 10000, gpu_time_per_mile: 30 s, simulation_max_gpus: 64}}\n",
        vehicles);
  };
  auto run = [&](int vehicles) { return simulate(test::load(test::single_site(256, 2, 20, cycle(vehicles)))); };
  const Result few = run(2000);
  const Result many = run(20000);
  CHECK(few.work.products.at("curated hours") < many.work.products.at("curated hours"));
  CHECK(few.work.products.at("driving releases") < many.work.products.at("driving releases"));
  CHECK(few.uses[static_cast<std::size_t>(Use::starved)] > many.uses[static_cast<std::size_t>(Use::starved)]);
  CHECK(few.work.products.at("simulated miles") == few.work.products.at("driving releases") * 10000);
}

TEST_CASE("deliveries arrive on their day") {
  const std::string extra =
      ", deliveries: [{date: 2027-03-03T00:00:00+09:00, gpus: 64}], reliability: {enabled: false}";
  const Result result = simulate(test::load(test::single_site(
      64, 2, 4, "  - {kind: sessions, name: s, operator: alpha, placement: {pools: [here/main]}, peak_sessions: 1}\n",
      extra)));
  // 64 GPUs for four days, 64 more for the last two.
  CHECK(SoftEqual{1e-9, 0}(total_time(result.uses).in(hours), 64 * 96.0 + 64 * 48.0));
}
