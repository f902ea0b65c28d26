#include "validation/case_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

using Names = std::map<std::string, std::string>;

/// Keys that others use, by the key of the format.
const Names& other_keys() {
  static const Names names{{"gpu_count", "gpus"},
                           {"num_gpus", "gpus"},
                           {"n_gpus", "gpus"},
                           {"sequence_length", "sequence"},
                           {"seq_length", "sequence"},
                           {"seq_len", "sequence"},
                           {"global_batch_size", "global_batch"},
                           {"gbs", "global_batch"},
                           {"micro_batch_size", "micro_batch"},
                           {"mbs", "micro_batch"},
                           {"dtype", "precision"},
                           {"recomputation", "recompute"},
                           {"activation_recompute", "recompute"},
                           {"nic", "nic_per_gpu"},
                           {"parallelism", "parallel"},
                           {"hidden_size", "hidden"},
                           {"num_layers", "layers"},
                           {"num_heads", "heads"},
                           {"num_attention_heads", "heads"},
                           {"num_kv_heads", "kv_heads"},
                           {"intermediate_size", "ffn_hidden"},
                           {"vocab_size", "vocab"},
                           {"activation", "mlp"},
                           {"top_k", "topk"},
                           {"num_experts", "experts"},
                           {"expert_hidden", "expert_ffn"},
                           {"dense_layers", "first_dense_layers"},
                           {"tensor", "tp"},
                           {"pipeline", "pp"},
                           {"virtual_stages", "vpp"},
                           {"context", "cp"},
                           {"expert", "ep"},
                           {"data", "dp"},
                           {"sharding", "data_sharding"},
                           {"memory", "peak_memory"}};
  return names;
}

/// Values, by their letters alone.
const Names& other_values(const std::string& key) {
  static const std::map<std::string, Names> all{
      {"precision",
       {{"bfloat16", "bf16"},
        {"float16", "fp16"},
        {"half", "fp16"},
        {"fp8hybrid", "fp8"},
        {"fp8e4m3", "fp8"},
        {"fp8delayed", "fp8"},
        {"fp8cs", "fp8"},
        {"fp8mx", "mxfp8"},
        {"fp4", "nvfp4"}}},
      {"mlp",
       {{"relu2", "relu2"},
        {"squaredrelu", "relu2"},
        {"silu", "swiglu"},
        {"swish", "swiglu"},
        {"geglu", "swiglu"},
        {"glu", "swiglu"}}},
      {"recompute",
       {{"no", "none"},
        {"false", "none"},
        {"off", "none"},
        {"true", "full"},
        {"yes", "full"},
        {"least", "unstated"},
        {"unknown", "unstated"}}},
      {"data_sharding",
       {{"none", "replicated"},
        {"ddp", "replicated"},
        {"zero0", "replicated"},
        {"zero3", "fsdp"},
        {"fullshard", "fsdp"},
        {"hybridshard", "hsdp"},
        {"distributedoptimizer", "zero1"},
        {"unknown", "unstated"}}},
      {"schedule", {{"zbh1", "zb_h1"}, {"zerobubble", "zb_h1"}, {"interleaved1f1b", "interleaved"}}}};
  static const Names none;
  const auto at = all.find(key);
  return at == all.end() ? none : at->second;
}

const Node* entry_of(const Node& map, const std::string& key) {
  const Node* node = map.find(key);
  return node == nullptr || node->is_null() ? nullptr : node;
}

std::string scalar_of(const Node& map, const std::string& key) {
  const Node* node = entry_of(map, key);
  return node != nullptr && node->is_scalar() ? node->text() : std::string();
}

/// The whole number under a key, or `otherwise`.
std::int64_t count_of(const Node& map, const std::string& key, std::int64_t otherwise) {
  const std::string text = scalar_of(map, key);
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && value >= 1 ? static_cast<std::int64_t>(value) : otherwise;
}

void put(Node& map, const std::string& key, std::string text) {
  map.entries().push_back({key, map.mark(), Node::scalar(std::move(text), map.mark())});
}

