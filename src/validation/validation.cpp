#include "validation/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "document/yaml.hpp"
#include "validation/schedule.hpp"

namespace aif {

double Comparison::error() const { return measured != 0 ? (simulated - measured) / std::abs(measured) : 0.0; }

bool Comparison::within() const { return !failed && std::abs(error()) <= tolerance; }

bool ValidationResult::all_within() const {
  return std::all_of(comparisons.begin(), comparisons.end(), [](const Comparison& c) { return c.within(); });
}

ValidationSummary ValidationResult::summary() const {
  ValidationSummary summary;
  std::vector<double> errors;
  for (const Comparison& comparison : comparisons) {
    if (comparison.failed) {
      ++summary.failed;
    } else {
      errors.push_back(std::abs(comparison.error()));
      summary.bias += comparison.error();
      summary.mape += std::abs(comparison.error());
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

namespace {

using CompareCase = std::function<std::vector<Comparison>(const Node&, Reader&)>;

/// How each kind of case is read and simulated.
std::map<std::string, CompareCase> kinds(const std::filesystem::path& folder, const Catalog& catalog) {
  return {{"schedule", [&catalog, folder](const Node& node, Reader& reader) -> std::vector<Comparison> {
             ScheduleCase reference;
             if (!Codec<ScheduleCase>::read(node, reference, reader, {})) {
               return {};
             }
             return compare_schedule(reference, folder, catalog);
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
                       {"status", c.failed ? "failed" : c.within() ? "within" : "outside"},
                       {"reason", c.reason}});
    }
    const ValidationSummary s = result.summary();
    list.push_back({{"file", result.file},
                    {"kind", result.kind},
                    {"cases", cases},
                    {"summary",
                     {{"n", s.n},
                      {"failed", s.failed},
                      {"mape", s.mape},
                      {"median_ape", s.median_ape},
                      {"p90_ape", s.p90_ape},
                      {"bias", s.bias}}}});
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
    text += fmt::format("{:<34} {:>14} {} {:>14} {} {:>9.4f} %  {}\n", printable(c.id), grouped(c.measured, 7), c.unit,
                        grouped(c.simulated, 7), c.unit, 100 * c.error(), c.within() ? "within" : "OUTSIDE");
  }
  const ValidationSummary s = result.summary();
  text += fmt::format(
      "{} figures, {} failed; absolute error: mean {:.4f} %, median {:.4f} %, 90th percentile {:.4f} %; bias {:+.4f} %\n",
      s.n, s.failed, 100 * s.mape, 100 * s.median_ape, 100 * s.p90_ape, 100 * s.bias);
  return text;
}

}  // namespace aif
