#include "check/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/text.hpp"
#include "report/layout.hpp"

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

std::vector<std::string> remarks_of(const FlatResult& a, const FlatResult& b, Language language) {
  const bool ko = language == Language::korean;
  std::vector<std::string> remarks;
  auto add = [&](bool differ, const std::string& english, const std::string& korean) {
    if (differ) {
      remarks.push_back(ko ? korean : english);
    }
  };
  auto both = [](const std::string& x, const std::string& y) {
    constexpr std::size_t limit = 60;
    return std::pair(printable(x, limit), printable(y, limit));
  };
  const auto [schema_a, schema_b] = both(a.schema, b.schema);
  add(a.schema != b.schema,
      fmt::format("the formats differ, {} and {}: keys may have been renamed", schema_a, schema_b),
      fmt::format("형식이 다릅니다({}, {}): 키 이름이 바뀌었을 수 있습니다", schema_a, schema_b));
  add(a.version != b.version || a.git_hash != b.git_hash,
      fmt::format("written by different versions, {} and {}: models may have changed", release(a), release(b)),
      fmt::format("서로 다른 버전({}, {})이 썼습니다: 모형이 바뀌었을 수 있습니다", release(a), release(b)));
  add(a.catalog_hash != b.catalog_hash, "the catalogs differ", "카탈로그가 다릅니다");
  const auto [name_a, name_b] = both(a.scenario_name, b.scenario_name);
  add(a.scenario_name != b.scenario_name, fmt::format("different scenarios, {} and {}", name_a, name_b),
      fmt::format("다른 시나리오입니다: {}, {}", name_a, name_b));
  add(a.scenario_name == b.scenario_name && a.scenario_sha256 != b.scenario_sha256,
      "the same scenario, resolved to other values", "같은 시나리오이지만 확정된 값이 다릅니다");
  const auto [seed_a, seed_b] = both(a.seed, b.seed);
  add(a.seed != b.seed, fmt::format("different seeds, {} and {}", seed_a, seed_b),
      fmt::format("시드가 다릅니다: {}, {}", seed_a, seed_b));
  const std::string part = printable((a.incomplete ? a : b).name);
  add(a.incomplete || b.incomplete, fmt::format("{} was interrupted: its totals cover a part of the time", part),
      fmt::format("{}은(는) 중단된 실행입니다: 합계는 일부 기간의 것입니다", part));
  return remarks;
}

std::string line_of(const Difference& d, std::size_t column, Language language, int width) {
  const std::string path = "  " + printable(d.path);
  if (d.grade == Grade::added || d.grade == Grade::vanished) {
    const std::string value = metric_text(d.before, d.unit);
    const Text where = d.grade == Grade::added ? Text{"only in B", "B에만 있음"} : Text{"only in A", "A에만 있음"};
    return beside(path, column, fmt::format("{}: {}", where.in(language), value), width);
  }
  std::string before = metric_text(d.before, d.unit, 5);
  std::string after = metric_text(d.after, d.unit, 5);
  if (before == after) {
    before = metric_text(d.before, d.unit, 0);
    after = metric_text(d.after, d.unit, 0);
  }
  return beside(path, column, fmt::format("{} -> {} ({})", before, after, change_text(d, language)), width);
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
  diff.remarks = remarks_of(before, after, Language::english);
  diff.before = std::move(before);
  diff.after = std::move(after);
  return diff;
}

std::string diff_text(const Diff& diff, std::size_t limit, Language language, int width) {
  const bool ko = language == Language::korean;
  std::string text = fmt::format("A: {}\nB: {}\n", printable(diff.before.name), printable(diff.after.name));
  for (const std::string& remark : remarks_of(diff.before, diff.after, language)) {
    text += wrap(fmt::format("{}: {}", ko ? "참고" : "note", remark), width, 2) + "\n";
  }
  if (diff.differences.empty()) {
    return text + (ko ? fmt::format("지표 {}개가 모두 같습니다\n", diff.compared)
                      : fmt::format("{} metrics, all the same\n", diff.compared));
  }
  const bool same_path = diff.before.fingerprint == diff.after.fingerprint;
  const std::string counts =
      ko ? fmt::format("양쪽에 있는 지표 {}개, 차이 {}개. ", diff.compared, diff.differences.size())
         : fmt::format("{} metrics in both, {} differences. ", diff.compared, diff.differences.size());
  text += wrap(counts + cause_text(same_path ? Cause::accounting : Cause::trajectory, language), width) + "\n";
  const std::size_t shown = limit == 0 ? diff.differences.size() : std::min(limit, diff.differences.size());
  std::size_t column = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    column = std::max(column, 2 + display_width(printable(diff.differences[i].path)));
  }
  column = std::min<std::size_t>(column, 62);
  for (std::size_t i = 0; i < shown; ++i) {
    text += line_of(diff.differences[i], column, language, width);
  }
  if (shown < diff.differences.size()) {
    const std::size_t more = diff.differences.size() - shown;
    text += ko ? fmt::format("  ... 그 밖에 {}개, --all로 모두 볼 수 있습니다\n", more)
               : fmt::format("  ... and {} more; --all shows them\n", more);
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