/// Keys and values in the format's spelling; keys outside `known` are left out.
Node spelled(const Node& map, const std::set<std::string>& known) {
  std::vector<Node::Entry> entries;
  std::set<std::string> seen;
  for (const Node::Entry& entry : map.entries()) {
    Node::Entry copy = entry;
    const std::string key = lower(entry.key);
    const auto other = other_keys().find(key);
    copy.key = known.contains(key) || other == other_keys().end() ? key : other->second;
    if (!known.contains(copy.key) || !seen.insert(copy.key).second) {
      continue;
    }
    if (copy.value.is_scalar() && !other_values(copy.key).empty()) {
      const Names& values = other_values(copy.key);
      const auto value = values.find(letters(copy.value.text()));
      const std::string kept = copy.key == "schedule" ? lower(copy.value.text()) : letters(copy.value.text());
      copy.value = Node::scalar(value == values.end() ? kept : value->second, copy.value.mark());
    }
    entries.push_back(std::move(copy));
  }
  return Node::map(std::move(entries), map.mark());
}

/// The fields of a catalog model, as a case writes them.
Node case_model(const AiModelSpec& model, const Mark& mark) {
  Node node = Node::map({}, mark);
  auto number = [&node](const char* key, std::int64_t value) { put(node, key, std::to_string(value)); };
  put(node, "name", model.name);
  number("layers", *model.layers);
  number("hidden", *model.hidden);
  number("ffn_hidden", *model.ffn_hidden);
  number("heads", *model.heads);
  number("kv_heads", *model.kv_heads);
  number("vocab", *model.vocab);
  if (model.head_dim) {
    number("head_dim", **model.head_dim);
  }
  constexpr std::array kinds{"gelu", "swiglu", "relu2"};
  put(node, "mlp", kinds[static_cast<std::size_t>(model.mlp)]);
  if (model.latent) {
    const LatentAttentionSpec& l = *model.latent;
    put(node, "attention",
        fmt::format("MLA q_lora{} kv_lora{} qk_nope{} qk_rope{} v{}", *l.q_rank, *l.kv_rank, *l.nope_dim, *l.rope_dim,
                    *l.v_dim));
  }
  if (model.moe) {
    const MoeSpec& m = *model.moe;
    Node moe = Node::map({}, mark);
    put(moe, "experts", std::to_string(*m.experts));
    put(moe, "topk", std::to_string(*m.top_k));
    put(moe, "shared_experts", std::to_string(*m.shared_experts));
    put(moe, "expert_ffn", std::to_string(*m.expert_hidden));
    put(moe, "first_dense_layers", std::to_string(*m.dense_layers));
    node.entries().push_back({"moe", mark, std::move(moe)});
  }
  return node;
}

/// The shape, written out or that of the catalog model with the name.
Node model_of(const Node& given, const Catalog& catalog, std::vector<std::string>& filled) {
  static const std::set<std::string> known{"name",       "layers", "hidden",   "ffn_hidden",   "heads",
                                           "kv_heads",   "vocab",  "head_dim", "mlp",          "attention",
                                           "mtp_layers", "moe",    "params",   "active_params"};
  static const std::set<std::string> routing{
      "experts", "topk", "shared_experts", "expert_ffn", "first_dense_layers", "biases", "node_limit"};
  const std::string name = given.is_scalar() ? given.text() : scalar_of(given, "name");
  Node model = given.is_map() ? spelled(given, known) : Node::map({}, given.mark());
  if (entry_of(model, "layers") == nullptr) {
    for (const std::string& one : catalog.names("ai-model")) {
      if (letters(one) == letters(name)) {
        filled.push_back("shape of " + one);
        return case_model(*catalog.get<AiModelSpec>(one), given.mark());
      }
    }
  }
  if (model.find("name") == nullptr) {
    put(model, "name", name.empty() ? "unnamed" : name);
  }
  if (entry_of(model, "kv_heads") == nullptr && entry_of(model, "heads") != nullptr) {
    put(model, "kv_heads", scalar_of(model, "heads"));
    filled.emplace_back("kv_heads = heads");
  }
  if (Node* moe = model.find("moe"); moe != nullptr && moe->is_map()) {
    *moe = spelled(*moe, routing);
  }
  return model;
}

