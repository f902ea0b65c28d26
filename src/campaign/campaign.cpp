#include "campaign/campaign.hpp"

#include <chrono>
#include <cstring>

#include "campaign/collect.hpp"
#include "campaign/trunk_table.hpp"
#include "campaign/world.hpp"
#include "engine/isolated.hpp"
#include "fabric/collective_constants.hpp"
#include "power/power_data.hpp"
#include "result/bytes.hpp"
#include "step/calibration.hpp"

namespace aif {
namespace {

/// The user asked to stop; leaves the main loop.
struct Stopped {};

void send(ChildLink& link, const Progress& progress) {
  char bytes[sizeof(Progress)];
  std::memcpy(bytes, &progress, sizeof progress);
  link.send_progress({bytes, sizeof bytes});
}

/// Reports ten times a second of wall time and watches for a wish to stop. Nothing of it reaches the result.
void watch(World& world, ChildLink& link) {
  using Clock = std::chrono::steady_clock;
  auto next = Clock::now();
  world.simulation.on_heartbeat = [&world, &link, next](double now_s, std::uint64_t events) mutable {
    if (link.stop_requested()) {
      throw Stopped();
    }
    if (Clock::now() >= next) {
      next = Clock::now() + std::chrono::milliseconds(100);
      send(link, {now_s / world.duration_s(), seconds(now_s), events});
    }
  };
}

std::string simulate_here(const ResolvedScenario& scenario, const TrunkTable& trunks, bool record_jobs,
                          ChildLink& link) {
  World world(scenario, record_jobs, &trunks);
  watch(world, link);
  bool stopped = false;
  try {
    world.start();
    world.simulation.run_until(world.duration_s());
  } catch (const Stopped&) {
    stopped = true;
  }
  Result result = collect(world, world.simulation.now_s());
  result.incomplete = stopped;
  return serialize(result);
}

/// Reads what every simulation reads beside its scenario. Done here and not in the child, so that the children of all
/// simulations of this process, and of processes forked from it, have it already.
void load_shipped_data() {
  shipped_power_data();
  shipped_collective_constants();
  step::shipped_calibration();
}

}  // namespace

Result simulate(const ResolvedScenario& scenario, const CampaignOptions& options) {
  load_shipped_data();
  const TrunkTable trunks(scenario.spec);
  auto work = [&](ChildLink& link) { return simulate_here(scenario, trunks, options.record_jobs, link); };
  auto on_progress = [&](std::string_view message) {
    Progress progress;
    if (options.on_progress && message.size() == sizeof progress) {
      std::memcpy(&progress, message.data(), sizeof progress);
      options.on_progress(progress);
    }
  };
  Result result = deserialize(run_isolated(work, on_progress));
  result.provenance.simgrid_version = simgrid_version();
  result.provenance.scenario_sha256 = scenario.sha256;
  result.provenance.seed = scenario.spec.seed;
  result.resolved_yaml = to_yaml(scenario.document);
  for (const Diagnostic& remark : scenario.remarks) {
    result.remarks.push_back(remark.message);
  }
  return result;
}

}  // namespace aif
