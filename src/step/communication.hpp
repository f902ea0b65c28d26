#pragma once

#include "step/constants.hpp"

namespace aif::step {

/// Ring collectives over a fast domain and the adapters that join domains.
///
/// What it computes  time of all-gather or reduce-scatter of a buffer, cut in messages
/// Equation     B = n <= r ? v b : min(v b, e nic r)                                                        (1)
///              t = V (n - 1)/n / B + max(1, V/M) (l + a (ceil(n/r) - 1) + w)                                  (2)
/// Symbols      n ranks, r of them in each domain; V bytes of the full buffer, M bytes of a message; b bus bandwidth
///              of the domain alone [B/s], v its achieved share while computing; nic per GPU [B/s], e its achieved
///              share; l start latency, a latency of one hop between domains, w of the way between halls [s]
/// Experts      kernels such as [deepep]'s send a token's row over the adapters once to each of the D domains that
///              hold one of its K experts, D (1 - (1 - 1/D)^K) (D - 1)/D rows, and there once to each such rank; D is
///              at most the limit of the router. All-to-all of the library sends K rows. The slower of both parts
/// Valid for    large messages; hops above a few
/// Not modelled trees, in-network reduction, contention between jobs
/// Source       ring: [nccl-tests] convention of bus bandwidth; b: [aiconfigurator-kernels] NCCL timings of 8 GPUs
/// Checked by   tests/unit/step/kernels_test.cpp, simulate_test.cpp "ring without contention"
double gather_time(double bytes, double ranks, double per_domain, double message_bytes, const Machine& machine,
                   const Constants& constants);
double bus_bandwidth(double ranks, double per_domain, const Machine& machine, const Constants& constants);

/// Traffic of a layer before calibrated shares: what a collective would take at full bus bandwidth.
struct LayerTraffic {
  double tensor_domain = 0;   ///< one all-reduce, or gather and scatter, inside the domain [s at full bus bandwidth]
  double tensor_latency = 0;  ///< [s]
  double tensor_network = 0;  ///< the same between domains [s at the adapters' rate]
  double context = 0;         ///< keys and values around the context ring, one direction [s]
  double expert = 0;          ///< dispatch and combine, one direction [s]
  double pipeline_network = 0, pipeline_fixed = 0;  ///< one send of a micro-batch [s]
};
LayerTraffic layer_traffic(const Job& job);

/// Rows that a rank sends to experts, per token it holds.
struct ExchangeRows {
  double inside = 0;   ///< to other ranks of its domain
  double outside = 0;  ///< through its adapter
};
/// Kernels send a token once to each of the domains that hold one of its experts, and there once to each such rank; the
/// library's all-to-all sends a copy for each expert.
ExchangeRows exchange_rows(const Job& job);

}  // namespace aif::step
