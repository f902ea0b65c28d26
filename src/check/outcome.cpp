#include "check/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "core/text.hpp"
#include "report/layout.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;
using Status = CaseOutcome::Status;

constexpr std::size_t shown_differences = 40;

ToleranceRules rules_of(const Case& one) { return {one.spec.units, one.spec.metrics}; }

const std::vector<std::string>& guard_of(const Case& one) {
  return one.spec.guard.empty() ? default_guard() : one.spec.guard;
}

CaseOutcome outcome_of(const Case& one, Status status) {
  CaseOutcome outcome;
  outcome.name = one.name;
  outcome.folder = one.folder.string();
  outcome.scenario = one.scenario;
  outcome.status = status;
  return outcome;
}

void note_recorded(CaseOutcome& outcome, const Expected& expected) {
  for (const FlatMetric& metric : expected.metrics) {
    outcome.recorded.push_back(metric.path);
  }
}

std::string counted(std::size_t count, const char* en, const char* ko, Language language) {
  return language == Language::korean ? fmt::format("{} {}개", ko, count)
                                      : fmt::format("{} {}{}", count, en, count == 1 ? "" : "s");
}

std::string status_text(Status status, Language language) {
  static constexpr const char* korean[]{"통과", "실패", "갱신", "그대로", "잘못됨", "진행 불가", "내부 오류", "중단됨"};
  return language == Language::korean ? korean[static_cast<std::size_t>(status)] : status_name(status);
}

/// Before and after with as many digits as it takes to tell them apart.
std::string both(const Difference& d) {
  if (d.grade == Grade::added || d.grade == Grade::vanished) {
    return metric_text(d.before, d.unit);
  }
  for (const int digits : {5, 8}) {
    std::string before = metric_text(d.before, d.unit, digits);
    std::string after = metric_text(d.after, d.unit, digits);
    if (before != after) {
      return fmt::format("{} -> {}", before, after);
    }
  }
  return metric_text(d.before, d.unit, 0) + " -> " + metric_text(d.after, d.unit, 0);
}

std::string grade_text(Grade grade, Language language) {
  static constexpr Text names[]{
      {"same", "같음"}, {"small", "작음"}, {"big", "큼"}, {"vanished", "사라짐"}, {"added", "새로"}};
  constexpr std::size_t width = 8;
  const std::string name = names[static_cast<std::size_t>(grade)].in(language);
  return name + std::string(width - std::min(width, display_width(name)), ' ');
}

std::string difference_text(const Difference& d, Language language, int width) {
  std::string values = fmt::format("{} ({}", both(d), change_text(d, language));
  if (d.grade == Grade::small || d.grade == Grade::big) {
    values += fmt::format(", {} {}", Text{"allowed", "허용"}.in(language), tolerance_text(d, language));
  }
  const std::string left = fmt::format("  {} {}:", grade_text(d.grade, language), printable(d.path));
  return beside(left, 0, values + ")", width);
}

std::string cause_lines(const CaseOutcome& outcome, Language language, int width) {
  const Comparison& comparison = outcome.comparison;
  std::string text;
  if (!comparison.differences.empty() || comparison.cause == Cause::trajectory) {
    text += "  " + wrap(cause_text(comparison.cause, language), width - 2, 2) + "\n";
    if (comparison.other_inputs) {
      const Text inputs{
          "The resolved scenario is not the recorded one: the scenario, the catalog or a default changed.",
          "확정된 시나리오가 기록과 다릅니다: 시나리오, 카탈로그 또는 기본값이 바뀌었습니다."};
      text += "  " + wrap(inputs.in(language), width - 2, 2) + "\n";
    }
  }
  return text;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json difference_json(const Difference& d) {
  return Json{{"metric", d.path},
              {"unit", d.unit},
              {"grade", grade_name(d.grade)},
              {"before", d.grade == Grade::added ? Json() : Json(d.before)},
              {"after", d.grade == Grade::vanished ? Json() : Json(d.after)},
              {"relative_change", number(relative_change(d))},
              {"allowed_rel", d.tolerance.rel},
              {"allowed_abs", d.tolerance.abs}};
}

}  // namespace

const char* status_name(Status status) {
  static constexpr const char* names[]{"passed",  "failed", "updated", "unchanged",
                                       "invalid", "stuck",  "broken",  "interrupted"};
  return names[static_cast<std::size_t>(status)];
}

int exit_status(Status status) {
  static constexpr int statuses[]{0, 1, 0, 0, 2, 3, 70, 130};
  return statuses[static_cast<std::size_t>(status)];
}

int exit_status(const std::vector<CaseOutcome>& outcomes) {
  int gravest = 0;
  for (const CaseOutcome& outcome : outcomes) {
    gravest = std::max(gravest, exit_status(outcome.status));
  }
  return gravest;
}

CaseOutcome judge(const Case& one, const FlatResult& result) {
  CaseOutcome outcome = outcome_of(one, Status::passed);
  if (!std::filesystem::exists(one.expected_file())) {
    outcome.status = Status::invalid;
    outcome.message = fmt::format("{} is missing; aifactory check --update {} writes it",
                                  printable(one.expected_file().string()), printable(outcome.folder));
    return outcome;
  }
  const Expected expected = read_expected(one.expected_file());
  note_recorded(outcome, expected);
  outcome.comparison = compare(expected, result, guard_of(one), rules_of(one));
  outcome.status = outcome.comparison.failures() > 0 ? Status::failed : Status::passed;
  return outcome;
}

