#include "fabric/token_exchange.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "core/error.hpp"

namespace aif {
namespace {

struct ExchangeShape {
  double n = 1, r = 1, N = 1;
};

ExchangeShape shape_of(std::int64_t ranks, std::int64_t per_domain, const CollectiveSystem& system) {
  AIF_EXPECT(ranks >= 1);
  ExchangeShape shape;
  const std::int64_t most = per_domain > 0 ? std::min(per_domain, system.domain_gpus) : system.domain_gpus;
  shape.n = static_cast<double>(ranks);
  shape.r = static_cast<double>(std::min(ranks, most));
  shape.N = std::ceil(shape.n / shape.r);
  if (shape.N > 1 && system.adapter <= 0) {
    throw SimulationError("experts lie in several domains, which no network joins");
  }
  return shape;
}

/// How many of `places` at least one of `draws` hits.
double hit(double places, double draws) { return places * (1 - std::pow(1 - 1 / places, draws)); }

}  // namespace

TokenReach token_reach(double top_k, double node_limit, double domains, double per_domain) {
  const double allowed = node_limit > 0 ? std::min(node_limit, domains) : domains;
  return {hit(allowed, top_k), hit(allowed * per_domain, top_k)};
}

TokenExchangeTime token_exchange_time(const TokenExchange& exchange, std::int64_t ranks, const CollectiveSystem& system,
                                      const TokenExchangeConstants& constants, std::int64_t per_domain) {
  TokenExchangeTime result;
  if (ranks == 1) {
    return result;
  }
  const ExchangeShape shape = shape_of(ranks, per_domain, system);
  const TokenReach reach = token_reach(exchange.top_k, exchange.node_limit, shape.N, shape.r);
  const double token = exchange.tokens * exchange.hidden * exchange.element_bytes;
  result.domain_bytes = token * reach.ranks * (shape.r - 1) / shape.r;
  result.network_bytes = token * reach.domains * (shape.N - 1) / shape.N;
  const double inside = result.domain_bytes / (system.rate * constants.domain_share);
  const double outside = shape.N > 1 ? result.network_bytes / (system.adapter * constants.network_share) : 0;
  result.seconds = constants.start.si() + std::max(inside, outside) + (shape.N > 1 ? system.hop_latency : 0);
  result.logical_bandwidth = token * (shape.N > 1 ? reach.domains : reach.ranks) / result.seconds;
  return result;
}

TokenExchangeTime low_latency_exchange_time(const TokenExchange& exchange, std::int64_t ranks,
                                            const CollectiveSystem& system, const TokenExchangeConstants& constants,
                                            std::int64_t per_domain) {
  TokenExchangeTime result;
  if (ranks == 1) {
    return result;
  }
  const ExchangeShape shape = shape_of(ranks, per_domain, system);
  const double all = exchange.tokens * exchange.hidden * exchange.element_bytes * exchange.top_k;
  result.domain_bytes = all * (shape.r - 1) / shape.n;
  result.network_bytes = all * (shape.n - shape.r) / shape.n;
  // A token to an expert of the own GPU is copied like one to a neighbour.
  const double inside = all * shape.r / shape.n / (system.rate * constants.low_latency_domain_share);
  const double outside =
      shape.N > 1 ? result.network_bytes / (system.adapter * constants.low_latency_network_share) : 0;
  result.seconds =
      constants.low_latency_start.si() + std::max(inside, outside) + (shape.N > 1 ? system.hop_latency : 0);
  result.logical_bandwidth = all / result.seconds;
  return result;
}

}  // namespace aif
