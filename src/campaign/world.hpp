#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "campaign/batch_server.hpp"
#include "campaign/fleet.hpp"
#include "campaign/flexible_work.hpp"
#include "campaign/pool_state.hpp"
#include "campaign/recorder.hpp"
#include "campaign/site_fabric.hpp"
#include "campaign/site_state.hpp"
#include "engine/simulation.hpp"
#include "grid/carbon.hpp"
#include "result/result.hpp"
#include "scenario/scenario.hpp"

namespace aif {

class TrunkTable;

/// What a workload has done so far.
struct WorkloadState {
  WorkTotals work;
  /// Of gang jobs, by pool; servers and fleets keep their own.
  struct Held {
    double gpu_time_s = 0;
    double energy_j = 0;
  };
  std::map<std::size_t, Held> held;
  std::vector<BatchServer*> servers;
  std::vector<Fleet*> fleets;
  std::string remark;
};

/// All state of one campaign: the clock, the places, the workloads' accounts. Actors and alarms change it;
/// collect.cpp turns it into a Result.
class World {
 public:
  /// `shared` may be null: then jobs do not slow each other down on trunks.
  World(const ResolvedScenario& resolved, bool record_jobs, const TrunkTable* shared = nullptr);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Starts the pools and every workload's actor.
  void start();
  void settle(double now_s);

  [[nodiscard]] const ScenarioSpec& spec() const { return scenario.spec; }
  [[nodiscard]] double duration_s() const { return scenario.spec.duration.si(); }
  [[nodiscard]] ZonedInstant local_time(double now_s) const;
  [[nodiscard]] std::uint64_t seed() const { return static_cast<std::uint64_t>(scenario.spec.seed); }
  [[nodiscard]] RandomStream stream(const std::string& name) const { return {seed(), name}; }
  /// Seconds into the scenario at which work with this start begins.
  [[nodiscard]] double begins_s(const std::optional<ZonedInstant>& start) const {
    return start ? std::max(0.0, (start->instant - spec().start.instant).si()) : 0.0;
  }
  /// Pools of a placement in its order; the names were checked when the scenario was loaded.
  [[nodiscard]] std::vector<PoolState*> pools_of(const PlacementSpec& placement);
  [[nodiscard]] std::size_t hour_count() const;  ///< of hourly series
  /// Price or carbon intensity of every hour at a site; null if nobody asks.
  std::shared_ptr<const std::vector<float>> hour_values(const SiteSpec& site, Timing timing);
  BatchServer& new_server(const BatchServerSpec& server, PoolState& pool);
  Fleet& new_fleet(const FleetSpec& fleet, PoolState& pool);
  /// Lines between sites that are down, with their shares.
  [[nodiscard]] std::vector<LostLine> lost_lines() const;
  /// Adds a finished gang job's hours to its workload.
  void add_job(const GangJob& job);

  const ResolvedScenario& scenario;
  const TrunkTable* trunks;
  Simulation simulation;
  Recorder recorder;
  CarbonCurve carbon;
  std::deque<SiteState> sites;
  std::deque<SiteFabric> fabrics;  ///< of the sites
  std::deque<PoolState> pools;
  std::vector<std::size_t> site_of_pool;
  std::vector<WorkloadState> workloads;
  std::vector<ModelRecord> models;
  std::vector<StepRecord> steps;                          ///< of every training workload and pool once
  std::vector<std::function<void(double now_s)>> hourly;  ///< in the order of the workloads
  std::vector<std::function<void(double now_s)>> at_end;  ///< last entries into the accounts
  /// Facility power of each operator and of all, now and at its highest.
  struct Peak {
    double now_w = 0;
    double peak_w = 0;
    void change(double by_w);
  };
  Peak total_power;
  std::vector<Peak> operator_power;
  std::deque<BatchServer> servers;
  std::deque<Fleet> fleets;
  std::deque<FlexibleWork> flexible;  ///< one per site

 private:
  void build_sites();
  void build_pools();
  void build_fabrics();
  void connect_site(std::size_t site);
  void build_flexible_work();
  void start_power_events();
  void start_clock();

  std::map<std::string, std::shared_ptr<const std::vector<float>>> hour_values_;
};

/// Fabric and storage of a site, drawn all the time: what joins and feeds its machines.
Power constant_power(const SiteSpec& site);

}  // namespace aif
