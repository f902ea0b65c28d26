#include "sweep/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/contracts.hpp"
#include "core/random.hpp"
#include "sweep/statistics.hpp"

namespace aif {
namespace {

/// Draws `size` samples with replacement again and again and gives the percentiles of what `statistic` says of them,
/// for several statistics of the same resample at once.
std::vector<Index> bootstrap(std::size_t size, const std::vector<double>& values, const BootstrapOptions& options,
                             const std::function<std::vector<double>(const std::vector<std::size_t>&)>& statistics) {
  RandomStream random(options.seed, "sensitivity.bootstrap");
  std::vector<std::vector<double>> seen(values.size());
  std::vector<std::size_t> chosen(size);
  for (std::size_t n = 0; n < options.resamples && size > 1; ++n) {
    for (std::size_t& one : chosen) {
      one = random.below(size);
    }
    const std::vector<double> found = statistics(chosen);
    for (std::size_t i = 0; i < found.size(); ++i) {
      seen[i].push_back(found[i]);
    }
  }
  std::vector<Index> indices;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::sort(seen[i].begin(), seen[i].end());
    const double tail = (1 - options.confidence) / 2;
    const bool any = !seen[i].empty();
    indices.push_back(
        {values[i], any ? quantile_of(seen[i], tail) : values[i], any ? quantile_of(seen[i], 1 - tail) : values[i]});
  }
  return indices;
}

/// The effect of each step of a trajectory, by the parameter that stepped.
void add_effects(const UnitPoints& points, const Responses& responses, std::size_t from,
                 std::vector<std::vector<double>>& effects) {
  const std::size_t parameters = effects.size();
  for (std::size_t step = from; step < from + parameters; ++step) {
    for (std::size_t i = 0; i < parameters; ++i) {
      const double delta = points[step + 1][i] - points[step][i];
      if (delta != 0 && responses[step] && responses[step + 1]) {
        effects[i].push_back((*responses[step + 1] - *responses[step]) / delta);
      }
    }
  }
}

double mean_size(const std::vector<double>& effects, const std::vector<std::size_t>& chosen) {
  double sum = 0;
  for (std::size_t i : chosen) {
    sum += std::abs(effects[i]);
  }
  return sum / static_cast<double>(chosen.size());
}

MorrisIndices morris_of(const std::vector<double>& effects, const BootstrapOptions& options) {
  MorrisIndices indices;
  indices.effects = effects.size();
  if (effects.empty()) {
    return indices;
  }
  double size = 0;
  for (double effect : effects) {
    size += std::abs(effect);
  }
  const auto n = static_cast<double>(effects.size());
  indices.mu = mean_of(effects);
  indices.sigma = effects.size() > 1 ? std::sqrt(variance_of(effects) * n / (n - 1)) : 0.0;
  indices.mu_star = bootstrap(effects.size(), {size / n}, options, [&](const std::vector<std::size_t>& chosen) {
                      return std::vector<double>{mean_size(effects, chosen)};
                    }).front();
  return indices;
}

/// One sample of the design: the metric at A, AB_1 ... AB_k, B.
using Sample = std::vector<double>;

/// S1 of every parameter, then ST of every parameter, from the samples chosen.
std::vector<double> first_and_total(const std::vector<Sample>& samples, const std::vector<std::size_t>& chosen) {
  const std::size_t parameters = samples.front().size() - 2;
  std::vector<double> ends;
  ends.reserve(2 * chosen.size());
  for (std::size_t n : chosen) {
    ends.push_back(samples[n].front());
    ends.push_back(samples[n].back());
  }
  const double variance = variance_of(ends);
  std::vector<double> out(2 * parameters, 0.0);
  if (variance <= 0) {
    return out;  // nothing varies, so nothing explains it
  }
  for (std::size_t n : chosen) {
    const Sample& f = samples[n];
    for (std::size_t i = 0; i < parameters; ++i) {
      const double step = f[1 + i] - f.front();
      out[i] += f.back() * step;
      out[parameters + i] += step * step / 2;
    }
  }
  for (double& index : out) {
    index /= static_cast<double>(chosen.size()) * variance;
  }
  return out;
}

std::vector<Sample> complete_samples(std::size_t parameters, const Responses& responses) {
  const std::size_t size = parameters + 2;
  AIF_EXPECT(responses.size() % size == 0);
  std::vector<Sample> samples;
  double sum = 0;
  for (std::size_t from = 0; from < responses.size(); from += size) {
    Sample sample;
    for (std::size_t i = 0; i < size && responses[from + i]; ++i) {
      sample.push_back(*responses[from + i]);
      sum += sample.back();
    }
    if (sample.size() == size) {
      samples.push_back(std::move(sample));
    } else {
      for (double value : sample) {
        sum -= value;
      }
    }
  }
  for (Sample& sample : samples) {
    for (double& value : sample) {
      value -= sum / static_cast<double>(samples.size() * size);
    }
  }
  return samples;
}

}  // namespace

std::vector<MorrisIndices> morris_indices(const UnitPoints& points, const Responses& responses,
                                          const BootstrapOptions& options) {
  AIF_EXPECT(points.size() == responses.size() && !points.empty());
  const std::size_t parameters = points.front().size();
  AIF_EXPECT(points.size() % (parameters + 1) == 0);
  std::vector<std::vector<double>> effects(parameters);
  for (std::size_t from = 0; from < points.size(); from += parameters + 1) {
    add_effects(points, responses, from, effects);
  }
  std::vector<MorrisIndices> indices;
  for (const std::vector<double>& one : effects) {
    indices.push_back(morris_of(one, options));
  }
  return indices;
}

std::vector<SobolIndices> sobol_indices(std::size_t parameters, const Responses& responses,
                                        const BootstrapOptions& options) {
  const std::vector<Sample> samples = complete_samples(parameters, responses);
  if (samples.empty()) {
    return std::vector<SobolIndices>(parameters);
  }
  std::vector<std::size_t> all(samples.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = i;
  }
  const std::vector<Index> indices =
      bootstrap(samples.size(), first_and_total(samples, all), options,
                [&](const std::vector<std::size_t>& chosen) { return first_and_total(samples, chosen); });
  std::vector<SobolIndices> out(parameters);
  for (std::size_t i = 0; i < parameters; ++i) {
    out[i] = {indices[i], indices[parameters + i]};
  }
  return out;
}

}  // namespace aif
