#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "document/record.hpp"
#include "step/job.hpp"

/// Published measurements of a training step: the format of the cases, as written.
namespace aif {

struct CaseRouting {
  std::int64_t experts = 0;
  std::int64_t topk = 0;
  std::int64_t shared_experts = 0;
  std::int64_t expert_ffn = 0;
  std::int64_t first_dense_layers = 0;
  std::int64_t node_limit = 0;  ///< NVLink domains that a token's experts may lie in; 0: all
  std::optional<bool> biases;   ///< of the experts' projections; by the model's name if absent
};

enum class CaseMlp { gelu, swiglu, relu2 };

struct CaseModel {
  std::string name;
  std::int64_t layers = 0, hidden = 0, ffn_hidden = 0, heads = 0, kv_heads = 0, vocab = 0;
  std::optional<std::int64_t> head_dim;
  CaseMlp mlp = CaseMlp::gelu;
  std::string attention;   ///< in words; empty: full attention
  std::string mtp_layers;  ///< "1", or with a remark if the source does not say
  std::optional<CaseRouting> moe;
  std::optional<double> params, active_params;  ///< as published; not used
};

enum class CaseRecompute { none, selective, full, unstated };

enum class CaseSharding { unstated, replicated, zero1, zero2, fsdp, hsdp };

struct CaseParallel {
  std::int64_t tp = 1, pp = 1, vpp = 1, cp = 1, ep = 1, dp = 1;
  CaseSharding data_sharding = CaseSharding::unstated;
  bool sequence_parallel = false;
  std::optional<std::int64_t> sharding_group;
  std::optional<PipelineSchedule> schedule;
  std::optional<std::vector<std::int64_t>> stage_layers;
};

struct CaseMeasured {
  Duration step_time;
  std::optional<DataSize> peak_memory;
};

struct TrainingStepCase {
  std::string id, source, provenance, gpu;
  std::int64_t gpus = 0;
  std::int64_t nvlink_domain = 8;
  DataRate nic_per_gpu;
  CaseModel model;
  std::int64_t sequence = 0;
  CaseParallel parallel;
  std::int64_t micro_batch = 1, global_batch = 1;
  CaseRecompute recompute = CaseRecompute::unstated;
  step::NumberFormat precision = step::NumberFormat::bf16;
  CaseMeasured measured;
  std::string step_time_is, confidence, notes;
  std::vector<std::string> presumed;  ///< fields that the source does not state

  [[nodiscard]] bool presumes(const std::string& field) const;
};

/// What a published recipe says of fields that its cases list as presumed or unstated; other cases keep what they say.
struct RecipeFacts {
  bool no_accumulation = false;  ///< a replica's whole batch is one micro-batch
  std::optional<std::int64_t> virtual_stages, prediction_layers;
  std::optional<step::Recompute> recompute;
};

/// What the stack behind a source did: the first entry counts whose `source` is part of the case's source and whose
/// other keys, if any, are part of the case's.
struct SoftwareEntry {
  std::string source, notes, gpu, model, precision;
  std::string reference;  ///< where the features are documented
  step::SoftwareSpec software;
  RecipeFacts recipe;
  double slow_nodes = 0;  ///< share by which, as the source says, its nodes ran slower than sound ones
  bool guessed = false;   ///< no entry matched
};

/// Reads tests/validation/software.yaml.
std::vector<SoftwareEntry> load_software_table(const std::filesystem::path& file);
/// Without an entry the features a careful user had in the year that the source, else the provenance, names, else in
/// the year the GPU came into use, but not before or after what the case itself uses; `guessed` then.
SoftwareEntry software_of(const TrainingStepCase& reference, const std::vector<SoftwareEntry>& table);

template <>
struct EnumNames<CaseMlp> {
  static std::vector<std::string> names() { return {"gelu", "swiglu", "relu2"}; }
};
template <>
struct EnumNames<CaseRecompute> {
  static std::vector<std::string> names() { return {"none", "selective", "full", "unstated"}; }
};
template <>
struct EnumNames<CaseSharding> {
  static std::vector<std::string> names() { return {"unstated", "replicated", "zero1", "zero2", "fsdp", "hsdp"}; }
};
template <>
struct Fields<TrainingStepCase> {
  static const Record<TrainingStepCase>& get();
};

}  // namespace aif
