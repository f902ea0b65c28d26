#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/hardware.hpp"
#include "core/time.hpp"
#include "document/record.hpp"

/// What a scenario says about the network: the fabric of a site, links between sites, jobs across them.
namespace aif {

enum class FabricTopology {
  leaf_spine,      ///< every adapter of a node at the same leaf
  rail_optimised,  ///< the adapters of a node at as many leaves, one per rail
  dragonfly_plus,  ///< groups of leaves and spines, joined all to all
  torus,           ///< three dimensions, for comparison
};

/// How flows are spread over parallel links. Each has a routing efficiency with its source in topology.cpp.
enum class FabricRouting {
  ecmp,      ///< a hash of the flow chooses: collisions
  adaptive,  ///< packets take the emptiest link
};

enum class FabricPlacement {
  compact,     ///< as few domains, leaves and pods as possible, one after the other
  rail_aware,  ///< compact, and traffic between nodes stays on its rail
  spread,      ///< node by node over all pods in turn
  fragmented,  ///< in `fragments` pieces
};

/// Which ranks lie next to each other, from the innermost on.
enum class RankOrder { pipeline_in_data, data_in_pipeline };

/// Who computes a sum over ranks, and how it travels.
enum class CollectiveChoice {
  automatic,     ///< the fastest, as the libraries choose
  ring,          ///< through all ranks, one after the other
  tree,          ///< double binary tree between nodes, chains inside
  hierarchical,  ///< in the domain, between domains, in the domain
  in_switch,     ///< in the switches of the domain
  in_network,    ///< in the switches of the network
};

/// Buildings or rooms that pods stand in.
struct HallSpec {
  std::int64_t gpus = 0;        ///< of a hall
  double oversubscription = 1;  ///< bandwidth of the core below the lines between halls over theirs
  Length distance;              ///< of the cables between halls
};

/// Random failures above the leaves. What fails below takes nodes with it and is among the failures of nodes.
struct FabricFaultsSpec {
  double links_per_month = 0.00057;     ///< share of links that fail in a month
  double switches_per_month = 0.00051;  ///< share of switches
  Duration repair_median = hours(50);
  double repair_sigma = 1.7;  ///< of the log-normal
};

/// What a job asks of the fabric, instead of what its site says.
struct JobNetworkSpec {
  std::optional<FabricPlacement> placement;
  std::optional<std::int64_t> fragments;
  std::optional<RankOrder> rank_order;
  std::optional<CollectiveChoice> collectives;
};

/// Leaf/spine fabric of a site.
struct FabricSpec {
  Ref<SwitchSpec> leaf;
  Ref<OpticSpec> optic;
  std::int64_t tiers = 3;
  double oversubscription = 1.0;         ///< of the tier above the leaves
  double core_oversubscription = 1.0;    ///< of the tier above the pods
  double routing_efficiency = 0.9;       ///< share of the nominal rate that large flows see
  std::optional<FabricRouting> routing;  ///< names the routing efficiency
  FabricTopology topology = FabricTopology::leaf_spine;
  std::int64_t planes = 1;                  ///< parallel fabrics that share the adapters' rate
  std::optional<std::int64_t> pod_gpus;     ///< as many as the switches allow if absent
  std::optional<std::int64_t> domain_gpus;  ///< of an NVLink domain, instead of the system's
  FabricPlacement placement = FabricPlacement::compact;
  std::int64_t fragments = 1;
  RankOrder rank_order = RankOrder::pipeline_in_data;
  double failed_links = 0;     ///< share of the links above the leaves that are down
  double failed_switches = 0;  ///< share of the switches above the leaves that are down
  bool shared_trunks = false;  ///< jobs slow each other down on trunks
  CollectiveChoice collectives = CollectiveChoice::automatic;
  std::optional<HallSpec> halls;           ///< all pods in one if absent
  std::optional<FabricFaultsSpec> faults;  ///< nothing fails if absent
};

/// The fabric as a job finds it that asks for something of its own.
FabricSpec fabric_for(const FabricSpec& fabric, const std::optional<JobNetworkSpec>& job);

enum class NetworkEventKind { link_down, switch_down, line_down };

/// Trunks of a fabric, by what stands below them.
enum class TrunkTier { leaf, pod, hall, group, torus };

/// Capacity that is gone from a date on.
struct NetworkEventSpec {
  std::string name;
  NetworkEventKind kind = NetworkEventKind::link_down;
  ZonedInstant start;
  Duration duration;
  std::optional<TrunkTier> tier;      ///< of link_down and switch_down: whose trunks are hit; the lowest if absent
  std::optional<std::int64_t> trunk;  ///< link_down: number of the one trunk that is hit, from 0; all if absent
  std::optional<std::int64_t> count;  ///< of links or switches
  std::optional<double> share;        ///< or share of them
  std::optional<std::string> to;      ///< line_down: site at the other end
};

/// A line between two sites.
struct SiteLinkSpec {
  std::string to;   ///< name of the other site
  DataRate rate;    ///< each direction
  Length distance;  ///< along the fibre
};

enum class SiteSynchronisation { every_step, local_update };

/// One job over several sites.
struct AcrossSitesSpec {
  SiteSynchronisation synchronisation = SiteSynchronisation::local_update;
  std::int64_t steps_between = 100;  ///< of synchronisation, with local updates
  double bytes_per_parameter = 2;    ///< exchanged per synchronisation
  double overlap = 0.0;              ///< share of the exchange that hides under computing
  double extra_tokens = 0.0;         ///< share of tokens more that local updates need for the same loss
};

template <>
struct EnumNames<FabricTopology> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<FabricRouting> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<FabricPlacement> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<RankOrder> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<SiteSynchronisation> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<CollectiveChoice> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<NetworkEventKind> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<TrunkTier> {
  static std::vector<std::string> names();
};
template <>
struct Fields<HallSpec> {
  static const Record<HallSpec>& get();
};
template <>
struct Fields<FabricFaultsSpec> {
  static const Record<FabricFaultsSpec>& get();
};
template <>
struct Fields<JobNetworkSpec> {
  static const Record<JobNetworkSpec>& get();
};
template <>
struct Fields<NetworkEventSpec> {
  static const Record<NetworkEventSpec>& get();
};
template <>
struct Fields<FabricSpec> {
  static const Record<FabricSpec>& get();
};
template <>
struct Fields<SiteLinkSpec> {
  static const Record<SiteLinkSpec>& get();
};
template <>
struct Fields<AcrossSitesSpec> {
  static const Record<AcrossSitesSpec>& get();
};

}  // namespace aif
