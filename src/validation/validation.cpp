#include "validation/validation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "core/text.hpp"
#include "document/yaml.hpp"
#include "validation/case_text.hpp"
#include "validation/collective_case.hpp"
#include "validation/flat_load.hpp"
#include "validation/measured_power.hpp"
#include "validation/power_text.hpp"
#include "validation/schedule.hpp"
#include "validation/training_step.hpp"

namespace aif {

double Comparison::error() const { return measured != 0 ? (simulated - measured) / std::abs(measured) : 0.0; }

bool Comparison::within() const { return skipped || (!failed && std::abs(error()) <= tolerance); }

bool ValidationResult::all_within() const {
  return problem.empty() &&
         std::all_of(comparisons.begin(), comparisons.end(), [](const Comparison& c) { return c.within(); });
}

namespace {

ValidationSummary summarise(const std::vector<const Comparison*>& comparisons) {
  ValidationSummary summary;
  std::vector<double> errors;
  for (const Comparison* comparison : comparisons) {
    if (comparison->failed) {
      ++summary.failed;
    } else if (comparison->skipped) {
      ++summary.skipped;
    } else {
      errors.push_back(std::abs(comparison->error()));
      summary.bias += comparison->error();
      summary.mape += std::abs(comparison->error());
    }
  }
  summary.n = errors.size();
  if (errors.empty()) {
    return summary;
  }
  std::sort(errors.begin(), errors.end());
  // Linear interpolation between order statistics.
  auto quantile = [&errors](double q) {
    const double at = q * static_cast<double>(errors.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, errors.size() - 1);
    return errors[low] + (at - static_cast<double>(low)) * (errors[high] - errors[low]);
  };
  summary.mape /= static_cast<double>(errors.size());
  summary.bias /= static_cast<double>(errors.size());
  summary.median_ape = quantile(0.5);
  summary.p90_ape = quantile(0.9);
  return summary;
}

/// The figure that a file's summary is about: the first one named.
std::string main_figure(const std::vector<Comparison>& comparisons) {
  for (const Comparison& comparison : comparisons) {
    if (!comparison.figure.empty()) {
      return comparison.figure;
    }
  }
  return {};
}

}  // namespace

ValidationSummary ValidationResult::summary() const {
  const std::string figure = main_figure(comparisons);
  std::vector<const Comparison*> chosen;
  for (const Comparison& comparison : comparisons) {
    if (comparison.failed || comparison.skipped || comparison.figure == figure) {
      chosen.push_back(&comparison);
    }
  }
  return summarise(chosen);
}

std::map<std::string, std::map<std::string, ValidationSummary>> ValidationResult::summaries() const {
  const std::string figure = main_figure(comparisons);
  std::map<std::string, std::map<std::string, std::vector<const Comparison*>>> groups;
  for (const Comparison& comparison : comparisons) {
    if (!comparison.figure.empty()) {
      groups["figure"][comparison.figure].push_back(&comparison);
    }
    if (comparison.figure == figure && !comparison.skipped) {
      for (const auto& [property, name] : comparison.groups) {
        groups[property][name].push_back(&comparison);
      }
    }
  }
  std::map<std::string, std::map<std::string, ValidationSummary>> summaries;
  for (const auto& [property, members] : groups) {
    for (const auto& [name, list] : members) {
      summaries[property][name] = summarise(list);
    }
  }
  return summaries;
}

namespace {

using CompareCase = std::function<std::vector<Comparison>(const Node&, Reader&)>;

/// What a row left out, as the reason of its figures.
void note_filled(std::vector<Comparison>& list, const std::vector<std::string>& filled) {
  for (Comparison& comparison : list) {
    if (!filled.empty()) {
      comparison.reason += (comparison.reason.empty() ? "presumed: " : "; presumed: ") + join(filled, ", ");
    }
  }
}

/// Training steps, with the software table beside the cases or, for cases from elsewhere, the shipped one.
CompareCase training_step_comparer(const std::filesystem::path& folder, const Catalog& catalog) {
  return [&catalog, folder, table = std::vector<SoftwareEntry>()](const Node& node,
                                                                  Reader& reader) mutable -> std::vector<Comparison> {
    if (table.empty()) {
      table = load_software_table(software_table_for(folder, catalog));
    }
    std::vector<std::string> filled;
    TrainingStepCase reference;
    if (!Codec<TrainingStepCase>::read(normalised_case(node, catalog, filled), reference, reader, {})) {
      return {};
    }
    std::vector<Comparison> list = compare_training_step(reference, table, catalog, step::shipped_calibration());
    note_filled(list, filled);
    return list;
  };
}

/// Metered runs; one that says it is as the run before means the row above it.
CompareCase campaign_comparer(const std::filesystem::path& folder, const Catalog& catalog) {
  return [&catalog, folder, before = std::optional<Node>()](const Node& node, Reader& reader) mutable {
    std::vector<std::string> filled;
    const Node row = normalised_power_case(node, before ? &*before : nullptr, folder, catalog, filled);
    std::vector<Comparison> list = compare_campaign(row, reader, folder, catalog);
    if (const Node* kind = row.find("kind"); kind != nullptr && kind->text() == "measured_power") {
      before = row;
    }
    note_filled(list, filled);
    return list;
  };
}

/// How each kind of case is read and simulated.
std::map<std::string, CompareCase> kinds(const std::filesystem::path& folder, const Catalog& catalog) {
  return {{"campaign", campaign_comparer(folder, catalog)},
          {"schedule",
           [&catalog, folder](const Node& node, Reader& reader) -> std::vector<Comparison> {
             ScheduleCase reference;
             if (!Codec<ScheduleCase>::read(node, reference, reader, {})) {
               return {};
             }
             return compare_schedule(reference, folder, catalog);
           }},
          {"training_step", training_step_comparer(folder, catalog)},
          {"tariff",
           [](const Node& node, Reader& reader) -> std::vector<Comparison> {
             FlatLoadCase reference;
             if (!Codec<FlatLoadCase>::read(node, reference, reader, {})) {
               return {};
             }
             return compare_flat_load(reference);
           }},
          {"collective", [](const Node& node, Reader& reader) -> std::vector<Comparison> {
             CollectiveCase reference;
             if (!Codec<CollectiveCase>::read(node, reference, reader, {})) {
               return {};
             }
             return compare_collective(reference, shipped_collective_constants());
           }}};
}

std::string text_of(const Node& root, const char* key) {
  const Node* node = root.find(key);
  return node != nullptr && node->is_scalar() ? node->text() : std::string();
}

Comparison failure(const Node& node, const std::string& why) {
  Comparison comparison;
  comparison.id = text_of(node, "id");
  comparison.failed = true;
  comparison.reason = why;
  for (const char* group : {"source", "gpu", "precision"}) {
    const std::string name = text_of(node, group);
    if (!name.empty()) {
      comparison.groups.emplace_back(group, name);
    }
  }
  return comparison;
}

/// The errors among findings, in one line.
std::string reasons(const Diagnostics& diagnostics) {
  std::vector<std::string> list;
  for (const Diagnostic& finding : diagnostics.all()) {
    if (finding.severity == Severity::error) {
      list.push_back((finding.path.empty() ? "" : finding.path + ": ") + finding.message);
    }
  }
  return join(list, "; ");
}

/// One case; whatever is wrong with it is its own affair.
std::vector<Comparison> compare_one(const CompareCase& compare, const Node& node, const Catalog& catalog) {
  Diagnostics diagnostics;
  Reader reader(diagnostics, &catalog);
  try {
    std::vector<Comparison> list = compare(node, reader);
    if (!diagnostics.has_errors()) {
      return list;
    }
  } catch (const ScenarioError& error) {
    for (const Diagnostic& finding : error.diagnostics()) {
      diagnostics.add(finding);
    }
  } catch (const Error& error) {
    return {failure(node, error.what())};
  }
  return {failure(node, reasons(diagnostics))};
}

}  // namespace

ValidationResult validate_file(const std::filesystem::path& file, const Catalog& catalog) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  diagnostics.throw_if_errors();
  Reader reader(diagnostics, &catalog);
  if (text_of(root, "format") != "aifactory-validation/v1") {
    reader.error(code::unknown_name, root.mark(), "not a file of published measurements",
                 "the first keys are: format: aifactory-validation/v1, kind, cases");
  }
  const auto known = kinds(file.parent_path(), catalog);
  ValidationResult result;
  result.file = file.filename().string();
  result.kind = text_of(root, "kind");
  const Node* cases = root.find("cases");
  if (cases == nullptr || !cases->is_list()) {
    reader.error(code::missing_key, root.mark(), "a list of cases is missing", "cases: [...]");
  }
  diagnostics.throw_if_errors();
  const auto compare = known.find(result.kind);
  if (compare == known.end()) {
    std::vector<std::string> names;
    for (const auto& [name, function] : known) {
      names.push_back(name);
    }
    result.problem =
        "cases of kind \"" + printable(result.kind) + "\" are not simulated; " + suggest(result.kind, names);
  }
  for (const Node& node : cases->items()) {
    if (!result.problem.empty()) {
      result.comparisons.push_back(failure(node, result.problem));
      continue;
    }
    for (Comparison& comparison : compare_one(compare->second, node, catalog)) {
      result.comparisons.push_back(std::move(comparison));
    }
  }
  return result;
}

}  // namespace aif
