#include "validation/training_case.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/error.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"
#include "validation/case_text.hpp"

namespace aif {

template <>
struct Fields<CaseRouting> {
  static const Record<CaseRouting>& get() {
    static const Record<CaseRouting> record =
        Record<CaseRouting>("routing", "Experts of a layer.")
            .required("experts", &CaseRouting::experts, "Routed experts.", at_least(1))
            .required("topk", &CaseRouting::topk, "Experts per token.", at_least(1))
            .optional("shared_experts", &CaseRouting::shared_experts, "Experts of every token.", at_least(0))
            .required("expert_ffn", &CaseRouting::expert_ffn, "Width of an expert.", at_least(1))
            .optional("first_dense_layers", &CaseRouting::first_dense_layers, "Layers without routing.", at_least(0))
            .optional("node_limit", &CaseRouting::node_limit, "Domains that a token's experts may lie in; 0: all.",
                      at_least(0))
            .optional("biases", &CaseRouting::biases,
                      "Whether the experts' projections have biases; by the model's name if absent (GPT-OSS has).");
    return record;
  }
};

template <>
struct Fields<CaseModel> {
  static const Record<CaseModel>& get() {
    static const Record<CaseModel> record =
        Record<CaseModel>("model", "Shape of the model.")
            .required("name", &CaseModel::name, "Its name.")
            .required("layers", &CaseModel::layers, "Layers.", between(1, 10000))
            .required("hidden", &CaseModel::hidden, "Width of the residual stream.", at_least(1))
            .required("ffn_hidden", &CaseModel::ffn_hidden, "Width of the feed-forward part.", at_least(1))
            .required("heads", &CaseModel::heads, "Attention heads.", at_least(1))
            .required("kv_heads", &CaseModel::kv_heads, "Heads of keys and values.", at_least(1))
            .required("vocab", &CaseModel::vocab, "Vocabulary.", at_least(1))
            .optional("head_dim", &CaseModel::head_dim, "Width of a head; hidden / heads if absent.", at_least(1))
            .required("mlp", &CaseModel::mlp, "Feed-forward part.")
            .optional("attention", &CaseModel::attention,
                      "\"MLA q_lora1536 kv_lora512 qk_nope128 qk_rope64 v128\" or "
                      "\"alternating sliding window 128 / full\".")
            .optional("mtp_layers", &CaseModel::mtp_layers, "Layers that predict further tokens.")
            .optional("moe", &CaseModel::moe, "Experts.")
            .optional("params", &CaseModel::params, "As published.")
            .optional("active_params", &CaseModel::active_params, "As published.");
    return record;
  }
};

template <>
struct Fields<CaseParallel> {
  static const Record<CaseParallel>& get() {
    static const Record<CaseParallel> record =
        Record<CaseParallel>("parallel", "The layout.")
            .required("tp", &CaseParallel::tp, "Tensor parallel.", at_least(1))
            .required("pp", &CaseParallel::pp, "Pipeline stages.", at_least(1))
            .required("vpp", &CaseParallel::vpp, "Chunks per stage.", at_least(1))
            .required("cp", &CaseParallel::cp, "Context parallel.", at_least(1))
            .required("ep", &CaseParallel::ep, "Expert parallel.", at_least(1))
            .required("dp", &CaseParallel::dp, "Data parallel.", at_least(1))
            .required("data_sharding", &CaseParallel::data_sharding, "What data-parallel ranks share.")
            .required("sequence_parallel", &CaseParallel::sequence_parallel, "Norms split over the tensor ranks.")
            .optional("sharding_group", &CaseParallel::sharding_group, "Ranks that share state.", at_least(1))
            .optional("schedule", &CaseParallel::schedule, "Order of work; 1f1b, or interleaved with chunks.")
            .optional("stage_layers", &CaseParallel::stage_layers, "Layers of each stage or chunk.");
    return record;
  }
};

template <>
struct Fields<CaseMeasured> {
  static const Record<CaseMeasured>& get() {
    static const Record<CaseMeasured> record =
        Record<CaseMeasured>("measured", "What was published.")
            .required("step_time", &CaseMeasured::step_time, "Of one optimizer step.", positive())
            .optional("peak_memory", &CaseMeasured::peak_memory, "Of one GPU.", positive());
    return record;
  }
};

const Record<TrainingStepCase>& Fields<TrainingStepCase>::get() {
  using T = TrainingStepCase;
  static const Record<T> record =
      Record<T>("training step", "A published measurement of a training step.")
          .required("id", &T::id, "Name of the case.")
          .required("source", &T::source, "Who measured; the key into software.yaml.")
          .optional("provenance", &T::provenance, "Where it was read.")
          .required("gpu", &T::gpu, "The GPU.")
          .required("gpus", &T::gpus, "How many.", at_least(1))
          .required("nvlink_domain", &T::nvlink_domain, "GPUs of the fast domain.", at_least(1))
          .required("nic_per_gpu", &T::nic_per_gpu, "Adapter bandwidth per GPU and direction.", positive())
          .required("model", &T::model, "Shape of the model.")
          .required("sequence", &T::sequence, "Tokens of a sequence.", at_least(1))
          .required("parallel", &T::parallel, "The layout.")
          .required("micro_batch", &T::micro_batch, "Sequences of a micro-batch.", at_least(1))
          .required("global_batch", &T::global_batch, "Sequences of a step.", at_least(1))
          .required("recompute", &T::recompute, "Activation recomputation.")
          .required("precision", &T::precision, "Format of matrix products.")
          .required("measured", &T::measured, "What was published.")
          .optional("step_time_is", &T::step_time_is, "measured, or derived from a rate.")
          .optional("confidence", &T::confidence, "In the transcription.")
          .optional("presumed", &T::presumed, "Fields that the source does not state.")
          .optional("notes", &T::notes, "Remarks.");
  return record;
}

template <>
struct Fields<RecipeFacts> {
  static const Record<RecipeFacts>& get() {
    static const Record<RecipeFacts> record =
        Record<RecipeFacts>("recipe", "What a recipe says of fields that the cases do not state.")
            .optional("no_accumulation", &RecipeFacts::no_accumulation, "A replica's batch is one micro-batch.")
            .optional("virtual_stages", &RecipeFacts::virtual_stages, "Chunks per stage.", at_least(1))
            .optional("prediction_layers", &RecipeFacts::prediction_layers, "Layers that predict further tokens.",
                      at_least(0))
            .optional("recompute", &RecipeFacts::recompute, "Activation recomputation.");
    return record;
  }
};

template <>
struct Fields<SoftwareEntry> {
  static const Record<SoftwareEntry>& get() {
    static const Record<SoftwareEntry> record =
        Record<SoftwareEntry>("software entry", "What the stack behind a source did.")
            .required("source", &SoftwareEntry::source, "Part of the source of its cases.")
            .optional("notes", &SoftwareEntry::notes, "Part of their notes.")
            .optional("gpu", &SoftwareEntry::gpu, "Part of their GPU.")
            .optional("model", &SoftwareEntry::model, "Part of their model's name.")
            .optional("precision", &SoftwareEntry::precision, "Their precision.")
            .required("reference", &SoftwareEntry::reference, "Where the features are documented.")
            .required("software", &SoftwareEntry::software, "The features.")
            .optional("recipe", &SoftwareEntry::recipe, "Fields that the cases do not state.")
            .optional("slow_nodes", &SoftwareEntry::slow_nodes,
                      "Share by which the source says that its nodes ran slower than sound ones.", between(0, 1));
    return record;
  }
};

bool TrainingStepCase::presumes(const std::string& field) const {
  return std::find(presumed.begin(), presumed.end(), field) != presumed.end();
}

std::vector<SoftwareEntry> load_software_table(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  diagnostics.throw_if_errors();
  Reader reader(diagnostics);
  std::vector<SoftwareEntry> table;
  const Node* stacks = root.find("stacks");
  if (stacks == nullptr) {
    reader.error(code::missing_key, root.mark(), "a list of stacks is missing", "stacks: [...]");
  } else {
    Codec<std::vector<SoftwareEntry>>::read(*stacks, table, reader, {});
  }
  diagnostics.throw_if_errors();
  return table;
}

namespace {

/// The middle of the year in which most published runs on a GPU were made.
double usual_year(const std::string& name) {
  const std::string gpu = lower(name);
  for (const auto& [part, year] : {std::pair{"a100", 2022.5},
                                   {"h100", 2024.5},
                                   {"h800", 2024.5},
                                   {"h200", 2025.0},
                                   {"gb200", 2025.7},
                                   {"b200", 2025.7},
                                   {"gb300", 2026.4},
                                   {"b300", 2026.4}}) {
    if (gpu.find(part) != std::string::npos) {
      return year;
    }
  }
  return step::SoftwareSpec{}.date;
}

/// Not before this year: what the case itself uses came then. PyTorch's FSDP and LLaMA's gated layers with fused
/// attention 2023, FP8 with Hopper, formats with block scales and Blackwell 2025, latent attention in the middle of
/// 2024.
double earliest_year(const TrainingStepCase& reference) {
  double year = 2018;
  const auto not_before = [&year](bool uses, double then) { year = uses ? std::max(year, then) : year; };
  const CaseSharding sharding = reference.parallel.data_sharding;
  not_before(sharding == CaseSharding::fsdp || sharding == CaseSharding::hsdp, 2023.5);
  not_before(reference.model.mlp == CaseMlp::swiglu, 2023.5);
  not_before(reference.precision == step::NumberFormat::fp8, 2023.3);
  not_before(reference.model.attention.starts_with("MLA"), 2024.5);
  not_before(reference.precision == step::NumberFormat::mxfp8 || reference.precision == step::NumberFormat::nvfp4,
             2025.5);
  return year;
}

/// The date of a stack that the table does not list: what the source or the provenance names, else what was usual on
/// the GPU; FP16 gave way to BF16 after 2022; in no case earlier than what the case uses.
double guessed_date(const TrainingStepCase& reference) {
  std::optional<double> year = year_in(reference.source);
  if (!year) {
    year = year_in(reference.provenance);
  }
  double date = year.value_or(usual_year(reference.gpu));
  if (reference.precision == step::NumberFormat::fp16) {
    date = std::min(date, 2022.5);
  }
  return std::max(date, earliest_year(reference));
}

bool matches(const SoftwareEntry& entry, const TrainingStepCase& reference) {
  const std::string precision = EnumNames<step::NumberFormat>::names()[static_cast<std::size_t>(reference.precision)];
  auto part = [](const std::string& key, const std::string& text) { return text.find(key) != std::string::npos; };
  return part(entry.source, reference.source) && part(entry.notes, reference.notes) && part(entry.gpu, reference.gpu) &&
         part(entry.model, reference.model.name) && (entry.precision.empty() || entry.precision == precision);
}

}  // namespace

SoftwareEntry software_of(const TrainingStepCase& reference, const std::vector<SoftwareEntry>& table) {
  for (const SoftwareEntry& entry : table) {
    if (matches(entry, reference)) {
      return entry;
    }
  }
  SoftwareEntry guess;
  guess.software = step::default_software(guessed_date(reference));
  guess.guessed = true;
  return guess;
}

}  // namespace aif
