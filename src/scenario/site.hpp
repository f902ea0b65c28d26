#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/environment.hpp"
#include "catalog/hardware.hpp"
#include "document/record.hpp"
#include "scenario/energy_spec.hpp"
#include "scenario/fabric_spec.hpp"
#include "scenario/power_tree_spec.hpp"

/// What a scenario says about places: sites, their halls of machines, fabric, cooling and power.
namespace aif {

/// GPUs that arrive later.
struct DeliverySpec {
  ZonedInstant date;
  std::int64_t gpus = 0;
};

enum class QueuePolicy { fcfs, easy_backfill, easy_backfill_beside };

struct SchedulerSpec {
  QueuePolicy policy = QueuePolicy::easy_backfill;
  std::int64_t backfill_depth = 1000;  ///< waiting jobs examined per pass
};

/// Failures of nodes, their repair, and how a running job gets over them.
struct ReliabilitySpec {
  bool enabled = true;
  double failures_per_1000_node_days = 3.79;  ///< per 1,000 eight-GPU nodes and day; scaled by GPUs per node
  double burst_fraction = 0.21;               ///< share of failures that another brings about; 0: Poisson
  Duration burst_gap = hours(1);
  double quick_repair_fraction = 0.27;  ///< share of failures cleared by a reset or swap
  Duration quick_repair_median = hours(1);
  Duration slow_repair_median = hours(43);
  double slow_repair_sigma = 1.7;   ///< of the log-normal
  double spare_fraction = 0.02;     ///< of a pool's nodes kept out of the queue for replacements
  Duration detection = minutes(5);  ///< from the fault to the decision to restart
};

/// One homogeneous set of nodes at a site, with one queue.
struct PoolSpec {
  std::string name;
  Ref<SystemSpec> system;
  std::int64_t gpus = 0;  ///< there at the start
  std::vector<DeliverySpec> deliveries;
  SchedulerSpec scheduler;
  ReliabilitySpec reliability;
  std::optional<PowerTreeSpec> power_tree;
  bool assumed = false;  ///< the split is an assumption, not a published fact
  std::string note;
};

/// GPUs of a pool when everything has been delivered.
std::int64_t final_gpus(const PoolSpec& pool);
/// Of `nodes` nodes in service, those kept out of the queue for replacements: the share, rounded up.
std::int64_t spare_nodes(const PoolSpec& pool, std::int64_t nodes);

enum class CoolingPlant { outside_air, dry_cooler, tower, chiller };

struct CoolingSpec {
  CoolingPlant air_plant = CoolingPlant::chiller;   ///< for heat that leaves by air
  CoolingPlant liquid_plant = CoolingPlant::tower;  ///< for heat that leaves by liquid
  Temperature air_supply = celsius(24);
  Temperature liquid_supply = celsius(32);
  double chiller_cop = 5.0;       ///< at 25 degC outside
  double water_recovery = 0.0;    ///< share of evaporated water returned
  std::optional<Power> capacity;  ///< heat that the plants can carry away; absent: as much as there is
};

struct ElectricalSpec {
  double ups_efficiency = 0.97;  ///< at rated load, as the transformer's
  double ups_share = 1.0;        ///< of the IT load behind the UPS
  double transformer_efficiency = 0.99;
  double ups_no_load_share = 0.3;          ///< of the losses at rated load, what is lost without load
  double transformer_no_load_share = 0.2;  ///< the same
  double distribution_efficiency = 0.98;
  double house_load_fraction = 0.01;  ///< lights, offices, security, of IT nameplate
};

struct StorageSpec {
  double power_fraction = 0.03;  ///< of the IT nameplate of the nodes, drawn all the time
};

struct SiteSpec {
  std::string name;
  std::string title_en;
  std::string title_ko;
  std::string operator_name;
  Ref<ClimateSpec> climate;
  std::optional<std::string> weather_file;  ///< hourly CSV or EPW beside the scenario, instead of the generator
  Power feed;                               ///< what the grid connection delivers at most
  std::optional<Power> contract;            ///< contract demand; the feed if absent
  Ref<TariffSpec> tariff;
  CoolingSpec cooling;
  ElectricalSpec electrical;
  std::optional<double> pue;  ///< explicit simplification: overrides cooling and electrical models
  FabricSpec fabric;
  StorageSpec storage;
  PowerPolicy power_policy = PowerPolicy::uniform_cap;
  GovernorSpec governor;
  std::optional<BatterySpec> battery;
  std::optional<SolarSpec> solar;
  std::vector<PpaSpec> ppas;
  std::optional<CertificateSpec> certificates;
  std::vector<AdderSpec> adders;
  std::vector<PowerEventSpec> power_events;
  std::vector<PoolSpec> pools;
  DataRate wan = gigabits_per_second(400);  ///< to the outside, each direction
  std::vector<SiteLinkSpec> links;          ///< to other sites
  std::vector<NetworkEventSpec> network_events;
  bool assumed = false;
  std::string note;
};

template <>
struct EnumNames<QueuePolicy> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<CoolingPlant> {
  static std::vector<std::string> names();
};
template <>
struct Fields<DeliverySpec> {
  static const Record<DeliverySpec>& get();
};
template <>
struct Fields<SchedulerSpec> {
  static const Record<SchedulerSpec>& get();
};
template <>
struct Fields<ReliabilitySpec> {
  static const Record<ReliabilitySpec>& get();
};
template <>
struct Fields<PoolSpec> {
  static const Record<PoolSpec>& get();
};
template <>
struct Fields<CoolingSpec> {
  static const Record<CoolingSpec>& get();
};
template <>
struct Fields<ElectricalSpec> {
  static const Record<ElectricalSpec>& get();
};
template <>
struct Fields<StorageSpec> {
  static const Record<StorageSpec>& get();
};
template <>
struct Fields<SiteSpec> {
  static const Record<SiteSpec>& get();
};

}  // namespace aif
