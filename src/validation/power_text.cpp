#include "validation/power_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/text.hpp"
#include "core/units.hpp"
#include "document/yaml.hpp"
#include "validation/case_text.hpp"

namespace aif {
namespace {

std::string text_at(const Node& map, const char* key) {
  const Node* node = map.find(key);
  return node != nullptr && node->is_scalar() ? node->text() : std::string();
}

/// Of "6853", the middle of "7150-7190", the mean of a list.
std::optional<double> middle(const Node* node) {
  if (node == nullptr) {
    return std::nullopt;
  }
  if (node->is_list()) {
    double sum = 0;
    for (const Node& item : node->items()) {
      sum += middle(&item).value_or(0.0);
    }
    return node->items().empty() ? std::nullopt : std::optional(sum / static_cast<double>(node->items().size()));
  }
  const char* begin = node->text().c_str();
  char* end = nullptr;
  const double low = std::strtod(begin, &end);
  if (end == begin) {
    return std::nullopt;
  }
  const double high = *end == '-' ? std::strtod(end + 1, nullptr) : low;
  return (low + high) / 2;
}

/// The number after a word, as 4 after "TP" in "FP8 TP4 PP8"; the word begins a word of the text.
std::optional<double> after(const std::string& text, const std::string& word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const char* begin = text.c_str() + at + word.size();
    char* end = nullptr;
    const double value = std::strtod(begin, &end);
    if ((at == 0 || text[at - 1] == ' ') && end != begin) {
      return value;
    }
  }
  return std::nullopt;
}

void set(Node& map, const char* key, const std::string& text) { map.set(key, Node::scalar(text, map.mark())); }

Node measured_power_of(const Node& given, const std::string& workload) {
  Node measured = Node::map({}, given.mark());
  const Node* table = given.find("power_w_per_node");
  const std::array<std::pair<const char*, const char*>, 5> figures{
      {{"mean", "node_power"}, {"sd_between_nodes", "node_deviation"}, {"p5", "p5"}, {"p50", "p50"}, {"p95", "p95"}}};
  for (const auto& [printed, key] : figures) {
    if (const auto value = table != nullptr && table->is_map() ? middle(table->find(printed)) : std::nullopt) {
      set(measured, key, fmt::format("{} W", *value));
    }
  }
  if (const auto energy = middle(given.find("run_energy_kwh"))) {
    set(measured, "run_energy", fmt::format("{} kWh", *energy));
  }
  if (const auto minutes = after(workload, "run ")) {
    set(measured, "run_time", fmt::format("{} min", *minutes));
  }
  if (const auto step = after(workload, "step ")) {
    set(measured, "step_time", fmt::format("{} s", *step));
  }
  const std::string words = letters(text_at(given, "source") + " " + text_at(given, "notes"));
  if (words.find("dcside") != std::string::npos) {
    set(measured, "behind_supplies", "true");
  }
  return measured;
}

/// The case of training-steps.yaml beside the file with as many GPUs and the step time that the words give.
std::string training_step_of(const Node& given, const std::string& workload, const std::filesystem::path& folder) {
  const auto step_s = after(workload, "step ");
  const std::filesystem::path file = folder / "training-steps.yaml";
  if (!step_s || !std::filesystem::exists(file)) {
    return {};
  }
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  const Node* cases = root.find("cases");
  for (const Node& one : cases != nullptr ? cases->items() : std::vector<Node>{}) {
    const Node* measured = one.find("measured");
    const QuantityOutcome time = parse_quantity(measured != nullptr ? text_at(*measured, "step_time") : std::string());
    constexpr double printed_to = 1e-3;
    if (text_at(one, "gpus") == text_at(given, "gpus") && time.value &&
        std::abs(time.value->si / *step_s - 1) < printed_to) {
      return text_at(one, "id");
    }
  }
  return {};
}

/// The catalog model that the words name; Llama 2 stands with the shape of its successor.
std::string model_in(const std::string& workload, const Catalog& catalog) {
  const std::string words = letters(workload);
  for (const std::string& name : catalog.names("ai-model")) {
    if (words.find(letters(name)) != std::string::npos) {
      return name;
    }
  }
  if (words.find("llama270b") != std::string::npos) {
    return "llama-3.1-70b";
  }
  return words.find("llama27b") != std::string::npos ? "llama-3.1-8b" : std::string();
}

void not_stated(Node& simulate, const char* what) {
  if (simulate.find("presumed") == nullptr) {
    simulate.set("presumed", Node::list({}, simulate.mark()));
  }
  simulate.find("presumed")->items().push_back(Node::scalar(what, simulate.mark()));
}

/// Model, layout, precision and batch from the words of the workload.
void read_workload(Node& simulate, const std::string& workload, double gpus, const Catalog& catalog) {
  const std::string model = model_in(workload, catalog);
  if (model.empty()) {
    return;
  }
  set(simulate, "model", model);
  const std::string words = lower(workload);
  const bool fp8 = words.find("fp8") != std::string::npos;
  set(simulate, "precision", fp8 ? "fp8" : "bf16");
  if (!fp8 && words.find("bf16") == std::string::npos) {
    not_stated(simulate, "precision");
  }
  Node parallel = Node::map({}, simulate.mark());
  double ranks = gpus;
  for (const auto& [word, key] : std::array<std::pair<const char*, const char*>, 4>{
           {{"TP", "tensor"}, {"PP", "pipeline"}, {"CP", "context"}, {"MBS", "micro_batch"}}}) {
    if (const auto value = after(workload, word)) {
      set(parallel, key, fmt::format("{:.0f}", *value));
      ranks /= std::string(word) == "MBS" ? 1.0 : *value;
    }
  }
  if (parallel.entries().empty()) {
    not_stated(simulate, "parallel");
  }
  simulate.set("parallel", parallel);
  constexpr std::int64_t usual_sequence = 8192;
  set(simulate, "sequence", std::to_string(std::min(usual_sequence, *catalog.get<AiModelSpec>(model)->context)));
  not_stated(simulate, "sequence");
  if (const auto batch = after(workload, "GBS")) {
    set(simulate, "batch", fmt::format("{:.0f}", *batch));
  } else {
    // One sequence of each data-parallel rank for each pass; four passes where nothing is said.
    set(simulate, "batch", fmt::format("{:.0f}", std::max(1.0, ranks) * 4));
    not_stated(simulate, "batch");
  }
}

/// "immersion cooled", "direct water", "air".
std::string cooling_in(const std::string& words) {
  const std::string text = lower(words);
  if (text.find("immers") != std::string::npos) {
    return "immersion";
  }
  return text.find("water") != std::string::npos || text.find("liquid") != std::string::npos ? "liquid" : "air";
}

Node simulated_power_of(const Node& given, const std::string& workload, const std::string& cooling,
                        const std::filesystem::path& folder, const Catalog& catalog) {
  Node simulate = Node::map({}, given.mark());
  const std::optional<std::string> gpu = catalog_gpu(text_at(given, "gpu"), catalog);
  for (const std::string& name : catalog.names("system")) {
    if (gpu && simulate.find("system") == nullptr && catalog.get<SystemSpec>(name)->gpu->name == *gpu) {
      set(simulate, "system", name);
    }
  }
  set(simulate, "cooling", cooling_in(cooling));
  if (const std::string step = training_step_of(given, workload, folder); !step.empty()) {
    set(simulate, "training_step", step);
  } else {
    read_workload(simulate, workload, middle(given.find("gpus")).value_or(1.0), catalog);
  }
  return simulate;
}

}  // namespace

