#pragma once

#include <optional>
#include <string>

/// Shapes of what stands beside the attention and the feed-forward part of the backbone's layers, as plain numbers.
namespace aif::step {

/// A stack of its own: vision encoder, action head, encoder of an encoder-decoder pair.
struct StackShape {
  std::string name;
  double layers = 0, hidden = 0, ffn = 0, heads = 0, kv_heads = 0, head_dim = 0;
  bool gated = false;
  double tokens_ratio = 0;     ///< its tokens per backbone token
  std::optional<double> span;  ///< tokens that see each other; all if absent
  bool causal = false;
  bool sees_backbone = false;  ///< its queries also see the backbone's keys

  [[nodiscard]] double layer_parameters() const {
    return 2 * hidden * heads * head_dim + 2 * hidden * kv_heads * head_dim + (gated ? 3 : 2) * hidden * ffn;
  }
};

/// Attention of every backbone layer to other tokens.
struct CrossShape {
  double tokens = 0, width = 0;
};

/// Adaptive layer norms of every backbone layer.
struct ModulationShape {
  double vectors = 0;
  double rank = 0;  ///< 0: full
};

}  // namespace aif::step
