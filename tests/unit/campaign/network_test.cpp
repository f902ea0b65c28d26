#include <algorithm>
#include <string>

#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "core/text.hpp"
#include "doctest/doctest.h"
#include "random_scenario.hpp"

using namespace aif;

namespace {

const SoftEqual soft_equal{.rel = 1e-6};

/// A job of 512 H100 whose experts lie over several nodes, on leaf groups of 256.
std::string one_job(const std::string& network, const std::string& job = "") {
  std::string text = test::single_site(
      1024, 3, 4,
      "  - {kind: training, name: t, operator: alpha, placement: {pools: [here/main]}, model: qwen3-235b-a22b, gpus: "
      "512,\n     parallel: {tensor: 4, pipeline: 2, expert: 32}, batch_tokens: 4194304, tokens: 1e15,\n"
      "     checkpoint: {interval: 30 d, blocking: 0 s, restart: 0 s}" +
          job + "}\n",
      ", reliability: {enabled: false, spare_fraction: 0}");
  const std::string fabric = "fabric: {leaf: quantum2-qm9700, optic: 400g-dr4, tiers: 3}";
  text.replace(text.find(fabric), fabric.size(),
               "fabric: {leaf: quantum2-qm9700, optic: 400g-dr4, tiers: 3, topology: rail_optimised" + network);
  return text;
}

std::string event(const std::string& what) {
  return "}\n    network_events: [{kind: " + what + ", start: 2027-03-02T00:00:00+09:00, duration: 1 d}]";
}

double tokens(const std::string& scenario) { return simulate(test::load(scenario)).work.tokens_trained; }

std::size_t count(const Result& result, EventKind kind) {
  return static_cast<std::size_t>(
      std::count_if(result.events.begin(), result.events.end(), [&](const EventRecord& e) { return e.kind == kind; }));
}

}  // namespace

TEST_CASE("links that fail slow a job while they are down, and no longer") {
  const double whole = tokens(one_job("}"));
  const Result result = simulate(test::load(one_job(event("link_down, tier: leaf, share: 0.9"))));
  CHECK(result.work.tokens_trained < 0.999 * whole);
  CHECK(result.work.tokens_trained > 0.75 * whole);  // three of four days are whole
  CHECK(soft_equal(86400.0, result.utility.fabric_degraded.si()));
  CHECK(count(result, EventKind::link_down) == 1);
  CHECK(count(result, EventKind::link_up) == 1);
  CHECK(result.utility.link_failures == std::round(0.9 * 4 * 256));
  // What is missing is what the job waited longer.
  const double lost_share = result.utility.fabric_lost.si() / (512.0 * 4 * 86400);
  CHECK(soft_equal(1 - result.work.tokens_trained / whole, lost_share));
}

TEST_CASE("fewer links are never faster in a campaign") {
  double last = 1e300;
  for (const char* share : {"0.01", "0.3", "0.6", "0.8", "0.95"}) {
    const double now = tokens(one_job(event(std::string("link_down, tier: leaf, share: ") + share)));
    CHECK(now <= last);
    last = now;
  }
  CHECK(last < 0.99 * tokens(one_job("}")));
  CHECK(tokens(one_job(event("switch_down, tier: leaf, share: 0.9"))) <
        tokens(one_job(event("switch_down, tier: leaf, share: 0.1"))));
}

TEST_CASE("a trunk that fails concerns the jobs below it") {
  const double whole = tokens(one_job("}"));
  // The job has the first 512 GPUs: trunks 0 and 1.
  CHECK(tokens(one_job(event("link_down, tier: leaf, trunk: 0, share: 0.9"))) < 0.999 * whole);
  CHECK(tokens(one_job(event("link_down, tier: leaf, trunk: 3, share: 0.9"))) == whole);
  CHECK(tokens(one_job(event("link_down, tier: leaf, trunk: 3, share: 0.9"), ", network: {placement: spread}")) <
        0.999 * tokens(one_job("}", ", network: {placement: spread}")));
}

TEST_CASE("more cannot fail than there is") {
  CHECK_THROWS_WITH_AS((void)tokens(one_job(event("link_down, tier: leaf, count: 2000"))),
                       "2,000 links cannot fail: there are 1,024 (4 trunks x 256), and something must be left. Write "
                       "1,003 or fewer.",
                       SimulationError);
}

