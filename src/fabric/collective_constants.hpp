#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "document/record.hpp"

/// Constants of collectives, fitted per generation of interconnect to published measurements.
namespace aif {

/// Behaviour by message size that all interconnects share: three protocols, as communication libraries have them.
struct ProtocolConstants {
  double low_latency_share = 0.25;  ///< of the nominal rate that flag-per-word messages reach
  double middle_share = 0.5;        ///< of the nominal rate that flag-per-line messages reach
  Duration middle_start;            ///< once per collective
  double fill = 0.4;                ///< of the pipeline in bulk: t += fill sqrt(transfer x latency); rings
  double exchange_fill = 1.0;       ///< the same of all-to-all
  double reduction_fill = 0.5;      ///< the same of reduction in the switch
  double copy = 0.5;                ///< of a rank's own part, in units of a transfer; rings
  double exchange_copy = 0.5;       ///< the same of all-to-all
  double tree_share = 0.9;          ///< of a ring's rate that trees reach
};

/// Reduction and multicast in the switches of a domain.
struct SwitchReduction {
  double share = 1;   ///< bus bandwidth of an all-reduce over the nominal rate
  Duration start;     ///< once per collective
  Duration per_rank;  ///< for every rank that takes part
};

/// A mesh of direct links: how many of its links a group of ranks can use.
struct MeshLinks {
  std::int64_t ranks = 1;
  double share = 1;  ///< of the nominal rate
};

/// Links inside a domain: NVLink, Infinity Fabric, PCI Express.
struct DomainConstants {
  std::string name;
  DataRate nominal;                    ///< per GPU and direction, of the GPUs behind the fit
  Duration launch;                     ///< of a collective kernel
  Duration hop, hop_middle, hop_bulk;  ///< of a ring, by protocol
  Duration bulk_start;                 ///< once per collective
  double ring_share = 0.8;             ///< of the nominal rate that a ring reaches in bulk
  double exchange_share = 0.7;         ///< the same of all-to-all
  Duration exchange_peer;              ///< for every peer of a small all-to-all
  Duration exchange_start;             ///< once per large all-to-all
  std::optional<SwitchReduction> reduction;
  std::vector<MeshLinks> mesh;  ///< empty: a switch joins the GPUs
  std::string origin;           ///< what was measured
};

/// Links between domains.
struct NetworkConstants {
  std::string name;
  double share = 0.96;                 ///< of the adapters' rate that rings reach in bulk
  double exchange_share = 0.85;        ///< the same of all-to-all
  Duration hop, hop_middle, hop_bulk;  ///< of a ring across domains, by protocol
  Duration tree_hop, tree_hop_middle, tree_hop_bulk;
  Duration exchange_peer;                 ///< for every peer of an all-to-all in another domain
  std::optional<double> reduction_share;  ///< in-network reduction: rate of data in over the adapters' rate
  std::string origin;
};

/// Kernels that send tokens to experts and bring results back.
struct TokenExchangeConstants {
  double domain_share = 0.68;   ///< of the domain's rate
  double network_share = 0.87;  ///< of the adapters' rate
  Duration start;               ///< of a large exchange
  Duration low_latency_start;   ///< of kernels for decoding
  double low_latency_network_share = 0.96;
  double low_latency_domain_share = 1.0;
};

/// What a GPU is called in texts, and the interconnect it has when nothing else is said.
struct NamedGpu {
  std::string match;   ///< part of the name, in lower case without blanks
  std::string domain;  ///< name of DomainConstants
  DataRate rate;       ///< per direction
  std::int64_t domain_gpus = 8;
  std::int64_t node_gpus = 8;
  DataRate adapter;  ///< per GPU and direction
  std::string reference;
};

struct CollectiveConstants {
  std::string date, data, data_hash;
  double bandwidth_error = 0, time_error = 0;                ///< mean absolute, on the data
  double bandwidth_error_unseen = 0, time_error_unseen = 0;  ///< each source predicted without it
  ProtocolConstants protocols;
  std::vector<DomainConstants> domains;
  std::vector<NetworkConstants> networks;
  TokenExchangeConstants token_exchange;
  std::vector<NamedGpu> gpus;

  [[nodiscard]] const DomainConstants& domain(const std::string& name) const;    ///< throws SimulationError
  [[nodiscard]] const NetworkConstants& network(const std::string& name) const;  ///< throws SimulationError
  /// The first GPU whose `match` is part of the name; null if none is.
  [[nodiscard]] const NamedGpu* gpu(const std::string& name) const;
};

/// Reads models/interconnects/collectives.yaml. Throws ScenarioError or FileError.
CollectiveConstants load_collective_constants(const std::filesystem::path& file);
/// Those beside the program's catalog, read once.
const CollectiveConstants& shipped_collective_constants();

/// "NVIDIA H100 80GB HBM3" -> "nvidiah10080gbhbm3".
std::string squeezed(const std::string& text);

}  // namespace aif
