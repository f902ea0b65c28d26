#pragma once

#include <optional>
#include <string>

#include "document/sourced.hpp"

/// Catalog entries of AI models: the shape that decides FLOPs, bytes and memory.
namespace aif {

enum class Architecture { decoder, vision_language_action, world_model, encoder_decoder };
enum class AttentionKind { full, latent };  ///< latent: multi-head latent attention (MLA)
enum class MlpKind { gelu, swiglu, squared_relu };

/// Mixture of experts: which layers route, to how many, how wide.
struct MoeSpec {
  Sourced<std::int64_t> experts;
  Sourced<std::int64_t> shared_experts;
  Sourced<std::int64_t> top_k;
  Sourced<std::int64_t> expert_hidden;
  Sourced<std::int64_t> dense_layers;              ///< first layers without routing
  std::optional<Sourced<double>> load_imbalance;   ///< tokens of the busiest expert over the mean; 1 if absent
  std::optional<Sourced<double>> capacity_factor;  ///< places of an expert over the mean; absent: nothing is dropped
};

/// Ranks and head widths of multi-head latent attention.
struct LatentAttentionSpec {
  Sourced<std::int64_t> q_rank;
  Sourced<std::int64_t> kv_rank;
  Sourced<std::int64_t> rope_dim;
  Sourced<std::int64_t> nope_dim;
  Sourced<std::int64_t> v_dim;
};

/// Layers of a stack beside the backbone. Attention is over its own tokens and, if it sees the backbone, over the
/// backbone's keys, with no projection of its own for them.
struct StackShapeSpec {
  Sourced<std::int64_t> layers;
  Sourced<std::int64_t> hidden;
  Sourced<std::int64_t> ffn_hidden;
  Sourced<std::int64_t> heads;
  std::optional<Sourced<std::int64_t>> kv_heads;  ///< heads if absent
  std::optional<Sourced<std::int64_t>> head_dim;  ///< hidden / heads if absent
  MlpKind mlp = MlpKind::gelu;
  std::optional<Sourced<std::int64_t>> span;  ///< tokens that see each other, such as an image's; all if absent
  bool causal = false;
  bool sees_backbone = false;
};

/// A vision encoder, action head or text encoder beside the backbone: by its shape or, without one, by its size alone.
struct SideStackSpec {
  std::string name;
  Sourced<double> params;
  Sourced<double> tokens_ratio;  ///< its tokens per backbone token
  std::optional<StackShapeSpec> shape;
};

/// Attention of every backbone layer to tokens of another kind: a text, an encoder's output.
struct CrossAttentionSpec {
  Sourced<std::int64_t> tokens;  ///< per sequence
  Sourced<std::int64_t> width;   ///< of their vectors
};

/// Adaptive layer norms of diffusion transformers: vectors of shift, scale and gate, computed from the noise level.
struct ModulationSpec {
  Sourced<std::int64_t> vectors;              ///< per layer; 3 for each part that is modulated
  std::optional<Sourced<std::int64_t>> rank;  ///< of their factorised projection; full if absent
};

struct AiModelSpec {
  static constexpr const char* catalog_kind = "ai-model";
  std::string name;
  std::string title;
  Architecture architecture = Architecture::decoder;
  Sourced<std::int64_t> layers;
  Sourced<std::int64_t> hidden;
  Sourced<std::int64_t> ffn_hidden;
  Sourced<std::int64_t> heads;
  Sourced<std::int64_t> kv_heads;
  std::optional<Sourced<std::int64_t>> head_dim;  ///< hidden / heads if absent
  Sourced<std::int64_t> vocab;
  Sourced<std::int64_t> context;  ///< longest sequence [tokens]
  MlpKind mlp = MlpKind::swiglu;
  AttentionKind attention = AttentionKind::full;
  std::optional<LatentAttentionSpec> latent;
  std::optional<MoeSpec> moe;
  std::optional<Sourced<std::int64_t>> sliding_window;     ///< [tokens]; absent: every layer is global
  std::optional<Sourced<std::int64_t>> global_every;       ///< one global layer in so many, with a sliding window
  std::optional<Sourced<std::int64_t>> prediction_layers;  ///< multi-token prediction
  bool tied_embeddings = false;
  std::vector<SideStackSpec> side_stacks;
  std::optional<CrossAttentionSpec> cross_attention;
  std::optional<ModulationSpec> modulation;
  std::optional<Sourced<double>> total_params;  ///< as published; checked against the shape
  std::optional<Sourced<double>> active_params;
  std::optional<Sourced<double>> training_tokens;  ///< as published
  std::string note;
};

// Equations, conventions and limits are in the block at the top of ai_model.cpp.

/// Width of one head of queries.
double head_width(const AiModelSpec& model);
/// Parameters that the shape implies, embeddings and side stacks included, prediction layers not.
double parameter_count(const AiModelSpec& model);
/// Parameters that one token passes through (all but the experts not chosen), embeddings included.
double active_parameter_count(const AiModelSpec& model);
/// Forward and backward FLOPs per token at a sequence length: 6 x matmul parameters + attention (causal, half
/// the square). Convention: no recomputation, embedding look-up free, LM head counted.
double training_flops_per_token(const AiModelSpec& model, double sequence);
/// Forward FLOPs to process one token with `context` tokens before it.
double inference_flops_per_token(const AiModelSpec& model, double context);
/// Bytes of key-value cache per token of context at `bytes_per_element`, on average over a sequence of `context`
/// tokens: layers with a sliding window keep no more than the window. Without a context every layer keeps all.
double kv_cache_bytes_per_token(const AiModelSpec& model, double bytes_per_element,
                                std::optional<double> context = std::nullopt);

// Field lists and enum names, defined in the fields_*.cpp beside this header.
template <>
struct EnumNames<Architecture> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<AttentionKind> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<MlpKind> {
  static std::vector<std::string> names();
};
template <>
struct Fields<MoeSpec> {
  static const Record<MoeSpec>& get();
};
template <>
struct Fields<LatentAttentionSpec> {
  static const Record<LatentAttentionSpec>& get();
};
template <>
struct Fields<StackShapeSpec> {
  static const Record<StackShapeSpec>& get();
};
template <>
struct Fields<CrossAttentionSpec> {
  static const Record<CrossAttentionSpec>& get();
};
template <>
struct Fields<ModulationSpec> {
  static const Record<ModulationSpec>& get();
};
template <>
struct Fields<SideStackSpec> {
  static const Record<SideStackSpec>& get();
};
template <>
struct Fields<AiModelSpec> {
  static const Record<AiModelSpec>& get();
};

}  // namespace aif
