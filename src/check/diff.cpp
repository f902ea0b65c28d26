#include "check/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/text.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

/// What an analyst reads first.
int rank(const std::string& path) {
  if (path.starts_with("totals.")) {
    return 0;
  }
  if (path.starts_with("operators[") || path.starts_with("sites[") || path.starts_with("ledger.")) {
    return 1;
  }
  return 2;
}

void sort_by_relevance(std::vector<Difference>& list) {
  std::stable_sort(list.begin(), list.end(), [](const Difference& a, const Difference& b) {
    const int rank_a = rank(a.path);
    const int rank_b = rank(b.path);
    return rank_a != rank_b ? rank_a < rank_b : std::abs(relative_change(a)) > std::abs(relative_change(b));
  });
}

std::string release(const FlatResult& result) {
  return fmt::format("{} ({})", printable(result.version, 40), printable(result.git_hash, 40));
}

std::vector<std::string> remarks_of(const FlatResult& a, const FlatResult& b) {
  std::vector<std::string> remarks;
  auto add = [&remarks](bool differ, std::string text) {
    if (differ) {
      remarks.push_back(std::move(text));
    }
  };
  add(a.schema != b.schema, fmt::format("the formats differ, {} and {}: keys may have been renamed",
                                        printable(a.schema, 60), printable(b.schema, 60)));
  add(a.version != b.version || a.git_hash != b.git_hash,
      fmt::format("written by different versions, {} and {}: models may have changed", release(a), release(b)));
  add(a.catalog_hash != b.catalog_hash, "the catalogs differ");
  add(a.scenario_name != b.scenario_name,
      fmt::format("different scenarios, {} and {}", printable(a.scenario_name, 60), printable(b.scenario_name, 60)));
  add(a.scenario_name == b.scenario_name && a.scenario_sha256 != b.scenario_sha256,
      "the same scenario, resolved to other values");
  add(a.seed != b.seed, fmt::format("different seeds, {} and {}", printable(a.seed, 30), printable(b.seed, 30)));
  add(a.incomplete || b.incomplete,
      fmt::format("{} was interrupted: its totals cover a part of the time", printable((a.incomplete ? a : b).name)));
  return remarks;
}

std::string line_of(const Difference& d, std::size_t width) {
  const std::string path = printable(d.path);
  const std::string pad(width > display_width(path) ? width - display_width(path) : 0, ' ');
  if (d.grade == Grade::added || d.grade == Grade::vanished) {
    const std::string value = metric_text(d.before, d.unit);
    return fmt::format("  {}{}  {}\n", path, pad,
                       d.grade == Grade::added ? "only in B: " + value : "only in A: " + value);
  }
  std::string before = metric_text(d.before, d.unit, 5);
  std::string after = metric_text(d.after, d.unit, 5);
  if (before == after) {
    before = metric_text(d.before, d.unit, 0);
    after = metric_text(d.after, d.unit, 0);
  }
  return fmt::format("  {}{}  {} -> {} ({})\n", path, pad, before, after, change_text(d));
}

Json side_json(const FlatResult& result) {
  return Json{
      {"file", result.name},         {"schema", result.schema},          {"version", result.version},
      {"git_hash", result.git_hash}, {"scenario", result.scenario_name}, {"scenario_sha256", result.scenario_sha256},
      {"seed", result.seed},         {"fingerprint", result.fingerprint}};
}

Json value_or_null(bool there, double value) { return there && std::isfinite(value) ? Json(value) : Json(); }

}  // namespace

Diff diff_results(FlatResult before, FlatResult after) {
  Diff diff;
  std::unordered_map<std::string_view, const FlatMetric*> index;  // looked up by path only
  for (const FlatMetric& metric : after.metrics) {
    index.emplace(metric.path, &metric);
  }
  for (const FlatMetric& metric : before.metrics) {
    const auto found = index.find(metric.path);
    if (found == index.end()) {
      diff.differences.push_back({metric.path, metric.unit, metric.value, metric.value, {}, Grade::vanished});
      continue;
    }
    ++diff.compared;
    if (found->second->value != metric.value) {
      diff.differences.push_back({metric.path, metric.unit, metric.value, found->second->value, {}, Grade::big});
    }
    index.erase(found);
  }
  for (const FlatMetric& metric : after.metrics) {
    if (index.contains(metric.path)) {
      diff.differences.push_back({metric.path, metric.unit, metric.value, metric.value, {}, Grade::added});
    }
  }
  sort_by_relevance(diff.differences);
  diff.remarks = remarks_of(before, after);
  diff.before = std::move(before);
  diff.after = std::move(after);
  return diff;
}

std::string diff_text(const Diff& diff, std::size_t limit) {
  std::string text = fmt::format("A: {}\nB: {}\n", printable(diff.before.name), printable(diff.after.name));
  for (const std::string& remark : diff.remarks) {
    text += fmt::format("note: {}\n", remark);
  }
  if (diff.differences.empty()) {
    return text + fmt::format("{} metrics, all the same\n", diff.compared);
  }
  const bool same_path = diff.before.fingerprint == diff.after.fingerprint;
  text += fmt::format("{} metrics in both, {} differences. {}\n", diff.compared, diff.differences.size(),
                      cause_text(same_path ? Cause::accounting : Cause::trajectory));
  const std::size_t shown = limit == 0 ? diff.differences.size() : std::min(limit, diff.differences.size());
  std::size_t width = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    width = std::max(width, display_width(printable(diff.differences[i].path)));
  }
  width = std::min<std::size_t>(width, 60);
  for (std::size_t i = 0; i < shown; ++i) {
    text += line_of(diff.differences[i], width);
  }
  if (shown < diff.differences.size()) {
    text += fmt::format("  ... and {} more; --all shows them\n", diff.differences.size() - shown);
  }
  return text;
}

std::string diff_json(const Diff& diff, const std::vector<std::string>& failed) {
  Json list = Json::array();
  for (const Difference& d : diff.differences) {
    const double change = relative_change(d);
    list.push_back({{"metric", d.path},
                    {"unit", d.unit},
                    {"a", value_or_null(d.grade != Grade::added, d.before)},
                    {"b", value_or_null(d.grade != Grade::vanished, d.after)},
                    {"relative_change", value_or_null(d.grade == Grade::big, change)}});
  }
  const Json json{{"ok", failed.empty()},
                  {"a", side_json(diff.before)},
                  {"b", side_json(diff.after)},
                  {"remarks", diff.remarks},
                  {"same_trajectory", diff.before.fingerprint == diff.after.fingerprint},
                  {"compared", diff.compared},
                  {"failed", failed},
                  {"differences", list}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace aif