Node normalised_power_case(const Node& given, const Node* before, const std::filesystem::path& folder,
                           const Catalog& catalog, std::vector<std::string>& filled) {
  if (!given.is_map() || given.find("measured") != nullptr || given.find("power_w_per_node") == nullptr) {
    return given;
  }
  Node one = Node::map({}, given.mark());
  for (const char* key :
       {"id", "kind", "source", "provenance", "gpu", "gpus", "nodes", "cooling", "workload", "confidence", "notes"}) {
    if (const Node* value = given.find(key)) {
      one.set(key, *value, value->mark());
    }
  }
  std::string workload = text_at(given, "workload");
  if (before != nullptr && workload.starts_with("same as")) {
    workload = text_at(*before, "workload");
    filled.emplace_back("workload of " + text_at(*before, "id"));
  }
  std::string cooling = text_at(given, "cooling");
  if (cooling.empty() && before != nullptr && text_at(*before, "gpu") == text_at(given, "gpu")) {
    cooling = text_at(*before, "cooling");
    filled.emplace_back("cooling of " + text_at(*before, "id"));
  }
  set(one, "workload", workload);
  set(one, "cooling", cooling);
  one.set("measured", measured_power_of(given, workload));
  one.set("simulate", simulated_power_of(given, workload, cooling, folder, catalog));
  return one;
}

}  // namespace aif
