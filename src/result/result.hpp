#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/quantity.hpp"
#include "core/time.hpp"
#include "result/step_record.hpp"
#include "result/uncertainty.hpp"

/// What a campaign simulation found: plain data, no behaviour beyond sums.
namespace aif {

/// What a GPU's hour went into. The uses of a pool add up to its installed GPU-hours.
enum class Use {
  training,     ///< steps that count
  rollback,     ///< steps done again or thrown away after a fault
  checkpoint,   ///< standing still while state is saved
  restart,      ///< detection, load, warm-up; waiting for a replacement node
  starved,      ///< allocated and waiting for training data
  batch,        ///< bags of tasks: masks, simulation, labelling, deferred answers
  serving,      ///< answering requests
  headroom,     ///< replicas kept beyond the load for the latency target
  sessions,     ///< interactive twins and desktops
  tenants,      ///< other people's jobs, traces
  spare,        ///< held back as replacement
  queue_idle,   ///< free while jobs that do not fit wait
  demand_idle,  ///< free because nothing asks for it
  down          ///< failed, under repair
};
inline constexpr std::size_t use_count = 14;
/// Keys in files: "training", "queue_idle", ...
const std::array<const char*, use_count>& use_names();

using UseTimes = std::array<Duration, use_count>;  ///< GPU-time by use
Duration total_time(const UseTimes& times);

/// What keeps an operator from doing more: GPU-time that went missing by cause.
enum class Bound { power, fabric, memory, failures, queue, data, demand, pipeline };
inline constexpr std::size_t bound_count = 8;
const std::array<const char*, bound_count>& bound_names();
using BoundTimes = std::array<Duration, bound_count>;

/// Energy, water, carbon and money of a site or an operator.
struct UtilityTotals {
  Energy it;
  Energy facility;  ///< used on site: IT + losses + cooling + house
  Energy losses;
  Energy cooling;
  Energy house;
  Power peak;  ///< largest facility power at any moment; of several sites, at the same moment
  Power mean;
  WaterVolume water;
  CarbonMass carbon;  ///< location-based
  Money bill;         ///< before VAT
  Money bill_energy;
  Money bill_demand;
  Money bill_adders;
  Money bill_fund;
  Duration capped;       ///< time under a power cap
  Duration over_budget;  ///< time the budget was exceeded: feed, or what an event left of it

  // Parts of the above.
  Energy ups_losses;
  Energy transformer_losses;
  Energy air_heat;  ///< that left machines and chain by air
  Energy liquid_heat;
  Energy air_cooling;  ///< what carrying it away took
  Energy liquid_cooling;
  // From the grid to the site: grid + solar + battery out = facility + battery in.
  Energy grid;   ///< drawn from the grid
  Energy solar;  ///< of the panels on site, used
  Energy solar_spilled;
  Energy battery_in;  ///< at its AC side
  Energy battery_out;
  Energy battery_stored;     ///< gain over the period
  Energy ppa;                ///< of the grid's, bought by contract and matched
  CarbonMass carbon_market;  ///< with contracts and certificates counted
  Money bill_contracts;      ///< contracts, certificates and adders; part of the bill
  // What the governor did.
  Energy over_budget_energy;   ///< drawn beyond the budget
  Duration over_heat;          ///< time the cooling capacity was exceeded
  Duration over_tree;          ///< time anything below the feed was above its limit
  Duration flexible_withheld;  ///< GPU-time taken from deferrable work
  double calls = 0;            ///< for demand response
  double calls_met = 0;
  Energy called_off;  ///< drawn less during calls than before them
  // What the network lost.
  double link_failures = 0;  ///< links above the leaves, and lines to other sites
  double switch_failures = 0;
  Duration fabric_degraded;  ///< time in which any was down
  Duration fabric_lost;      ///< GPU-time by which training waited longer for it

