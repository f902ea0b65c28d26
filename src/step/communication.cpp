#include "step/communication.hpp"

#include <algorithm>
#include <cmath>

#include "fabric/token_exchange.hpp"
#include "step/expert_load.hpp"
#include "step/trunks.hpp"

namespace aif::step {
namespace {

constexpr double send_latency = 15e-6;  ///< of one send between stages [s]; estimate, range 5e-6 to 30e-6
/// Of the adapters' rate that kernels reach which send a token to every domain once [deepep]; no case of the given set
/// depends on it.
constexpr double expert_network_share = 0.87;
/// The same for all-to-all of the library, where every copy of a token crosses on its own: what
/// models/interconnects/collectives.yaml gives infiniband.
constexpr double collective_network_share = 0.85;

void tensor(const Job& job, LayerTraffic& traffic) {
  const Machine& machine = job.machine;
  const auto t = static_cast<double>(job.layout.tp);
  if (job.layout.tp == 1) {
    return;
  }
  const double activations = 2 * job.tokens_per_rank() * job.model.hidden;
  const double moved = 2 * activations * (t - 1) / t;
  if (job.layout.tp > machine.domain) {
    traffic.tensor_latency = 4 * machine.domain_latency;
    const double adapter = ring_adapter(machine, tensor_group(job));
    traffic.tensor_network = moved / (adapter * static_cast<double>(machine.domain));
    return;
  }
  const bool split = job.sequence_split();
  traffic.tensor_domain = moved / (split ? machine.gather_bus : machine.all_reduce_bus);
  traffic.tensor_latency = (split ? 2 : 1) * machine.domain_latency;
}

void context(const Job& job, LayerTraffic& traffic) {
  const Layout& l = job.layout;
  if (l.cp == 1) {
    return;
  }
  const auto t = static_cast<double>(l.tp);
  const double bytes =
      2 * 2 * job.tokens_per_rank() * job.model.kv_heads * job.model.head_dim / t * static_cast<double>(l.cp - 1);
  const double bus = job.machine.gather_bus;
  const bool inside = l.tp * l.cp <= job.machine.domain;
  traffic.context = bytes / (inside ? bus : std::min(bus, ring_adapter(job.machine, context_group(job))));
}

void expert(const Job& job, LayerTraffic& traffic) {
  if (!job.model.routed) {
    return;
  }
  // The rank of the busiest experts decides; tensor ranks share the tokens.
  const double row = expert_load(*job.model.routed, job.layout.ep) * 2 * job.tokens_per_rank() /
                     static_cast<double>(job.layout.tp) * job.model.hidden;
  const ExchangeRows rows = exchange_rows(job);
  double seconds = row * rows.inside / job.machine.gather_bus;
  if (rows.outside > 0) {
    const bool copies = job.software.expert_exchange == ExpertExchange::collective;
    const double share = copies ? collective_network_share : expert_network_share;
    const double adapter = exchange_adapter(job.machine, expert_group(job)) * share;
    seconds = std::max(seconds, row * rows.outside / adapter);
  }
  traffic.expert = seconds * (1 + job.software.dispatch_bytes / 2) + 2 * job.machine.domain_latency;
}

void pipeline(const Job& job, LayerTraffic& traffic) {
  const Layout& l = job.layout;
  if (l.pp == 1) {
    return;
  }
  const bool between = l.tp * l.cp * l.dp >= job.machine.domain || job.gpus > job.machine.domain;
  const bool split = l.vpp > 1 || job.software.scatter_gather_sends;
  const double bytes = 2 * job.tokens_per_rank() * job.model.hidden / (split ? static_cast<double>(l.tp) : 1.0);
  traffic.pipeline_network = between ? bytes / ring_adapter(job.machine, pipeline_group(job)) : 0.0;
  traffic.pipeline_fixed = send_latency + (between ? 0.0 : bytes / job.machine.gather_bus);
}

}  // namespace

double bus_bandwidth(double ranks, double per_domain, const Machine& machine, const Constants& c) {
  const double inside = machine.gather_bus * c.nvlink_achieved;
  return ranks <= per_domain ? inside : std::min(inside, machine.nic * c.nic_achieved * per_domain);
}

double gather_time(double bytes, double ranks, double per_domain, double message_bytes, const Machine& machine,
                   const Constants& c) {
  if (ranks <= 1 || bytes <= 0) {
    return 0;
  }
  const double domains = std::ceil(ranks / per_domain);
  const double messages = std::max(1.0, bytes / message_bytes);
  const double between = c.network_hop_latency * (domains - 1) + machine.line_latency;
  const double latency = machine.domain_latency + (domains > 1 ? between : 0);
  return bytes * (ranks - 1) / ranks / bus_bandwidth(ranks, per_domain, machine, c) + messages * latency;
}

ExchangeRows exchange_rows(const Job& job) {
  if (!job.model.routed || job.layout.ep == 1) {
    return {};
  }
  const RoutedShape& routed = *job.model.routed;
  const auto ep = static_cast<double>(job.layout.ep);
  const auto ranks = static_cast<double>(std::min({job.layout.ep, job.machine.domain, job.gpus}));  // in one domain
  const double domains = ep / ranks;
  const TokenReach reach = job.software.expert_exchange == ExpertExchange::collective
                               ? TokenReach{routed.top_k, routed.top_k / domains}
                               : token_reach(routed.top_k, routed.node_limit, domains, ranks);
  return {reach.ranks * (ranks - 1) / ranks, reach.domains * (1 - 1 / domains)};
}

LayerTraffic layer_traffic(const Job& job) {
  LayerTraffic traffic;
  tensor(job, traffic);
  context(job, traffic);
  expert(job, traffic);
  pipeline(job, traffic);
  return traffic;
}

}  // namespace aif::step
