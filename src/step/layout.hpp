#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/parallel.hpp"

namespace aif::step {

using aif::PipelineSchedule;
using aif::Recompute;
using aif::Sharding;

/// Who does what. dp is what is left of the GPUs; expert parallelism lies inside tp x cp x dp.
struct Layout {
  std::int64_t tp = 1, pp = 1, vpp = 1, cp = 1, ep = 1, dp = 1;
  bool sequence_parallel = true;
  Sharding sharding = Sharding::zero1;
  std::optional<std::int64_t> sharding_group;  ///< ranks that share state; all if absent
  std::int64_t micro_batch = 1;                ///< sequences
  std::int64_t global_batch = 1;               ///< sequences
  Recompute recompute = Recompute::least;
  std::optional<PipelineSchedule> schedule = std::nullopt;  ///< 1F1B, or interleaved with chunks, if absent
  std::vector<std::int64_t> stage_layers = {};              ///< of every stage, or of every chunk in the model's order

  [[nodiscard]] PipelineSchedule order() const {
    return schedule.value_or(vpp > 1 ? PipelineSchedule::interleaved : PipelineSchedule::one_forward_one_backward);
  }
};

/// "tp8 pp16 vpp2 cp1 ep1 dp128 mb1"
std::string short_name(const Layout& layout);

struct Job;
/// Everything that does not divide, each with the numbers and the nearest valid choice; empty if the job can be laid
/// out. Uneven stages are allowed without interleaving: the last stages get fewer layers.
std::vector<std::string> layout_problems(const Job& job);
/// Throws SimulationError with the problems.
void check_layout(const Job& job);

/// Layers of each pipeline stage, first to last. Rules: equal if they divide; if layers + 2 divides, the first and
/// the last stage have one less (embedding and head count as layers); otherwise the last stage has the rest.
/// With routed layers that do not divide the last stage is at least one short. Interleaved chunks share a stage's
/// layers equally.
std::vector<std::int64_t> stage_layers(std::int64_t layers, std::int64_t stages, bool routed);
/// The stated ones, or by rule.
std::vector<std::int64_t> stage_layers(const Job& job);

/// Whether the micro-batches suit the schedule: interleaving wants multiples of the stages, DualPipe an even number of
/// at least two per stage. Empty, or what is wrong.
std::string schedule_problem(const Layout& layout);

}  // namespace aif::step
