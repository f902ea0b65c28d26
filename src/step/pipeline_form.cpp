#include "step/pipeline_form.hpp"

#include <algorithm>
#include <numeric>

#include "core/contracts.hpp"

namespace aif::step {
namespace {

double mean(const std::vector<double>& times) {
  return std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
}

}  // namespace

PipelineTime pipeline_form(PipelineSchedule schedule, const StageTimes& stages, double micro_batches, double send) {
  const std::size_t n = stages.forward.size();
  AIF_EXPECT(n >= 1 && stages.backward.size() == n && stages.weight.size() == n);
  const auto p = static_cast<double>(n);
  const bool both_ends = schedule == PipelineSchedule::dualpipe;
  PipelineTime result;
  for (std::size_t i = 0; i < n; ++i) {
    const double own = stages.forward[i] + stages.backward[i];
    const double other = both_ends ? stages.forward[n - 1 - i] + stages.backward[n - 1 - i] : own;
    result.slowest = std::max(result.slowest, (own + other) / 2);
  }
  const double f = mean(stages.forward), b = mean(stages.backward), w = mean(stages.weight);
  const double steps = both_ends ? p / 2 - 1 : p - 1;
  result.bubble = std::max(0.0, steps * (both_ends ? f + 2 * b - 3 * w : f + b - 2 * w));
  if (!both_ends) {
    // Unequal stages: the others' passes fill and drain, as in 1F1B.
    result.bubble = std::max(0.0, p * (f + b) - result.slowest - 2 * (p - 1) * w);
  }
  result.sends = 2 * send * (micro_batches + steps);
  result.total = micro_batches * result.slowest + result.bubble + result.sends;
  return result;
}

std::vector<double> chunk_shares(const Layout& layout) {
  const auto stages = static_cast<std::size_t>(layout.pp);
  if (layout.vpp == 1 || layout.stage_layers.size() != stages * static_cast<std::size_t>(layout.vpp)) {
    return {};
  }
  std::vector<double> sums(stages, 0.0);
  for (std::size_t i = 0; i < layout.stage_layers.size(); ++i) {
    sums[i % stages] += static_cast<double>(layout.stage_layers[i]);
  }
  std::vector<double> shares;
  for (std::size_t i = 0; i < layout.stage_layers.size(); ++i) {
    const double sum = sums[i % stages];
    shares.push_back(sum > 0 ? static_cast<double>(layout.stage_layers[i]) / sum : 1 / static_cast<double>(layout.vpp));
  }
  return shares;
}

}  // namespace aif::step
