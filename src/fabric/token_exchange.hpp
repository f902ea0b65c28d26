#pragma once

#include "fabric/collectives.hpp"

namespace aif {

/// Tokens that a rank sends to experts, or results it gets back.
struct TokenExchange {
  double tokens = 4096;   ///< per rank
  double hidden = 7168;   ///< elements of a token
  double top_k = 8;       ///< experts per token
  double node_limit = 0;  ///< domains that a token may go to; 0: as many as there are
  double element_bytes = 1;
};

struct TokenExchangeTime {
  double seconds = 0;
  double domain_bytes = 0;       ///< that a rank sends inside domains [B]
  double network_bytes = 0;      ///< that a rank sends between domains [B]
  double logical_bandwidth = 0;  ///< of the slower part, as DeepEP reports it: its own part counts as moved [B/s]
};

/// Dispatch to experts, or combination of results, with kernels that send a token to each domain once and copy it
/// there (large), or to each expert directly (low latency).
///
/// What it computes  time of one direction of an expert exchange over `ranks` GPUs
/// Equation     G = min(limit, N), d = G (1 - (1 - 1/G)^K), e = G r (1 - (1 - 1/(G r))^K)                    (1)
///              large        t = a + max(T h b e (r-1)/r / (s B), T h b d (N-1)/N / (S A))                 (2)
///              low latency  t = a' + max(T h b K r/n / (s' B), T h b K (1 - r/n) / (S' A))                (3)
/// Symbols      T tokens, h hidden, b bytes, K experts per token; N domains of r ranks, n = N r; d, e domains and
///              ranks that a token reaches; B, A rates of domain and adapter; s, S achieved shares
/// Valid for    balanced experts chosen at random in the domains allowed
/// Not modelled hot experts, permutation of tokens
/// Source       [deepep] tables of version 1
/// Checked by   tests/unit/fabric/collectives_test.cpp
TokenExchangeTime token_exchange_time(const TokenExchange& exchange, std::int64_t ranks, const CollectiveSystem& system,
                                      const TokenExchangeConstants& constants, std::int64_t per_domain = 0);
TokenExchangeTime low_latency_exchange_time(const TokenExchange& exchange, std::int64_t ranks,
                                            const CollectiveSystem& system, const TokenExchangeConstants& constants,
                                            std::int64_t per_domain = 0);

/// Domains and ranks that a token reaches, expected: (1).
struct TokenReach {
  double domains = 1, ranks = 1;
};
TokenReach token_reach(double top_k, double node_limit, double domains, double per_domain);

}  // namespace aif