/// Degrees that are left out are 1, and dp is what the GPUs leave.
Node parallel_of(const Node* given, const Mark& mark, std::int64_t gpus, std::vector<std::string>& filled) {
  static const std::set<std::string> known{
      "tp",       "pp",          "vpp", "cp", "ep", "dp", "data_sharding", "sequence_parallel", "sharding_group",
      "schedule", "stage_layers"};
  Node parallel = given != nullptr && given->is_map() ? spelled(*given, known) : Node::map({}, mark);
  for (const char* degree : {"tp", "pp", "vpp", "cp", "ep"}) {
    if (entry_of(parallel, degree) == nullptr) {
      put(parallel, degree, "1");
    }
  }
  if (entry_of(parallel, "dp") == nullptr) {
    const std::int64_t model = count_of(parallel, "tp", 1) * count_of(parallel, "pp", 1) * count_of(parallel, "cp", 1);
    put(parallel, "dp", std::to_string(std::max<std::int64_t>(1, gpus / model)));
  }
  if (entry_of(parallel, "data_sharding") == nullptr) {
    put(parallel, "data_sharding", "unstated");
    filled.emplace_back("data_sharding unstated");
  }
  if (entry_of(parallel, "sequence_parallel") == nullptr) {
    put(parallel, "sequence_parallel", count_of(parallel, "tp", 1) > 1 ? "true" : "false");
    filled.emplace_back("sequence_parallel with tp");
  }
  return parallel;
}

/// A rate per GPU is a step time; so is a number under a key that has the unit.
Node measured_of(const Node& given, double tokens_per_gpu) {
  Node measured = Node::map({}, given.mark());
  for (const Node::Entry& entry : given.entries()) {
    const std::string key = lower(entry.key);
    const std::string text = entry.value.is_scalar() ? entry.value.text() : std::string();
    const double number = std::strtod(text.c_str(), nullptr);
    if (key == "step_time" || key == "peak_memory") {
      measured.entries().push_back({key, entry.key_mark, entry.value});
    } else if (entry_of(measured, "step_time") != nullptr || number <= 0 || given.find("step_time") != nullptr) {
      continue;
    } else if (key == "step_time_s") {
      put(measured, "step_time", text + " s");
    } else if (key == "step_time_ms") {
      put(measured, "step_time", text + " ms");
    } else if (key == "tokens_per_s_per_gpu" || key == "tokens_per_second_per_gpu") {
      put(measured, "step_time", fmt::format("{} s", tokens_per_gpu / number));
    }
  }
  return measured;
}

/// "Gbps" is how data sheets write it.
std::string rate_text(std::string text) {
  for (const auto& [from, to] :
       std::array<std::pair<const char*, const char*>, 3>{{{"Gbps", "Gbit/s"}, {"Gb/s", "Gbit/s"}, {"GBps", "GB/s"}}}) {
    const std::size_t at = text.find(from);
    if (at != std::string::npos) {
      text.replace(at, std::string(from).size(), to);
    }
  }
  return text;
}

/// Fast domain and adapter of the catalog's system with the GPU, for cases that do not say.
void fill_machine(Node& one, const Catalog& catalog, std::vector<std::string>& filled) {
  if (Node* nic = one.find("nic_per_gpu"); nic != nullptr && nic->is_scalar()) {
    *nic = Node::scalar(rate_text(nic->text()), nic->mark());
  }
  const bool domain = entry_of(one, "nvlink_domain") != nullptr, nic = entry_of(one, "nic_per_gpu") != nullptr;
  const std::optional<std::string> gpu = catalog_gpu(scalar_of(one, "gpu"), catalog);
  if ((domain && nic) || !gpu) {
    return;
  }
  for (const std::string& name : catalog.names("system")) {
    const Ref<SystemSpec> system = catalog.get<SystemSpec>(name);
    if (system->gpu->name != *gpu) {
      continue;
    }
    if (!domain) {
      put(one, "nvlink_domain", std::to_string(system->gpus_per_node * system->nodes_per_domain));
      filled.push_back("nvlink_domain of " + name);
    }
    if (!nic) {
      put(one, "nic_per_gpu", fmt::format("{} Gbit/s", system->nic_bandwidth.value.si() * 8e-9));
      filled.push_back("nic_per_gpu of " + name);
    }
    return;
  }
}

