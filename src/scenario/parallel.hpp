#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "document/record.hpp"

/// How a training job is split over GPUs, as a scenario says it. What is absent is chosen by the rules of
/// src/step/README.md.
namespace aif {

/// How data-parallel ranks share the state of training. replicated: nothing; zero1: optimizer state; zero2: and
/// gradients; fsdp: and weights (ZeRO-3); hsdp: fsdp within a group, replicated between groups.
enum class Sharding { replicated, zero1, zero2, fsdp, hsdp };

/// What the backward pass computes again. least: as little as fits in memory.
enum class Recompute { none, selective, full, least };

/// The order in which pipeline stages work (step/schedule.hpp).
enum class PipelineSchedule { one_forward_one_backward, interleaved, zero_bubble, dualpipe };

struct ParallelSpec {
  std::int64_t tensor = 8;
  std::int64_t pipeline = 1;
  std::int64_t virtual_stages = 1;
  std::int64_t context = 1;
  std::int64_t expert = 1;
  std::optional<PipelineSchedule> schedule;               ///< 1f1b, or interleaved with virtual stages
  std::optional<std::vector<std::int64_t>> stage_layers;  ///< of every stage, or of every chunk in the model's order
  std::optional<Sharding> sharding;
  std::optional<std::int64_t> sharding_group;  ///< ranks that share state; all if absent
  std::optional<Recompute> recompute;
  std::optional<std::int64_t> micro_batch;  ///< sequences
  std::optional<bool> sequence_parallel;
};

template <>
struct EnumNames<Sharding> {
  static std::vector<std::string> names() { return {"replicated", "zero1", "zero2", "fsdp", "hsdp"}; }
};
template <>
struct EnumNames<Recompute> {
  static std::vector<std::string> names() { return {"none", "selective", "full", "least"}; }
};
template <>
struct EnumNames<PipelineSchedule> {
  static std::vector<std::string> names() { return {"1f1b", "interleaved", "zb_h1", "dualpipe"}; }
};
template <>
struct Fields<ParallelSpec> {
  static const Record<ParallelSpec>& get();
};

}  // namespace aif
