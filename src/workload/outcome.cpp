#include "workload/outcome.hpp"

#include <algorithm>
#include <cmath>

/// Loss of a pre-training run by scaling law.
///
/// What it computes  cross-entropy loss of a dense transformer after pre-training, with the range between two fits
///                   of the same law.
/// Equation     L = E + A / N^alpha + B / D^beta                                                             (1)
///              D = U + U R* (1 - exp(-R / R*)),  R = T / U - 1, if T > U; else D = T                        (2)
/// Symbols      L [nats per token]; N parameters; T tokens seen, U distinct among them, D their worth in distinct
///              tokens; R repetitions after the first pass, R* = 15.39.
/// Valid for    language models of 0.07 to 16 thousand million parameters and 5 to 500 thousand million tokens, the
///              range of the fits; beyond it an extrapolation. Repetition: up to about 40 passes.
/// Not modelled quality of the data, tokenizer, architecture; mixtures of experts (with active parameters the law
///              is pessimistic); loss in excess when a model is too large for repeated data (the second half of
///              Muennighoff et al.); anything after pre-training.
/// Source       [hoffmann-2022] section 3.3 and equation 10 (approach 3); [besiroglu-2024] table of refitted
///              parameters; [muennighoff-2023] section 3.1, R* fitted there.
/// Checked by   tests/unit/workload/outcome_test.cpp.
namespace aif {
namespace {

struct ScalingLaw {
  double irreducible;
  double params_factor;
  double params_exponent;
  double tokens_factor;
  double tokens_exponent;

  [[nodiscard]] double loss(double params, double tokens) const {
    return irreducible + params_factor / std::pow(params, params_exponent) +
           tokens_factor / std::pow(tokens, tokens_exponent);
  }
};

constexpr ScalingLaw hoffmann{1.69, 406.4, 0.34, 410.7, 0.28};
constexpr ScalingLaw besiroglu{1.8172, 482.01, 0.3478, 2085.43, 0.3658};

constexpr double repetition_decay = 15.39;

/// Distinct tokens that are worth as much.
double effective_tokens(double tokens, double unique_tokens) {
  if (unique_tokens <= 0 || tokens <= unique_tokens) {
    return tokens;
  }
  const double repetitions = tokens / unique_tokens - 1;
  return unique_tokens * (1 + repetition_decay * -std::expm1(-repetitions / repetition_decay));
}

}  // namespace

Estimate pretraining_loss(double params, double tokens, double unique_tokens) {
  const double n = std::max(params, 1.0);
  const double d = std::max(effective_tokens(tokens, unique_tokens), 1.0);
  const double a = hoffmann.loss(n, d);
  const double b = besiroglu.loss(n, d);
  return {(a + b) / 2, std::min(a, b), std::max(a, b)};
}

}  // namespace aif
