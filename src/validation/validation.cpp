#include "validation/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "document/yaml.hpp"
#include "validation/measured_power.hpp"
#include "validation/schedule.hpp"
#include "validation/training_step.hpp"

namespace aif {

double Comparison::error() const { return measured != 0 ? (simulated - measured) / std::abs(measured) : 0.0; }

bool Comparison::within() const { return skipped || (!failed && std::abs(error()) <= tolerance); }

bool ValidationResult::all_within() const {
  return std::all_of(comparisons.begin(), comparisons.end(), [](const Comparison& c) { return c.within(); });
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

/// Training steps, with the software table beside the cases or, for cases from elsewhere, the shipped one.
CompareCase training_step_comparer(const std::filesystem::path& folder, const Catalog& catalog) {
  return [&catalog, folder, table = std::vector<SoftwareEntry>()](const Node& node,
                                                                  Reader& reader) mutable -> std::vector<Comparison> {
    if (table.empty()) {
      table = load_software_table(software_table_for(folder, catalog));
    }
    TrainingStepCase reference;
    if (!Codec<TrainingStepCase>::read(node, reference, reader, {})) {
      return {};
    }
    return compare_training_step(reference, table, catalog, step::shipped_calibration());
  };
}

/// How each kind of case is read and simulated.
std::map<std::string, CompareCase> kinds(const std::filesystem::path& folder, const Catalog& catalog) {
  return {{"campaign", [&catalog, folder](const Node& node,
                                          Reader& reader) { return compare_campaign(node, reader, folder, catalog); }},
          {"schedule",
           [&catalog, folder](const Node& node, Reader& reader) -> std::vector<Comparison> {
             ScheduleCase reference;
             if (!Codec<ScheduleCase>::read(node, reference, reader, {})) {
               return {};
             }
             return compare_schedule(reference, folder, catalog);
           }},
          {"training_step", training_step_comparer(folder, catalog)}};
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
  return comparison;
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
  const auto compare = known.find(result.kind);
  if (compare == known.end()) {
    std::vector<std::string> names;
    for (const auto& [name, function] : known) {
      names.push_back(name);
    }
    reader.error(code::unknown_name, root.mark(), "unknown kind of case \"" + printable(result.kind) + "\"",
                 suggest(result.kind, names));
  }
  const Node* cases = root.find("cases");
  if (cases == nullptr || !cases->is_list()) {
    reader.error(code::missing_key, root.mark(), "a list of cases is missing", "cases: [...]");
  }
  diagnostics.throw_if_errors();
  for (const Node& node : cases->items()) {
    try {
      for (Comparison& comparison : compare->second(node, reader)) {
        result.comparisons.push_back(std::move(comparison));
      }
    } catch (const SimulationError& error) {
      result.comparisons.push_back(failure(node, error.what()));
    }
  }
  diagnostics.throw_if_errors();
  return result;
}

namespace {

nlohmann::ordered_json json_of(const ValidationSummary& s) {
  return {{"n", s.n},       {"failed", s.failed},         {"skipped", s.skipped},
          {"mape", s.mape}, {"median_ape", s.median_ape}, {"p90_ape", s.p90_ape},
          {"bias", s.bias}};
}

}  // namespace

std::string to_json(const std::vector<ValidationResult>& results) {
  using nlohmann::ordered_json;
  ordered_json list = ordered_json::array();
  for (const ValidationResult& result : results) {
    ordered_json cases = ordered_json::array();
    for (const Comparison& c : result.comparisons) {
      cases.push_back({{"id", c.id},
                       {"unit", c.unit},
                       {"measured", c.measured},
                       {"simulated", c.simulated},
                       {"error", c.error()},
                       {"status", c.failed     ? "failed"
                                  : c.skipped  ? "skipped"
                                  : c.within() ? "within"
                                               : "outside"},
                       {"reason", c.reason}});
    }
    ordered_json entry = {
        {"file", result.file}, {"kind", result.kind}, {"cases", cases}, {"summary", json_of(result.summary())}};
    for (const auto& [kind, members] : result.summaries()) {
      for (const auto& [name, summary] : members) {
        entry["by"][kind][name] = json_of(summary);
      }
    }
    list.push_back(entry);
  }
  // One file gives one object, as scripts expect; several give a list.
  return (list.size() == 1 ? list.front() : list).dump(2) + "\n";
}

std::string to_text(const ValidationResult& result) {
  std::string text = fmt::format("{} ({})\n{:<34} {:>16} {:>16} {:>10}  {}\n", result.file, result.kind, "case",
                                 "measured", "simulated", "error", "");
  for (const Comparison& c : result.comparisons) {
    if (c.failed) {
      text += fmt::format("{:<34} failed: {}\n", printable(c.id), printable(c.reason));
      continue;
    }
    if (c.skipped) {
      text += fmt::format("{:<34} skipped: {}\n", printable(c.id), printable(c.reason));
      continue;
    }
    const char* verdict = std::isinf(c.tolerance) ? "" : c.within() ? "within" : "OUTSIDE";
    text += fmt::format("{:<34} {:>14} {} {:>14} {} {:>9.4f} %  {}\n", printable(c.id), grouped(c.measured, 7), c.unit,
                        grouped(c.simulated, 7), c.unit, 100 * c.error(), verdict);
  }
  for (const auto& [kind, members] : result.summaries()) {
    text += fmt::format("\n{:<60} {:>5} {:>9} {:>9} {:>9} {:>9}\n", "by " + kind, "n", "mean %", "median %", "p90 %",
                        "bias %");
    for (const auto& [name, s] : members) {
      text += fmt::format("{:<60.60} {:>5} {:>9.2f} {:>9.2f} {:>9.2f} {:>+9.2f}\n", printable(name), s.n, 100 * s.mape,
                          100 * s.median_ape, 100 * s.p90_ape, 100 * s.bias);
    }
  }
  const ValidationSummary s = result.summary();
  text += fmt::format(
      "{} figures, {} failed; absolute error: mean {:.4f} %, median {:.4f} %, 90th percentile {:.4f} %; bias {:+.4f} "
      "%\n",
      s.n, s.failed, 100 * s.mape, 100 * s.median_ape, 100 * s.p90_ape, 100 * s.bias);
  return text;
}

}  // namespace aif
