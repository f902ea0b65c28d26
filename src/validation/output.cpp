#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "validation/validation.hpp"

namespace aif {
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
      ordered_json one = {{"id", c.id}, {"measured", nullptr}, {"simulated", nullptr}, {"error", nullptr}};
      if (!c.failed && !c.skipped) {
        one["measured"] = c.measured;
        one["simulated"] = c.simulated;
        one["error"] = c.error();
      }
      one["status"] = c.failed ? "failed" : c.skipped ? "skipped" : c.within() ? "within" : "outside";
      one["reason"] = c.reason;
      one["unit"] = c.unit;
      cases.push_back(std::move(one));
    }
    ordered_json entry = {{"kind", result.kind}, {"cases", cases}, {"summary", json_of(result.summary())}};
    for (const auto& [kind, members] : result.summaries()) {
      for (const auto& [name, summary] : members) {
        entry["by"][kind][name] = json_of(summary);
      }
    }
    entry["file"] = result.file;
    if (!result.problem.empty()) {
      entry["problem"] = result.problem;
    }
    list.push_back(entry);
  }
  // One file gives one object, as scripts expect; several give a list.
  return (list.size() == 1 ? list.front() : list).dump(2) + "\n";
}

std::string to_text(const ValidationResult& result) {
  std::string text = fmt::format("{} ({})\n{:<34} {:>16} {:>16} {:>10}  {}\n", result.file, result.kind, "case",
                                 "measured", "simulated", "error", "");
  if (!result.problem.empty()) {
    return text + result.problem + "\n";
  }
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