CaseOutcome update(const Case& one, const FlatResult& result, const std::string& reason) {
  CaseOutcome outcome = outcome_of(one, Status::updated);
  const Expected now = expected_of(result, guard_of(one), reason.empty() ? "first record" : reason);
  note_recorded(outcome, now);
  if (std::filesystem::exists(one.expected_file())) {
    const Expected then = read_expected(one.expected_file());
    outcome.comparison = compare(then, result, guard_of(one), rules_of(one));
    const bool fewer = then.metrics.size() > now.metrics.size();  // a pattern was taken away
    if (outcome.comparison.differences.empty() && outcome.comparison.cause == Cause::nothing && !fewer) {
      outcome.status = Status::unchanged;
      return outcome;
    }
    if (reason.empty()) {
      throw UsageError(
          fmt::format("case {}: recorded metrics move; say why with --reason \"...\"", printable(outcome.folder)));
    }
  }
  write_text_file(one.expected_file(), expected_json(now));
  return outcome;
}

std::string outcome_text(const CaseOutcome& outcome, Language language, int width) {
  const bool ko = language == Language::korean;
  const Comparison& comparison = outcome.comparison;
  std::string text = fmt::format("{}: {}", printable(outcome.name), status_text(outcome.status, language));
  if (!outcome.message.empty()) {
    return fmt::format("{}\n{}{}", text, outcome.message, outcome.message.ends_with('\n') ? "" : "\n");
  }
  if (comparison.compared > 0) {
    text += ", " + counted(comparison.compared, "metric", "지표", language);
    if (const std::size_t big = comparison.failures(); big > 0) {
      text += ko ? fmt::format(", 허용 범위 밖 {}개", big) : fmt::format(", {} beyond tolerance", big);
    }
    if (const std::size_t small = comparison.warnings(); small > 0) {
      text += ", " + counted(small, "warning", "경고", language);
    }
  }
  text += "\n";
  for (std::size_t i = 0; i < comparison.differences.size() && i < shown_differences; ++i) {
    text += difference_text(comparison.differences[i], language, width);
  }
  if (comparison.differences.size() > shown_differences) {
    const std::size_t more = comparison.differences.size() - shown_differences;
    text += ko ? fmt::format("  ... 그 밖에 {}개, --json에 모두 있습니다\n", more)
               : fmt::format("  ... and {} more; --json has all\n", more);
  }
  return text + cause_lines(outcome, language, width);
}

std::string outcomes_summary(const std::vector<CaseOutcome>& outcomes, Language language) {
  std::size_t metrics = 0;
  std::size_t warnings = 0;
  std::size_t bad = 0;
  for (const CaseOutcome& outcome : outcomes) {
    metrics += outcome.comparison.compared;
    warnings += outcome.comparison.warnings();
    bad += exit_status(outcome.status) != 0 ? 1 : 0;
  }
  const std::string failed =
      language == Language::korean ? fmt::format("실패 {}개", bad) : fmt::format("{} failed", bad);
  return fmt::format("{}, {}, {}, {}\n", counted(outcomes.size(), "case", "사례", language),
                     counted(metrics, "metric", "지표", language), failed,
                     counted(warnings, "warning", "경고", language));
}

std::string changelog_text(const CaseOutcome& outcome, const std::string& reason) {
  if (outcome.comparison.differences.empty() || reason.empty()) {
    return {};
  }
  std::string text = fmt::format("- `{}`: {}", outcome.name, reason);
  text += outcome.comparison.cause == Cause::accounting ? " (same trajectory)" : " (another trajectory)";
  constexpr std::size_t few = 6;
  for (std::size_t i = 0; i < outcome.comparison.differences.size() && i < few; ++i) {
    const Difference& d = outcome.comparison.differences[i];
    text += fmt::format("{} `{}` {}", i == 0 ? ":" : ",", d.path, change_text(d));
  }
  const std::size_t all = outcome.comparison.differences.size();
  return text + (all > few ? fmt::format(", and {} more.\n", all - few) : ".\n");
}

std::string outcomes_json(const std::vector<CaseOutcome>& outcomes) {
  Json cases = Json::array();
  for (const CaseOutcome& outcome : outcomes) {
    Json one{{"name", outcome.name},
             {"folder", outcome.folder},
             {"scenario", outcome.scenario},
             {"status", status_name(outcome.status)},
             {"exit_status", exit_status(outcome.status)},
             {"metrics", outcome.comparison.compared},
             {"cause", cause_name(outcome.comparison.cause)},
             {"same_inputs", !outcome.comparison.other_inputs},
             {"message", outcome.message}};
    one["differences"] = Json::array();
    for (const Difference& d : outcome.comparison.differences) {
      one["differences"].push_back(difference_json(d));
    }
    cases.push_back(std::move(one));
  }
  const Json all{{"ok", exit_status(outcomes) == 0}, {"exit_status", exit_status(outcomes)}, {"cases", cases}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace aif
