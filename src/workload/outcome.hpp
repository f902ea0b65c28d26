#pragma once

namespace aif {

/// An estimate with the range it is believed to lie in.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Pre-training loss [nats per token] of a dense model by the Hoffmann et al. scaling law; repeated data count
/// for less (Muennighoff et al.). See the block in outcome.cpp.
Estimate pretraining_loss(double params, double tokens, double unique_tokens);

}  // namespace aif
