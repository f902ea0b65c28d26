#include "fabric/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/contracts.hpp"
#include "core/error.hpp"

namespace aif {
namespace {

enum Protocol : std::size_t { low_latency, middle, bulk };
constexpr std::array<const char*, 3> protocol_names{"low_latency", "middle", "bulk"};

/// How the ranks lie: n ranks in N domains of r.
struct Shape {
  double n = 1, r = 1, N = 1;
};

struct Cost {
  double latency = 0;   ///< [s]
  double transfer = 0;  ///< [s]
  double fill = 0;      ///< share of sqrt(transfer x latency)
  [[nodiscard]] double total() const { return latency + transfer + fill * std::sqrt(transfer * latency); }
};

/// Ring collectives move 1 buffer, all-reduce 2.
double passes(CollectiveOp op) { return op == CollectiveOp::all_reduce ? 2 : 1; }

double log2_up(double x) { return x <= 1 ? 0 : std::ceil(std::log2(x) - 1e-9); }

/// Rate of the domain that a group of `ranks` can use: all of it behind a switch, its direct links in a mesh.
double usable_rate(const CollectiveSystem& s, double ranks) {
  double share = 1;
  for (const MeshLinks& m : s.domain.mesh) {  // in rising order
    if (ranks <= static_cast<double>(m.ranks)) {
      share = m.share;
      break;
    }
  }
  return s.rate * share;
}

double domain_share(const CollectiveSystem& s, Protocol p) {
  const std::array<double, 3> share{s.protocols.low_latency_share, s.protocols.middle_share, s.domain.ring_share};
  return std::min(share[p], s.domain.ring_share);
}

double network_share(const CollectiveSystem& s, Protocol p) {
  // A flag with every word halves the payload twice over; one with every line costs eight bytes in 128.
  constexpr std::array<double, 3> share{0.25, 0.92, 1.0};
  return s.network.share * share[p];
}

double domain_hop(const CollectiveSystem& s, Protocol p) {
  return std::array{s.domain.hop, s.domain.hop_middle, s.domain.hop_bulk}[p].si();
}

double ring_hop(const CollectiveSystem& s, Protocol p) {
  return std::array{s.network.hop, s.network.hop_middle, s.network.hop_bulk}[p].si() + s.hop_latency;
}

double tree_hop(const CollectiveSystem& s, Protocol p) {
  return std::array{s.network.tree_hop, s.network.tree_hop_middle, s.network.tree_hop_bulk}[p].si() + s.hop_latency;
}

double start(const CollectiveSystem& s, Protocol p) {
  return p == bulk ? s.domain.bulk_start.si() : p == middle ? s.protocols.middle_start.si() : 0.0;
}

bool one_way(CollectiveOp op) { return op == CollectiveOp::broadcast || op == CollectiveOp::reduce; }

/// Bytes that a rank of a ring sends.
double ring_bytes(CollectiveOp op, double bytes, double n) {
  return one_way(op) ? bytes : bytes * passes(op) * (n - 1) / n;
}

/// Bytes of its own part, which it copies within the GPU.
double own_bytes(CollectiveOp op, double bytes, double n, double copy) { return one_way(op) ? 0 : bytes * copy / n; }

double between_domains(CollectiveOp op, double bytes, const Shape& shape, double rate) {
  if (shape.N <= 1) {
    return 0;
  }
  return ring_bytes(op, bytes, shape.n) / (shape.r * rate);
}

Cost ring(CollectiveOp op, double bytes, const Shape& shape, const CollectiveSystem& s, Protocol p) {
  const double share = domain_share(s, p);
  const double inside = ring_bytes(op, bytes, shape.n) / (usable_rate(s, shape.r) * share) +
                        own_bytes(op, bytes, shape.n, s.protocols.copy) / (s.rate * share);
  const double outside = between_domains(op, bytes, shape, s.adapter * network_share(s, p));
  Cost cost;
  cost.latency = start(s, p) + passes(op) * ((shape.n - shape.N) * domain_hop(s, p) + (shape.N - 1) * ring_hop(s, p));
  cost.transfer = shape.r > 1 ? std::max(inside, outside) : outside;
  cost.fill = p == bulk ? s.protocols.fill : 0;
  return cost;
}

Cost tree(CollectiveOp op, double bytes, const Shape& shape, const CollectiveSystem& s, Protocol p) {
  Cost cost = ring(op, bytes, shape, s, p);
  const double chain = std::min(shape.r, static_cast<double>(s.node_gpus));
  cost.latency = start(s, p) + 2 * (chain - 1 + log2_up(shape.r / chain)) * domain_hop(s, p) +
                 2 * log2_up(shape.N) * tree_hop(s, p);
  cost.transfer /= s.protocols.tree_share;
  return cost;
}

/// The part of an all-reduce that runs in the switches of the domain.
Cost switch_part(double bytes, const Shape& shape, const CollectiveSystem& s) {
  const SwitchReduction& reduction = *s.domain.reduction;
  const double n = shape.r;
  const double gain = std::min(1.0, 9.0 / 14 * 2 * (n - 1) / (n + 1));
  Cost cost;
  cost.latency = reduction.start.si() + n * reduction.per_rank.si();
  cost.transfer = bytes * 2 * (shape.n - 1) / shape.n / (usable_rate(s, shape.r) * reduction.share * gain);
  cost.fill = s.protocols.reduction_fill;
  return cost;
}

bool switches_reduce(const CollectiveSystem& s, const Shape& shape) {
  return s.in_switch && s.domain.reduction.has_value() && shape.r > 2;
}

Cost in_switch(double bytes, const Shape& shape, const CollectiveSystem& s) {
  Cost cost = switch_part(bytes, shape, s);
  cost.latency += 2 * log2_up(shape.N) * tree_hop(s, bulk);
  cost.transfer = std::max(cost.transfer,
                           between_domains(CollectiveOp::all_reduce, bytes, shape, s.adapter * network_share(s, bulk)));
  return cost;
}

Cost in_network(double bytes, const Shape& shape, const CollectiveSystem& s) {
  const Shape inside{shape.r, shape.r, 1};
  Cost cost;
  if (switches_reduce(s, shape)) {
    cost = switch_part(bytes, shape, s);
  } else if (shape.r > 1) {
    cost = ring(CollectiveOp::all_reduce, bytes, inside, s, bulk);
  }
  // Data enter the network once and leave it once: half of what a ring sends.
  const double outside =
      between_domains(CollectiveOp::all_reduce, bytes, shape, 2 * s.adapter * s.network.reduction_share.value_or(1.0));
  cost.latency += 2 * (s.network.tree_hop.si() + s.hop_latency);
  cost.transfer = std::max(cost.transfer, outside);
  return cost;
}

Cost all_to_all(double bytes, const Shape& shape, const CollectiveSystem& s, Protocol p) {
  const double shares =
      p == bulk ? s.domain.exchange_share : std::min(s.protocols.low_latency_share, s.domain.exchange_share);
  const double inside =
      bytes / shape.n / shares * ((shape.r - 1) / usable_rate(s, shape.r) + s.protocols.exchange_copy / s.rate);
  const double outside = shape.N > 1 ? bytes * (shape.n - shape.r) / shape.n /
                                           (s.adapter * s.network.exchange_share * (p == bulk ? 1.0 : 0.25))
                                     : 0;
  Cost cost;
  const double peers = (shape.n - shape.r) * s.network.exchange_peer.si() + (shape.N > 1 ? tree_hop(s, p) : 0);
  if (p == bulk) {
    cost.latency = s.domain.exchange_start.si() + peers;
  } else {
    cost.latency = (shape.r - 1) * s.domain.exchange_peer.si() + peers;
  }
  cost.transfer = std::max(inside, outside);
  cost.fill = p == bulk ? s.protocols.exchange_fill : 0;
  return cost;
}

Cost send_receive(double bytes, const Shape& shape, const CollectiveSystem& s, Protocol p) {
  const bool between = shape.N > 1;
  Cost cost;
  cost.latency = start(s, p) + (between ? ring_hop(s, p) : domain_hop(s, p));
  cost.transfer = bytes / (between ? s.adapter * network_share(s, p) : usable_rate(s, 2) * domain_share(s, p));
  cost.fill = p == bulk ? s.protocols.fill : 0;
  return cost;
}

/// Collects the candidates and keeps the fastest.
struct Choice {
  CollectiveAlgorithm asked = CollectiveAlgorithm::best;
  double seconds = std::numeric_limits<double>::infinity();
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::ring;
  Protocol protocol = bulk;