TEST_CASE("random failures come at their rate and are mended") {
  // 4 trunks of 256 links above leaves, 1 of 1024 above pods: a thousand times the published rate for four days.
  const Result result =
      simulate(test::load(one_job(", faults: {links_per_month: 0.57, switches_per_month: 0.51, repair_median: 2 h}}")));
  const double expected = (4 * 256 + 1024) * 0.57 * 4 / 30;
  CHECK(std::abs(result.utility.link_failures - expected) < 4 * std::sqrt(expected));
  CHECK(result.utility.switch_failures > 0);
  CHECK(count(result, EventKind::link_down) == static_cast<std::size_t>(result.utility.link_failures));
  CHECK(count(result, EventKind::link_up) > 0.5 * result.utility.link_failures);
  CHECK(result.work.tokens_trained <= tokens(one_job("}")));
  CHECK(simulate(test::load(one_job(", faults: {}}"))).utility.link_failures <= 3);
}

namespace {

std::string across(const std::string& synchronisation, double failures_here, const std::string& extra = "") {
  auto site = [](const std::string& name, double failures, const std::string& more) {
    return "  - name: " + name +
           "\n    operator: alpha\n    climate: seoul\n    feed: 3 MW\n    tariff: kepco-industrial-b-hvb-iii\n"
           "    fabric: {leaf: quantum2-qm9700, optic: 400g-dr4, tiers: 3}\n" +
           more + "    pools: [{name: main, system: dgx-h100, gpus: 576, reliability: {failures_per_1000_node_days: " +
           std::to_string(failures) + ", burst_fraction: 0, spare_fraction: 0.1, detection: 0 s}}]\n";
  };
  return "schema: aifactory/v1\nname: across\nstart: 2027-03-01T00:00:00+09:00\nduration: 20 d\nseed: 3\ngrid: korea\n"
         "operators:\n  - {name: alpha, title_en: Alpha}\nsites:\n" +
         site("one", failures_here, "    links: [{to: two, rate: 800 Gbit/s, distance: 100 km}]\n" + extra) +
         site("two", 0, "") +
         "workloads:\n  - {kind: training, name: t, operator: alpha, placement: {pools: [one/main, two/main]}, model: "
         "llama-3.1-8b,\n     gpus: 1024, parallel: {tensor: 2}, batch_tokens: 4194304, tokens: 1e15,\n"
         "     across_sites: {synchronisation: " +
         synchronisation + "}, checkpoint: {interval: 30 min, blocking: 60 s, restart: 10 min}}\n";
}

}  // namespace

TEST_CASE("a fault at one site stops the parts at all sites") {
  for (const char* how : {"every_step", "local_update"}) {
    const Result result = simulate(test::load(across(how, 40)));
    REQUIRE(result.jobs.size() == 2);
    CHECK(result.jobs[0].interruptions > 10);
    CHECK(result.jobs[1].interruptions == 0);
    CHECK(result.work.jobs_interrupted == result.jobs[0].interruptions);
    CHECK(soft_equal(result.jobs[0].amount, result.jobs[1].amount));
    const auto& uses = result.pools[1].uses;
    CHECK(uses[static_cast<std::size_t>(Use::rollback)].si() > 0);
    CHECK(uses[static_cast<std::size_t>(Use::restart)].si() > 0);
    CHECK(result.work.tokens_trained < tokens(across(how, 0)));
  }
}

TEST_CASE("a line that loses capacity slows a job across it") {
  const double whole = tokens(across("every_step", 0));
  const std::string cut =
      "    network_events: [{kind: line_down, to: two, share: 0.5, start: 2027-03-05T00:00:00+09:00, duration: 5 d}]\n";
  const Result result = simulate(test::load(across("every_step", 0, cut)));
  CHECK(result.work.tokens_trained < 0.98 * whole);
  CHECK(result.work.tokens_trained > 0.7 * whole);
  CHECK(count(result, EventKind::line_down) == 1);
  CHECK(count(result, EventKind::line_up) == 1);
}
