#pragma once

#include "catalog/ai_model.hpp"

/// Parts of a model beside the attention and the feed-forward part of its backbone layers.
///
/// What it computes  their parameters, and forward FLOPs per backbone token
/// Equation
///   stack            P = n (2 h a d + 2 h k d + g h f)                                                     (1)
///                    S = rho (2 P + 4 n a d (t or t/2 if causal, + s if it sees the backbone))              (2)
///   cross attention  C = 2 H A D + 2 w K D,  per layer and token 4 H A D + 4 w K D c/s + 4 A D c            (3)
///   modulation       M = v H^2, or (v/3) H r + v r H;  per layer and sequence 2 M                           (4)
/// Symbols      n layers; h width, f feed-forward width, a, k heads, d head width of the stack, g 3 if gated, else 2;
///              rho tokens per backbone token, t tokens that see each other, s sequence [tokens]; H, A, K, D width,
///              heads, key-value heads, head width of the backbone; c tokens attended to, of width w; v vectors, r rank
/// Valid for    vision encoders, action experts, text encoders, diffusion transformers given by their shape
/// Not modelled patch embeddings, mergers and position tables (below 1 % of any shipped model)
/// Source       transformer counts as in ai_model.cpp; modulation: [dit-paper] section 3.2, factorised [cosmos-paper];
///              encoder and decoder: [t5-paper] section 2.1
/// Checked by   tests/unit/catalog/stacks_test.cpp
namespace aif {

double stack_parameters(const StackShapeSpec& shape);
/// Of a stack by its shape or, without one, two per parameter and token.
double stack_flops_per_token(const SideStackSpec& stack, double sequence);

/// Per backbone layer; 0 without.
double cross_parameters(const AiModelSpec& model);
double modulation_parameters(const AiModelSpec& model);
/// Cross attention and modulation of all layers. A sequence of 0 leaves out what is computed once per sequence.
double conditioning_flops_per_token(const AiModelSpec& model, double sequence);

}  // namespace aif
