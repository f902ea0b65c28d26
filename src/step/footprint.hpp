#pragma once

#include "step/job.hpp"

namespace aif::step {

/// Parameters that the heaviest GPU holds before data-parallel sharding.
struct HeldParameters {
  double dense = 0;  ///< with embeddings and shared experts
  double experts = 0;
  double embedding = 0;  ///< part of dense
};
HeldParameters held_parameters(const Job& job);

/// Peak memory of one GPU by what it holds, in bytes.
///
/// What it computes  memory of the heaviest GPU: first stage, whose activations wait the longest
/// Equation     state: replicated (w + g + o) N; zero1 (w + g) N + o N/n; zero2 w N + (g + o) N/n; fsdp (w + g + o)
///              N/n + three gathered layers + the embedding                                                  (1)
///              activations of a layer: 2T (2h + 2h e)/t' + 2T (qkv + out)/t + 2T f (2 + e | 1 + e)/t         (2)
///              routed: 2T (3 w_e + 2 K h) in place of the last term; full recomputation: 2T h / t'           (3)
///              in flight: pp = 1: 1; 1F1B, ZB-H1: min(m, p); interleaved: p + (p - 1)/v; DualPipe: p + 1 micro-
///              batches, and the parameters of two stages [deepseek-v3-report] table 2                       (4)
///              logits in FP32 without pipeline: 4T V/t; workspace 3 GB                                      (5)
/// Symbols      N held parameters; n sharding ranks; w, g, o bytes of weight, gradient, optimizer state; T tokens; h
///              hidden; e 1, or 0.5 in 8 and 4 bits; t tensor ranks, t' those that split the sequence; f, w_e widths;
///              K experts per token; V vocabulary; m micro-batches; p stages; v chunks
/// Valid for    transformers with fused attention; unfused adds 5 b a s^2 / t bytes without recomputation
/// Not modelled fragmentation, allocator caches, communication buffers beyond the workspace
/// Source       activation counts [korthikanti-2022], adapted to fused kernels; workspace: estimate, 2 to 4 GB
/// Checked by   tests/unit/step/combine_test.cpp; 41 published peaks in tests/validation, mean error 3.4 %
struct Footprint {
  double weights = 0, gradients = 0, optimizer = 0, gathered = 0;
  double activations = 0, logits = 0, workspace = 0;
  [[nodiscard]] double state() const { return weights + gradients + optimizer + gathered; }
  [[nodiscard]] double total() const { return state() + activations + logits + workspace; }
};
/// Under a stated recomputation (not Recompute::least).
Footprint footprint(const Job& job, Recompute recompute);

/// Share of the forward pass that the backward pass runs again: 0 for none and selective, 1 for full. Recompute::least
/// gives the least that fits in 97 % of the memory with 2-byte gradients: the first 45 % of the activation bytes
/// (norm outputs, activation inputs) cost 12 % of the forward pass, the rest whole layers.
double recomputed_share(const Job& job);
/// Activations that superchips without pipeline put in host memory rather than recompute [B].
double spilled_bytes(const Job& job);
/// The footprint as the job runs: with Recompute::least between none and full as memory demands.
Footprint running_footprint(const Job& job);

}  // namespace aif::step
