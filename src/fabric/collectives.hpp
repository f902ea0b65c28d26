#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fabric/collective_constants.hpp"

namespace aif {

enum class CollectiveOp { all_reduce, reduce_scatter, all_gather, all_to_all, broadcast, reduce, send_receive };
enum class CollectiveAlgorithm {
  best,          ///< the fastest of the others, as libraries choose
  ring,          ///< through all ranks, one after the other
  tree,          ///< double binary tree between nodes, chains inside
  hierarchical,  ///< scatter in the domain, reduce between domains, gather in the domain
  in_switch,     ///< reduction and multicast in the switches of the domain
  in_network,    ///< reduction in the switches of the network between domains
};

template <>
struct EnumNames<CollectiveOp> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<CollectiveAlgorithm> {
  static std::vector<std::string> names();
};

/// Reads "all_reduce", "AllReduce", "all-reduce", "allreduce", "alltoall", "sendrecv", "p2p", ...
std::optional<CollectiveOp> collective_op(const std::string& text);
/// Reads an algorithm; "nvls", "sharp", "double tree" and the like are understood.
std::optional<CollectiveAlgorithm> collective_algorithm(const std::string& text);

/// The links that a collective runs over.
struct CollectiveSystem {
  std::string name;
  DomainConstants domain;
  double rate = 0;               ///< of the domain per GPU and direction [B/s]
  std::int64_t domain_gpus = 8;  ///< GPUs of a domain
  std::int64_t node_gpus = 8;    ///< GPUs of a node: chains inside, trees between
  NetworkConstants network;
  double adapter = 0;       ///< per GPU and direction, after oversubscription and collisions [B/s]
  double hop_latency = 0;   ///< per hop between domains beyond one switch [s]
  bool in_switch = true;    ///< reduction in the domain's switches is switched on, if they can
  bool in_network = false;  ///< reduction in the network's switches is switched on
  ProtocolConstants protocols;
};

struct CollectiveTime {
  double seconds = 0;
  double bus_bandwidth = 0;        ///< as nccl-tests define it [B/s]
  double algorithm_bandwidth = 0;  ///< size over time [B/s]
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::ring;
  std::string protocol;  ///< low_latency, middle, bulk
};

/// Time of a collective of `size` bytes over `ranks` GPUs, of which up to `per_domain` share a domain (0: as many as
/// the system has).
///
/// What it computes  time and bus bandwidth of one collective that has the links for itself
/// Equation     t = launch + min over algorithms and protocols of (latency + transfer + fill)                (1)
///              ring     latency = f (n-N) h + f (N-1) (H + x), transfer = max(V f (n-1)/n / (s B m) +
///                       V k/n / (s B), V f (n-1)/n / (r A S))                                             (2)
///              tree     latency = 2 (c-1 + log2(r/c)) h + 2 log2(N) (T + x), transfer of (2) over tree share (3)
///              switch   latency = start + r d, transfer = V 2(n-1)/n / (e B m g)                          (4)
///              network  as (4) or (2) in the domain, V 2(n-1)/n / (2 r A S') between domains              (5)
///              exchange latency = (r-1) p + (n-r) P, transfer = max(V/n ((r-1)/m + k) / (s B), V (n-r)/n / (A S)) (6)
///              fill     q sqrt(transfer x latency) in bulk: the time of a pipeline with the best cut       (7)
/// Symbols      V bytes of the full buffer; n ranks in N domains of r; f 2 for all-reduce, else 1; B, A rates of
///              domain and adapter per GPU; s, S, e achieved shares by protocol; h, H, T hops by protocol, x extra
///              latency between domains; m share of a mesh's links that a group uses, else 1; k copy of the own part; c
///              GPUs of a node; d per rank; p, P per peer; g = min(1, (9/14) 2(n-1)/(n+1)): in-switch reduction moves
///              (n+1)/n of the buffer
/// Valid for    2 to 100,000 ranks, 1 kB to 16 GB; ranks placed domain by domain
/// Not modelled user-buffer registration, copies by the host, contention with other jobs (see contention.hpp)
/// Source       definition of bus bandwidth and sizes [nccl-tests]; protocols, trees and hops of the network
///              [nccl-tuning]; fit: models/interconnects/collectives.yaml, tools/calibrate/collectives.py
/// Checked by   tests/unit/fabric/collectives_test.cpp, tests/unit/validation/collective_test.cpp
CollectiveTime collective_time(CollectiveOp op, double size, std::int64_t ranks, const CollectiveSystem& system,
                               CollectiveAlgorithm algorithm = CollectiveAlgorithm::best, std::int64_t per_domain = 0);

/// Bus bandwidth over algorithm bandwidth: 2(n-1)/n, (n-1)/n or 1.
double bus_factor(CollectiveOp op, double ranks);

}  // namespace aif