void presume(Node& one, const std::string& field) {
  Node* list = one.find("presumed");
  if (list == nullptr || !list->is_list()) {
    one.entries().push_back({"presumed", one.mark(), Node::list({}, one.mark())});
    list = &one.entries().back().value;
  }
  list->items().push_back(Node::scalar(field, one.mark()));
}

}  // namespace

std::string letters(const std::string& text) {
  std::string kept;
  for (const char c : lower(text)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      kept.push_back(c);
    }
  }
  return kept;
}

bool has_expert_biases(const std::string& model) { return letters(model).starts_with("gptoss"); }

std::optional<std::string> catalog_gpu(const std::string& name, const Catalog& catalog) {
  const std::vector<std::string> known = catalog.names("gpu");
  const std::string text = letters(name);
  for (const std::string& one : known) {
    if (letters(one) == text) {
      return one;
    }
  }
  if (text.find("pcie") != std::string::npos || text.find("h100nvl") != std::string::npos) {
    return std::nullopt;  // other boards than those of the catalog
  }
  static const std::array<std::pair<const char*, const char*>, 14> parts{{{"gb300", "gb300"},
                                                                          {"gb200", "gb200"},
                                                                          {"gh200", "gh200"},
                                                                          {"b300", "b300-sxm"},
                                                                          {"b200", "b200-sxm"},
                                                                          {"h200", "h200-sxm"},
                                                                          {"h800", "h800-sxm"},
                                                                          {"h100", "h100-sxm"},
                                                                          {"a100", "a100-80-sxm"},
                                                                          {"mi300x", "mi300x"},
                                                                          {"mi355x", "mi355x"},
                                                                          {"rtxpro6000", "rtx-pro-6000-server"},
                                                                          {"vr200", "rubin"},
                                                                          {"rubin", "rubin"}}};
  for (const auto& [part, gpu] : parts) {
    if (text.find(part) == std::string::npos) {
      continue;
    }
    const bool small = std::string(part) == "a100" && text.find("40gb") != std::string::npos;
    const std::string wanted = small ? "a100-40-sxm" : gpu;
    return std::find(known.begin(), known.end(), wanted) != known.end() ? std::optional(wanted) : std::nullopt;
  }
  return std::nullopt;
}

Node normalised_case(const Node& given, const Catalog& catalog, std::vector<std::string>& filled) {
  static const std::set<std::string> known{
      "id",       "source",       "provenance", "gpu",         "gpus",         "nvlink_domain", "nic_per_gpu",
      "model",    "sequence",     "parallel",   "micro_batch", "global_batch", "recompute",     "precision",
      "measured", "step_time_is", "confidence", "presumed",    "notes"};
  if (!given.is_map()) {
    return given;
  }
  Node one = spelled(given, known);
  const std::int64_t gpus = count_of(one, "gpus", 1);
  if (Node* model = one.find("model")) {
    *model = model_of(*model, catalog, filled);
  }
  one.set("parallel", parallel_of(one.find("parallel"), one.mark(), gpus, filled), one.mark());
  if (one.find("source") == nullptr) {
    put(one, "source", "not named");
  }
  if (entry_of(one, "recompute") == nullptr) {
    put(one, "recompute", "unstated");
    filled.emplace_back("recompute unstated");
  }
  if (entry_of(one, "micro_batch") == nullptr) {
    put(one, "micro_batch", "1");
    presume(one, "micro_batch");
    filled.emplace_back("micro_batch by rule");
  }
  fill_machine(one, catalog, filled);
  if (Node* measured = one.find("measured"); measured != nullptr && measured->is_map()) {
    const auto tokens = static_cast<double>(count_of(one, "global_batch", 1) * count_of(one, "sequence", 1));
    *measured = measured_of(*measured, tokens / static_cast<double>(gpus));
  }
  return one;
}

}  // namespace aif