  [[nodiscard]] double pue() const { return it.si() > 0 ? facility / it : 0.0; }
};

/// What it costs to have and to run, for the time simulated, with the range that the catalog's ranges give.
struct CostTotals {
  Money machines;  ///< bought: nodes, with installation
  Money fabric;    ///< bought: switches and optics, with installation
  Money building;  ///< bought
  Money capital;   ///< share of the three that the period pays, with interest
  Money upkeep;
  Money electricity;  ///< the bill
  Money low;          ///< of capital + upkeep + electricity
  Money high;
  CarbonMass embodied;         ///< of everything bought
  CarbonMass embodied_period;  ///< share of the period
  [[nodiscard]] Money total() const { return capital + upkeep + electricity; }
};

struct WorkTotals {
  double tokens_trained = 0;  ///< kept
  FlopCount training_flops;   ///< model FLOPs of the tokens kept
  FlopCount peak_flops;       ///< dense peak of the GPUs at the precision over the Use::training time
  double runs_finished = 0;
  double tokens_home = 0;
  double tokens_export = 0;
  double tokens_batch = 0;
  double tokens_unserved = 0;
  std::map<std::string, double> products;  ///< "masks", "simulated miles", "curated hours", ...
  double jobs_submitted = 0;
  double jobs_finished = 0;
  double jobs_interrupted = 0;  ///< by faults
  double bags_late = 0;         ///< finished after their deadline or not at all
  Duration wait_sum;            ///< of jobs that started
  double jobs_started = 0;
  DataSize data_in;  ///< raw and refined data that came in
  [[nodiscard]] double mfu() const { return peak_flops.si() > 0 ? training_flops / peak_flops : 0.0; }
};

struct PoolResult {
  std::string site;
  std::string name;
  std::string system;
  std::int64_t gpus = 0;  ///< at the end
  UseTimes uses{};
  BoundTimes bounds{};
  Energy energy;  ///< of its nodes
  double faults = 0;
};

struct SiteResult {
  std::string name;
  std::string title_en;
  std::string title_ko;
  std::string operator_name;
  std::int64_t gpus = 0;
  Power feed;
  UtilityTotals utility;
  CostTotals cost;
};

struct WorkloadResult {
  std::string name;
  std::string kind;
  std::string operator_name;
  WorkTotals work;
  Duration gpu_time;   ///< allocated
  Energy energy;       ///< of the nodes while allocated to it
  Money cost;          ///< its share of its sites' costs
  CarbonMass carbon;   ///< its share of its sites' emissions, without embodied
  std::string remark;  ///< what held it back, for the report
};

/// Sum over an operator's own sites (uses, utility) and its own workloads (work).
struct OperatorResult {
  std::string name;
  std::string title_en;
  std::string title_ko;
  std::int64_t gpus = 0;
  UseTimes uses{};
  BoundTimes bounds{};
  UtilityTotals utility;
  WorkTotals work;
  CostTotals cost;
};

enum class JobStatus { finished, running, waiting, cancelled };
const char* job_status_name(JobStatus status);

/// One row of jobs.csv. Times in seconds from the start of the scenario; negative: did not happen.
struct JobRecord {
  std::uint32_t id = 0;
  std::uint32_t workload = 0;  ///< index into Result::workloads
  std::uint32_t pool = 0;      ///< index into Result::pools
  JobStatus status = JobStatus::waiting;
  std::uint32_t gpus = 0;  ///< most at once
  std::uint32_t interruptions = 0;
  double submit_s = 0;
  double start_s = -1;
  double end_s = -1;
  double gpu_time_s = 0;
  double energy_j = 0;
  double amount = 0;  ///< tokens, products or bags done
};

enum class EventKind {
  fault,
  repair,
  job_start,
  job_end,
  job_interrupt,
  delivery,
  cap_on,
  cap_off,
  run_finished,
  starved,
  fed,
  power_event,
  power_event_over,
  link_down,
  link_up,
  switch_down,
  switch_up,
  line_down,
  line_up
};
const char* event_kind_name(EventKind kind);

/// One row of events.csv.
struct EventRecord {
  double time_s = 0;
  EventKind kind = EventKind::fault;
  std::uint32_t pool = UINT32_MAX;      ///< or none
  std::uint32_t workload = UINT32_MAX;  ///< or none
  std::uint32_t job = UINT32_MAX;       ///< or none
  double value = 0;                     ///< nodes, GPUs or cap fraction, by kind
  std::uint32_t site = UINT32_MAX;      ///< of what concerns a whole site; else the pool tells
};

/// Means over intervals of equal length, one vector per column.
struct SiteSeries {
  std::vector<float> it_w;
  std::vector<float> facility_w;
  std::vector<float> peak_w;  ///< facility, largest within the interval
  std::vector<float> dry_bulb_c;
  std::vector<float> wet_bulb_c;
  std::vector<float> price_krw_per_kwh;
  std::vector<float> carbon_kg_per_kwh;
  std::vector<float> busy_gpus;  ///< all uses but spare, idle and down
  std::vector<float> cap;        ///< mean GPU power cap, 1 = none
  std::vector<float> cooling_w;
  std::vector<float> losses_w;
  std::vector<float> water_m3_s;
  std::vector<float> grid_w;
  std::vector<float> solar_w;    ///< used
  std::vector<float> battery_w;  ///< positive: discharging
  std::vector<float> stored_j;   ///< at the end of the interval
};

/// A model that came out.
struct ModelRecord {
  std::string name;
  std::string operator_name;
  std::string architecture_model;  ///< catalog name
  double params = 0;
  double active_params = 0;
  double tokens = 0;
  double finished_s = -1;  ///< negative: still training at the end
  double loss = 0;         ///< scaling-law estimate [nats per token]
  double loss_low = 0;
  double loss_high = 0;
  std::string workload;
  Duration gpu_time;  ///< held for it
  Energy energy;      ///< of its nodes
  Money cost;         ///< its share of its workload's
};

/// In: electricity, data, GPU-hours. Out: models, tokens, masks, miles.
struct Ledger {
  Energy electricity;
  DataSize data;
  Duration gpu_time;  ///< installed
  std::vector<ModelRecord> models;
};

struct Provenance {
  std::string version;
  std::string git_hash;
  std::string simgrid_version;
  std::string catalog_hash;
  std::string scenario_sha256;
  std::int64_t seed = 1;
  std::string fingerprint;   ///< of the trajectory: event kinds and rounded times
  std::uint64_t events = 0;  ///< processed by the simulation
};

struct Result {
  std::string scenario_name;
  std::string title_en;
  std::string title_ko;
  std::string description;
  ZonedInstant start;
  Duration duration;
  Duration series_interval;
  std::int64_t gpus = 0;
  UseTimes uses{};
  BoundTimes bounds{};
  UtilityTotals utility;
  WorkTotals work;
  CostTotals cost;
  Power grid_peak;         ///< highest load of the national grid so far
  Energy grid_generation;  ///< of the nation, a year
  std::vector<OperatorResult> operators;
  std::vector<SiteResult> sites;
  std::vector<SiteSeries> series;  ///< one per site
  std::vector<PoolResult> pools;
  std::vector<WorkloadResult> workloads;
  std::vector<StepRecord> steps;  ///< of the training workloads, in the order in which they began
  std::vector<JobRecord> jobs;
  std::vector<EventRecord> events;
  std::uint64_t events_dropped = 0;
  Ledger ledger;
  Provenance provenance;
  std::string resolved_yaml;  ///< the scenario as simulated
  std::vector<std::string> remarks;
  bool incomplete = false;  ///< interrupted; the figures cover `duration` up to there
  UncertaintyResult uncertainty;
};

/// Share of the time allocated to training that made progress that counts.
double goodput(const UseTimes& uses);

}  // namespace aif