  void offer(CollectiveAlgorithm candidate, Protocol p, double time) {
    const bool wanted = asked == CollectiveAlgorithm::best || asked == candidate;
    if (wanted && time < seconds) {
      seconds = time;
      algorithm = candidate;
      protocol = p;
    }
  }
};

double hierarchical(double bytes, const Shape& shape, const CollectiveSystem& s) {
  const auto r = static_cast<std::int64_t>(shape.r), domains = static_cast<std::int64_t>(shape.N);
  const double scatter = collective_time(CollectiveOp::reduce_scatter, bytes, r, s).seconds;
  const double gather = collective_time(CollectiveOp::all_gather, bytes, r, s).seconds;
  const double between =
      collective_time(CollectiveOp::all_reduce, bytes / shape.r, domains, s, CollectiveAlgorithm::best, 1).seconds;
  return scatter + between + gather - 2 * s.domain.launch.si();  // one kernel
}

void offer_all(CollectiveOp op, double bytes, const Shape& shape, const CollectiveSystem& s, Choice& choice) {
  using A = CollectiveAlgorithm;
  const double launch = s.domain.launch.si();
  for (const Protocol p : {low_latency, middle, bulk}) {
    if (op == CollectiveOp::all_to_all) {
      if (p != middle) {
        choice.offer(A::ring, p, launch + all_to_all(bytes, shape, s, p).total());
      }
    } else if (op == CollectiveOp::send_receive) {
      choice.offer(A::ring, p, launch + send_receive(bytes, shape, s, p).total());
    } else {
      choice.offer(A::ring, p, launch + ring(op, bytes, shape, s, p).total());
    }
    if (op == CollectiveOp::all_reduce && shape.n > static_cast<double>(s.node_gpus)) {
      choice.offer(A::tree, p, launch + tree(op, bytes, shape, s, p).total());
    }
  }
  if (op != CollectiveOp::all_reduce) {
    return;
  }
  if (switches_reduce(s, shape)) {
    choice.offer(A::in_switch, bulk, launch + in_switch(bytes, shape, s).total());
  }
  if (shape.N > 1 && (s.in_network || choice.asked == A::in_network)) {
    choice.offer(A::in_network, bulk, launch + in_network(bytes, shape, s).total());
  }
  if (shape.N > 1 && shape.r > 1) {
    choice.offer(A::hierarchical, bulk, hierarchical(bytes, shape, s));
  }
}

}  // namespace

double bus_factor(CollectiveOp op, double ranks) {
  switch (op) {
    case CollectiveOp::all_reduce:
      return 2 * (ranks - 1) / ranks;
    case CollectiveOp::reduce_scatter:
    case CollectiveOp::all_gather:
    case CollectiveOp::all_to_all:
      return (ranks - 1) / ranks;
    default:
      return 1;
  }
}

CollectiveTime collective_time(CollectiveOp op, double size, std::int64_t ranks, const CollectiveSystem& system,
                               CollectiveAlgorithm algorithm, std::int64_t per_domain) {
  AIF_EXPECT(ranks >= 1 && size >= 0 && system.rate > 0);
  CollectiveTime result;
  result.algorithm = algorithm == CollectiveAlgorithm::best ? CollectiveAlgorithm::ring : algorithm;
  if (ranks == 1) {
    return result;
  }
  Shape shape;
  shape.n = static_cast<double>(ranks);
  const std::int64_t most = per_domain > 0 ? std::min(per_domain, system.domain_gpus) : system.domain_gpus;
  shape.r = static_cast<double>(std::min(ranks, most));
  shape.N = std::ceil(shape.n / shape.r);
  if (shape.N > 1 && system.adapter <= 0) {
    throw SimulationError(
        fmt::format("{} ranks span {} domains of {}, which no network joins.", ranks, shape.N, shape.r));
  }
  Choice choice;
  choice.asked = algorithm;
  offer_all(op, size, shape, system, choice);
  if (!std::isfinite(choice.seconds)) {
    throw SimulationError(fmt::format(
        "{} cannot run as {} on {} ranks in {} {} of {}: {}", EnumNames<CollectiveOp>::names()[std::size_t(op)],
        EnumNames<CollectiveAlgorithm>::names()[std::size_t(algorithm)], ranks, shape.N,
        shape.N == 1 ? "domain" : "domains", shape.r,
        algorithm == CollectiveAlgorithm::in_switch
            ? "the switches of its domains do not reduce, or the group is too small. Use best or ring."
            : "only an all-reduce over several domains can. Use best or ring."));
  }
  result.seconds = choice.seconds;
  result.algorithm = choice.algorithm;
  result.protocol = protocol_names[choice.protocol];
  result.algorithm_bandwidth = size / result.seconds;
  result.bus_bandwidth = result.algorithm_bandwidth * bus_factor(op, shape.n);
  return result;
}

std::vector<std::string> EnumNames<CollectiveOp>::names() {
  return {"all_reduce", "reduce_scatter", "all_gather", "all_to_all", "broadcast", "reduce", "send_receive"};
}
std::vector<std::string> EnumNames<CollectiveAlgorithm>::names() {
  return {"best", "ring", "tree", "hierarchical", "in_switch", "in_network"};
}

std::optional<CollectiveOp> collective_op(const std::string& text) {
  const std::string t = squeezed(text);
  auto has = [&t](const char* part) { return t.find(part) != std::string::npos; };
  if (has("allreduce")) {
    return CollectiveOp::all_reduce;
  }
  if (has("reducescatter")) {
    return CollectiveOp::reduce_scatter;
  }
  if (has("allgather")) {
    return CollectiveOp::all_gather;
  }
  if (has("alltoall") || has("all2all") || t == "a2a") {
    return CollectiveOp::all_to_all;
  }
  if (has("broadcast") || has("bcast")) {
    return CollectiveOp::broadcast;
  }
  if (has("sendrecv") || has("sendreceive") || has("p2p") || has("pointtopoint") || t == "send") {
    return CollectiveOp::send_receive;
  }
  if (t == "reduce" || t == "reduceperf") {
    return CollectiveOp::reduce;
  }
  return std::nullopt;
}

std::optional<CollectiveAlgorithm> collective_algorithm(const std::string& text) {
  const std::string t = squeezed(text);
  using A = CollectiveAlgorithm;
  constexpr std::array<std::pair<const char*, A>, 12> words{{{"best", A::best},
                                                             {"auto", A::best},
                                                             {"ring", A::ring},
                                                             {"tree", A::tree},
                                                             {"doubletree", A::tree},
                                                             {"hierarchical", A::hierarchical},
                                                             {"inswitch", A::in_switch},
                                                             {"nvls", A::in_switch},
                                                             {"nvlstree", A::in_switch},
                                                             {"innetwork", A::in_network},
                                                             {"sharp", A::in_network},
                                                             {"collnet", A::in_network}}};
  for (const auto& [word, algorithm] : words) {
    if (t == word) {
      return algorithm;
    }
  }
  return std::nullopt;
}

}  // namespace aif
