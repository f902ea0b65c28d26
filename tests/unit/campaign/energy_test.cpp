#include <fmt/format.h>

#include <cmath>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "random_scenario.hpp"

/// Governor, power tree, events, battery and timing of work, as a campaign shows them.
using namespace aif;

namespace {

/// Compute-bound training on all 132 nodes, and bags that never end.
const std::string training =
    "  - {kind: training, name: t, operator: alpha, placement: {pools: [here/main], priority: 80}, model: "
    "llama-3.1-8b,\n"
    "     gpus: 512, parallel: {tensor: 2}, batch_tokens: 4194304, tokens: 1e15}\n";
const std::string bags =
    "  - {kind: batch, name: b, operator: beta, placement: {pools: [here/main], priority: 20}, bags_per_day: 50,\n"
    "     gpu_time_per_bag: 1000 h, tasks_per_bag: 100000, deadline: 1 yr, intensity: 1}\n";
const std::string calm = ", reliability: {enabled: false, spare_fraction: 0}";

Result run(double feed_mw, const std::string& energy, const std::string& workloads = training + bags,
           const std::string& pool = calm, double days = 3) {
  return simulate(test::load(test::with_energy(test::single_site(1056, feed_mw, days, workloads, pool), energy)));
}

std::string feed_loss(const std::string& rest) {
  return "    power_events: [{kind: feed_loss, start: 2027-03-02T12:00, duration: 2 h, limit: 1.05 MW" + rest + "}]\n";
}

const std::string battery = "    battery: {energy: 2 MWh, power: 1 MW}\n";

}  // namespace

TEST_CASE("a loss of feed without notice is exceeded for the governor's reaction, and that is counted") {
  for (const double reaction_s : {5.0, 40.0}) {
    CAPTURE(reaction_s);
    const Result result = run(2, fmt::format("    governor: {{reaction: {} s}}\n", reaction_s) + feed_loss(""));
    CHECK(SoftEqual{1e-9, 0}(result.utility.over_budget.si(), reaction_s));
    CHECK(result.utility.over_budget_energy.si() > 0);
    CHECK(SoftEqual{1e-6, 0}(result.utility.capped.si(), 7200 - reaction_s));
  }
  CHECK(run(2, feed_loss(", notice: 10 min")).utility.over_budget.si() == 0);
  // A battery bridges the reaction whatever the policy.
  CHECK(run(2, battery + feed_loss("")).utility.over_budget.si() == 0);
}

TEST_CASE("a loss below what caps can reach is exceeded all the time") {
  const Result result = run(2,
                            "    power_events: [{kind: feed_loss, start: 2027-03-02T12:00, duration: 2 h, limit: "
                            "0.3 MW, notice: 1 h}]\n");
  CHECK(SoftEqual{1e-9, 0}(result.utility.over_budget.si(), 7200.0));
}

TEST_CASE("a call for demand response is met if caps are in time") {
  auto call = [](const std::string& rest) {
    return run(2,
               "    governor: {reaction: 40 s}\n    power_events: [{kind: demand_response, start: 2027-03-02T12:00, "
               "duration: 3 h, reduction: 0.25" +
                   rest + "}]\n");
  };
  const Result in_time = call("");
  CHECK(in_time.utility.calls == 1);
  CHECK(in_time.utility.calls_met == 1);
  CHECK(in_time.utility.called_off.si() > 0);
  const Result late = call(", within: 30 s");
  CHECK(late.utility.calls == 1);
  CHECK(late.utility.calls_met == 0);
  CHECK(call(", within: 30 s, notice: 10 s").utility.calls_met == 1);
}

TEST_CASE("priority caps spare the higher priority, pausing spares everybody who cannot wait") {
  const double uncapped = run(3, "").work.tokens_trained;
  const double feed_mw = 1.1;  // carries the training at full speed if the bags pause
  const Result uniform = run(feed_mw, "    power_policy: uniform_cap\n");
  const Result priority = run(feed_mw, "    power_policy: priority_cap\n");
  const Result pausing = run(feed_mw, "    power_policy: pause_flexible\n");
  CHECK(uniform.work.tokens_trained < uncapped * 0.999);
  CHECK(priority.work.tokens_trained > uniform.work.tokens_trained);
  CHECK(pausing.work.tokens_trained > uniform.work.tokens_trained);
  CHECK(pausing.utility.flexible_withheld.si() > 0);
  CHECK(pausing.utility.capped < uniform.utility.capped);
  for (const Result* result : {&uniform, &priority, &pausing}) {
    CHECK(result->utility.over_budget.si() == 0);
    CHECK(result->utility.peak.in(megawatts) <= feed_mw * (1 + 1e-6));
  }
}

TEST_CASE("a battery before caps keeps full speed as long as it lasts") {
  const std::string loss = feed_loss(", notice: 1 h");
  const Result capped = run(2, loss);
  const Result bridged = run(2, "    power_policy: battery_first\n" + battery + loss);
  CHECK(capped.utility.capped.si() > 0);
  CHECK(bridged.utility.capped < capped.utility.capped);
  CHECK(bridged.work.tokens_trained > capped.work.tokens_trained);
  CHECK(bridged.utility.battery_out.si() > 0);
  CHECK(bridged.utility.over_budget.si() == 0);
  // An hour or so at some hundred kilowatts empties a small one; then caps take over.
  const Result emptied =
      run(2, "    power_policy: battery_first\n    battery: {energy: 100 kWh, power: 1 MW}\n" + loss);
  CHECK(emptied.utility.capped.si() > 0);
  CHECK(emptied.utility.capped < capped.utility.capped);
  CHECK(emptied.utility.over_budget.si() == 0);
}

