#pragma once

#include <vector>

#include "step/operators.hpp"

namespace aif::step {

/// An operator of a side stack, of cross attention or of modulation.
struct BesideOperator {
  std::string owner;  ///< name of the stack; "backbone" for cross attention and modulation
  Operator op;
  double count = 0;  ///< in one micro-batch, over all layers of the model
};

/// Work beside the backbone's own attention and feed-forward part, as operators with their shapes.
///
/// What it computes  side stacks given by their shape, cross attention, adaptive layer norms
/// Equation     stack layer   q, k, v and output products, attention over spans, feed-forward products, with
///                            T_s = rho T rows; keys of a query: span, and the sequence if it sees the backbone  (1)
///              cross         q and output products of T rows, k and v products of b c rows, attention T x c    (2)
///              modulation    products of b rows: h -> v h, or h -> r and r -> 3 h for each part                (3)
///              memory        stack: 16 h and 20 h, rotary none, activation as in operators.hpp; cross 8 h and
///                            10 h; modulation 6 h and 10 h for each part that is modulated, bytes per token    (4)
/// Symbols      T tokens of a micro-batch on a rank, rho tokens per backbone token, b sequences, c tokens attended to,
///              h width, v vectors, r rank
/// Valid for    tensor ranks share heads and widths as in the backbone; context ranks share tokens
/// Not modelled patch embedding and mergers; unfused attention inside stacks; a stack on stages of its own: its
///              layers are spread evenly over the stages, as a planner that balances them would
/// Source       [dit-paper] section 3.2, [t5-paper] section 2.1; memory traffic counted by hand, estimate
/// Checked by   tests/unit/step/beside_test.cpp
std::vector<BesideOperator> beside_operators(const Job& job);

/// Seconds in each direction.
struct Both {
  double forward = 0, backward = 0;
};

/// The prices of that work per backbone layer, without calibrated factors.
struct BesideWork {
  Both linear;
  double core = 0;  ///< attention over keys, forward
  Both element_wise, cast;
  double layers = 0;          ///< stack layers per backbone layer, for gaps and the host
  double tensor_share = 0;    ///< tensor-parallel traffic over that of a backbone layer
  double pipeline_share = 0;  ///< sends between stages over those of the backbone
};
BesideWork beside_work(const Job& job);

/// Forward FLOPs per backbone token, all layers; equals the catalog's count.
double beside_flops_per_token(const ModelShape& model, double sequence);
/// Bytes that stays of the stacks and of cross attention keep for one micro-batch, per backbone layer on one GPU.
double beside_activations(const Job& job, Recompute recompute);

}  // namespace aif::step
