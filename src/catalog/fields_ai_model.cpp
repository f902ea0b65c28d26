#include "catalog/ai_model.hpp"

namespace aif {

std::vector<std::string> EnumNames<Architecture>::names() {
  return {"decoder", "vision_language_action", "world_model", "encoder_decoder"};
}
std::vector<std::string> EnumNames<AttentionKind>::names() { return {"full", "latent"}; }
std::vector<std::string> EnumNames<MlpKind>::names() { return {"gelu", "swiglu", "squared_relu"}; }

const Record<MoeSpec>& Fields<MoeSpec>::get() {
  static const Record<MoeSpec> record =
      Record<MoeSpec>("mixture of experts", "Which layers route tokens, to how many experts, and how wide these are.")
          .required("experts", &MoeSpec::experts, "Routed experts of a layer.", at_least(1))
          .required("shared_experts", &MoeSpec::shared_experts, "Experts that every token passes through.", at_least(0))
          .required("top_k", &MoeSpec::top_k, "Routed experts that each token is sent to.", at_least(1))
          .required("expert_hidden", &MoeSpec::expert_hidden, "Width of one expert's feed-forward part.", at_least(1))
          .required("dense_layers", &MoeSpec::dense_layers, "First layers without routing, as wide as ffn_hidden.",
                    at_least(0))
          .optional("load_imbalance", &MoeSpec::load_imbalance,
                    "Tokens of the busiest expert over the mean; 1 if absent.", between(1, 64))
          .optional("capacity_factor", &MoeSpec::capacity_factor,
                    "Places of an expert over the mean load: beyond them tokens are dropped. Absent: none is.",
                    between(0.1, 64));
  return record;
}

const Record<LatentAttentionSpec>& Fields<LatentAttentionSpec>::get() {
  static const Record<LatentAttentionSpec> record =
      Record<LatentAttentionSpec>("latent attention", "Ranks and head widths of multi-head latent attention.")
          .required("q_rank", &LatentAttentionSpec::q_rank, "Rank of the queries.", at_least(1))
          .required("kv_rank", &LatentAttentionSpec::kv_rank, "Rank of keys and values; what the cache keeps.",
                    at_least(1))
          .required("rope_dim", &LatentAttentionSpec::rope_dim, "Width of a head's part with rotary positions.",
                    at_least(0))
          .required("nope_dim", &LatentAttentionSpec::nope_dim, "Width of a head's part without positions.",
                    at_least(1))
          .required("v_dim", &LatentAttentionSpec::v_dim, "Width of a head's values.", at_least(1));
  return record;
}

const Record<StackShapeSpec>& Fields<StackShapeSpec>::get() {
  using T = StackShapeSpec;
  static const Record<T> record =
      Record<T>("stack shape", "Layers of a stack beside the backbone.")
          .required("layers", &T::layers, "Its layers.", between(1, 10000))
          .required("hidden", &T::hidden, "Width of its residual stream.", at_least(1))
          .required("ffn_hidden", &T::ffn_hidden, "Width of its feed-forward part.", at_least(1))
          .required("heads", &T::heads, "Attention heads.", at_least(1))
          .optional("kv_heads", &T::kv_heads, "Heads of keys and values; as many as heads if absent.", at_least(1))
          .optional("head_dim", &T::head_dim, "Width of a head; hidden / heads if absent.", at_least(1))
          .optional("mlp", &T::mlp, "Feed-forward part: swiglu has three matrices, the others two.")
          .optional("span", &T::span, "Tokens that see each other, such as those of one image; all if absent.",
                    at_least(1))
          .optional("causal", &T::causal, "Tokens see only those before them; else all of the span.")
          .optional("sees_backbone", &T::sees_backbone, "Its queries also see the backbone's keys.");
  return record;
}

const Record<CrossAttentionSpec>& Fields<CrossAttentionSpec>::get() {
  static const Record<CrossAttentionSpec> record =
      Record<CrossAttentionSpec>("cross attention", "Attention of every layer to a text or an encoder's output.")
          .required("tokens", &CrossAttentionSpec::tokens, "Tokens attended to, per sequence.", at_least(1))
          .required("width", &CrossAttentionSpec::width, "Width of their vectors.", at_least(1));
  return record;
}

const Record<ModulationSpec>& Fields<ModulationSpec>::get() {
  static const Record<ModulationSpec> record =
      Record<ModulationSpec>("modulation", "Adaptive layer norms, driven by the noise level of a diffusion step.")
          .required("vectors", &ModulationSpec::vectors, "Vectors per layer: shift, scale and gate of each part.",
                    between(1, 64))
          .optional("rank", &ModulationSpec::rank, "Rank of their projection; full if absent.", at_least(1));
  return record;
}

const Record<SideStackSpec>& Fields<SideStackSpec>::get() {
  static const Record<SideStackSpec> record =
      Record<SideStackSpec>("side stack", "A vision encoder, action head or the like beside the backbone.")
          .required("name", &SideStackSpec::name, "What it is.")
          .required("params", &SideStackSpec::params, "Its parameters; a shape must agree within 2 %.", positive())
          .required("tokens_ratio", &SideStackSpec::tokens_ratio, "Tokens it works on per token of the backbone.",
                    non_negative())
          .optional("shape", &SideStackSpec::shape, "Its layers; without them it is priced by its parameters.");
  return record;
}

const Record<AiModelSpec>& Fields<AiModelSpec>::get() {
  static const Record<AiModelSpec> record =
      Record<AiModelSpec>("ai-model", "An AI model by the shape that decides its FLOPs, bytes and memory.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &AiModelSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &AiModelSpec::title, "Name for people.")
          .optional("architecture", &AiModelSpec::architecture,
                    "A world_model attends to all of a clip, the others causally.")
          .required("layers", &AiModelSpec::layers, "Transformer layers.", between(1, 10000))
          .required("hidden", &AiModelSpec::hidden, "Width of the residual stream.", at_least(1))
          .required("ffn_hidden", &AiModelSpec::ffn_hidden, "Width of the feed-forward part of a dense layer.",
                    at_least(1))
          .required("heads", &AiModelSpec::heads, "Attention heads.", at_least(1))
          .required("kv_heads", &AiModelSpec::kv_heads, "Heads of keys and values; fewer than heads if grouped.",
                    at_least(1))
          .optional("head_dim", &AiModelSpec::head_dim, "Width of a head; hidden / heads if absent.", at_least(1))
          .required("vocab", &AiModelSpec::vocab, "Entries of the vocabulary.", at_least(1))
          .required("context", &AiModelSpec::context, "Longest sequence [tokens].", at_least(1))
          .optional("mlp", &AiModelSpec::mlp, "Feed-forward part: swiglu has three matrices, the others two.")
          .optional("attention", &AiModelSpec::attention, "latent: multi-head latent attention.")
          .optional("latent", &AiModelSpec::latent, "Its ranks and widths; required with attention: latent.")
          .optional("moe", &AiModelSpec::moe, "Mixture of experts; absent for a dense model.")
          .optional("sliding_window", &AiModelSpec::sliding_window,
                    "Tokens that a layer with a window looks back; absent if every layer sees everything.", at_least(1))
          .optional("global_every", &AiModelSpec::global_every, "With a window, one layer in so many sees everything.",
                    at_least(1))
          .optional("prediction_layers", &AiModelSpec::prediction_layers,
                    "Extra layers in training that predict further tokens; not in the published totals.", at_least(0))
          .optional("tied_embeddings", &AiModelSpec::tied_embeddings, "The output projection is the embedding matrix.")
          .optional("side_stacks", &AiModelSpec::side_stacks, "Parts beside the backbone.")
          .optional("cross_attention", &AiModelSpec::cross_attention,
                    "Every layer attends to a text or to an encoder's output.")
          .optional("modulation", &AiModelSpec::modulation, "Adaptive layer norms of a diffusion transformer.")
          .optional("total_params", &AiModelSpec::total_params,
                    "Parameters as published; the shape must agree within 3 %.", positive())
          .optional("active_params", &AiModelSpec::active_params,
                    "Parameters that a token passes through, as published; the shape must agree within 5 %.",
                    positive())
          .optional("training_tokens", &AiModelSpec::training_tokens, "Tokens it was trained on, as published.",
                    positive())
          .optional("note", &AiModelSpec::note, "Remark.");
  return record;
}

}  // namespace aif