TEST_CASE("limits of racks and PDUs bite under a feed that does not") {
  double last = 1e30;
  for (const double rack_kw : {60.0, 26.0, 24.0, 22.0}) {
    CAPTURE(rack_kw);
    const std::string pool = calm + fmt::format(", power_tree: {{nodes_per_rack: 4, rack: {} kW}}", rack_kw);
    const Result result = run(3, "", training + bags, pool);
    CHECK(result.work.tokens_trained <= last);
    CHECK((result.utility.capped.si() > 0) == (rack_kw < 60));
    CHECK(result.utility.over_tree.si() == 0);
    CHECK(result.utility.over_budget.si() == 0);
    last = result.work.tokens_trained;
  }
  const Result impossible =
      run(3, "", training, calm + ", power_tree: {nodes_per_rack: 4, rack: 12 kW, racks_per_pdu: 2, pdu: 30 kW}");
  CHECK(impossible.utility.over_tree.si() > 0);
}

TEST_CASE("cooling that fails slows the machines after the reaction") {
  const std::string energy =
      "    cooling: {capacity: 2 MW}\n    power_events: [{kind: cooling_derate, start: 2027-03-02T12:00, duration: 4 "
      "h, "
      "cooling: 0.45}]\n";
  const Result result = run(3, energy);
  CHECK(SoftEqual{1e-9, 0}(result.utility.over_heat.si(), 40.0));
  CHECK(SoftEqual{1e-6, 0}(result.utility.capped.si(), 4 * 3600.0 - 40));
}

TEST_CASE("a contract below the feed is kept") {
  const Result result = run(3, "    contract: 1.05 MW\n");
  CHECK(result.utility.capped.si() > 0);
  CHECK(result.utility.peak.in(megawatts) <= 1.05 * (1 + 1e-6));
}

TEST_CASE("work that waits for cheap or clean hours is cheaper or cleaner, and not late") {
  auto masks = [](const std::string& hours) {
    return run(3, "",
               "  - {kind: batch, name: m, operator: alpha, placement: {pools: [here/main]}, bags_per_day: 6,\n"
               "     gpu_time_per_bag: 800 h, tasks_per_bag: 100000, deadline: 2 d, intensity: 1, hours: " +
                   hours + "}\n",
               calm, 20);
  };
  const Result any = masks("any");
  const Result cheap = masks("cheap");
  const Result clean = masks("clean");
  CHECK(cheap.utility.bill_energy / cheap.utility.grid < any.utility.bill_energy / any.utility.grid * 0.995);
  CHECK(clean.utility.carbon / clean.utility.grid < any.utility.carbon / any.utility.grid * 0.999);
  CHECK(cheap.work.bags_late == 0);
  CHECK(clean.work.bags_late == 0);
  CHECK(cheap.work.products.at("tasks") > 0.9 * any.work.products.at("tasks"));
}

TEST_CASE("arbitrage lowers the energy charge, peak shaving the demand charge") {
  auto with = [](const std::string& use) {
    return run(3, "    battery: {energy: 4 MWh, power: 0.6 MW, efficiency: 0.9, reserve: 0, " + use + "}\n");
  };
  const Result idle = with("use: reserve");
  const Result arbitrage = with("use: arbitrage");
  CHECK(arbitrage.utility.bill_energy < idle.utility.bill_energy);
  CHECK(arbitrage.utility.battery_out.si() > 0);
  CHECK((arbitrage.utility.battery_in - arbitrage.utility.battery_out - arbitrage.utility.battery_stored).si() > 0);
  const Result shaved =
      with(fmt::format("use: peak_shaving, shave_above: {:.6f} MW", idle.utility.peak.in(megawatts)-0.02));
  CHECK(shaved.utility.peak < idle.utility.peak);
}

TEST_CASE("own sun is drawn first, and contracts make it clean") {
  const Result none = run(3, "");
  const Result sun =
      run(3,
          "    solar: {peak: 4 MW}\n    ppas: [{name: w, kind: wind, power: 0.5 MW, full_load_hours: 3000 "
          "h, price: 180 KRW/kWh}]\n    certificates: {share: 0.5, price: 72 KRW/kWh}\n");
  CHECK(sun.utility.solar.si() > 0);
  CHECK(sun.utility.grid < none.utility.grid);
  CHECK(sun.utility.ppa.si() > 0);
  CHECK(sun.utility.carbon_market < sun.utility.carbon * 0.5);
  CHECK(SoftEqual{1e-9, 0}(none.utility.carbon_market.si(), none.utility.carbon.si()));
}

TEST_CASE("costs are shared among the workloads without a rest") {
  std::string text = test::single_site(1056, 2, 3, training + bags, calm);
  text.insert(text.find("operators:"), "cost: korea\n");
  const Result result = simulate(test::load(text));
  Money sum;
  CarbonMass carbon;
  for (const WorkloadResult& workload : result.workloads) {
    CHECK(workload.cost.si() > 0);
    sum += workload.cost;
    carbon += workload.carbon;
  }
  CHECK(SoftEqual{1e-9, 0}(sum.si(), result.cost.total().si()));
  CHECK(SoftEqual{1e-9, 0}(carbon.si(), result.utility.carbon.si()));
  CHECK(result.cost.electricity == result.utility.bill);
  CHECK(result.cost.embodied_period.si() > 0);
}
