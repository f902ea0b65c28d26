#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/cli11_fwd.hpp"
#include "step/layout.hpp"

namespace aif {

/// A layout said on the command line, over what a scenario or a case says.
struct LayoutOptions {
  std::optional<std::int64_t> tensor, pipeline, virtual_stages, context, expert, sharding_group, micro_batch;
  std::optional<std::string> schedule, sharding, recompute;
  std::vector<std::int64_t> stage_layers;
  std::optional<bool> sequence_parallel;
  std::optional<double> imbalance, capacity;

  /// Throws UsageError with the choices if a name is unknown.
  void apply(ParallelSpec& parallel) const;
  /// The same on a layout that is complete: data parallelism is what the GPUs leave.
  void apply(step::Layout& layout, std::int64_t gpus) const;
  [[nodiscard]] bool any() const;
};

void add_layout_options(CLI::App& verb, LayoutOptions& options);

}  // namespace aif
