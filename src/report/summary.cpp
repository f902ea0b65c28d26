#include "report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/units.hpp"
#include "report/figures.hpp"
#include "report/layout.hpp"
#include "report/ledger.hpp"
#include "report/uncertainty_text.hpp"
#include "report/verdict.hpp"
#include "report/words.hpp"

namespace aif {
namespace {

std::size_t models_finished(const Result& result) {
  return static_cast<std::size_t>(std::count_if(result.ledger.models.begin(), result.ledger.models.end(),
                                                [](const ModelRecord& model) { return model.finished_s >= 0; }));
}

double tokens_answered(const WorkTotals& work) { return work.tokens_home + work.tokens_export + work.tokens_batch; }

/// Whether GPUs arrived while the scenario ran.
bool grew(const Result& result) {
  const Duration full = result.duration * static_cast<double>(result.gpus);
  return total_time(result.uses) < 0.999 * full;
}

std::string headline_en(const Result& result) {
  const UtilityTotals& utility = result.utility;
  std::vector<std::string> deeds{fmt::format("drew {} from the grid ({} on average, {} at most)", human(utility.grid),
                                             human(mean_grid_power(utility)), human(utility.peak))};
  if (result.work.tokens_trained > 0) {
    const std::size_t models = models_finished(result);
    const std::string tokens = number_words(result.work.tokens_trained, Language::english);
    deeds.push_back(models == 0 ? fmt::format("trained on {} tokens", tokens)
                                : fmt::format("trained {} AI model{} ({} tokens in all)", count_words(models),
                                              models == 1 ? "" : "s", tokens));
  }
  if (tokens_answered(result.work) > 0) {
    deeds.push_back(fmt::format("answered {} tokens", number_words(tokens_answered(result.work), Language::english)));
  }
  if (utility.bill.si() > 0) {
    deeds.push_back(fmt::format("paid {} for electricity", money_words(utility.bill, Language::english)));
  } else if (utility.bill.si() < 0) {
    deeds.push_back(fmt::format("were paid {} to draw it", money_words(-utility.bill, Language::english)));
  }
  std::string list;
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    list += (i == 0 ? "" : i + 1 == deeds.size() ? " and " : ", ") + deeds[i];
  }
  const std::string owner = result.operators.size() == 1
                                ? short_title_of(result.operators[0].name, result.operators[0].title_en,
                                                 result.operators[0].title_ko, Language::english)
                                : count_words(result.operators.size()) + " operators";
  return fmt::format("In {}, {} GPUs{} of {} {}.", time_words(result.duration, Language::english),
                     grouped(static_cast<double>(result.gpus)), grew(result) ? " (by the end)" : "", owner, list);
}

std::string headline_ko(const Result& result) {
  const UtilityTotals& utility = result.utility;
  std::vector<std::string> deeds{fmt::format("전력망에서 {}(평균 {}, 최대 {})를 받았고", human(utility.grid),
                                             human(mean_grid_power(utility)), human(utility.peak))};
  if (result.work.tokens_trained > 0) {
    const std::size_t models = models_finished(result);
    const std::string tokens = number_words(result.work.tokens_trained, Language::korean) + " 토큰";
    deeds.push_back(
        models == 0 ? tokens + "을 학습했고"
                    : fmt::format("AI 모델 {}개를 모두 {}으로 학습했고", grouped(static_cast<double>(models)), tokens));
  }
  if (tokens_answered(result.work) > 0) {
    deeds.push_back(number_words(tokens_answered(result.work), Language::korean) + " 토큰을 생성해 응답했고");
  }
  if (utility.bill.si() > 0) {
    deeds.push_back(fmt::format("전기요금 {}을 냈고", money_words(utility.bill, Language::korean)));
  } else if (utility.bill.si() < 0) {
    deeds.push_back(fmt::format("전기를 받는 대가로 {}을 받았고", money_words(-utility.bill, Language::korean)));
  }
  std::string list = join(deeds, ", ");
  // The last deed ends the sentence.
  constexpr std::string_view going_on = "고";
  list.replace(list.size() - going_on.size(), going_on.size(), "다");
  const std::string owner = result.operators.size() == 1
                                ? short_title_of(result.operators[0].name, result.operators[0].title_en,
                                                 result.operators[0].title_ko, Language::korean)
                                : fmt::format("사업자 {}곳", result.operators.size());
  return fmt::format("{} 동안 {}의 GPU {}장{}이 {}.", time_words(result.duration, Language::korean), owner,
                     grouped(static_cast<double>(result.gpus)), grew(result) ? "(마지막 날)" : "", list);
}

std::string identity(const Result& result, Language language) {
  const bool ko = language == Language::korean;
  return fmt::format("{} · {} {} · {} {}", printable(result.scenario_name, 60), ko ? "시작" : "from",
                     format_instant(result.start).substr(0, 10), ko ? "시드" : "seed", result.provenance.seed);
}

std::string interrupted(const Result& result, Language language) {
  return language == Language::korean
             ? fmt::format("중단됨: 아래 수치는 처음 {}만 담고 있다.", time_words(result.duration, language))
             : fmt::format("INTERRUPTED: the figures cover the first {} only.", time_words(result.duration, language));
}

/// What workloads and the scenario's checks have to say; a summary is no log, so at most ten of them.
std::string remarks(const Result& result, int width) {
  std::vector<std::string> lines = result.remarks;
  for (const WorkloadResult& workload : result.workloads) {
    if (!workload.remark.empty()) {
      lines.push_back(workload.name + ": " + workload.remark);
    }
  }
  constexpr std::size_t most = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
    out += fmt::format("- {}\n", wrap(printable(lines[i], 400), width - 2, 2));
  }
  return out;
}

}  // namespace

std::string headline(const Result& result, Language language) {
  return language == Language::korean ? headline_ko(result) : headline_en(result);
}

std::string summary(const Result& result, Language language, int width, bool color) {
  const Style style(color);
  const bool ko = language == Language::korean;
  std::string out = style.bold(title_of(result.scenario_name, result.title_en, result.title_ko, language)) + "\n";
  out += style.faint(identity(result, language)) + "\n\n";
  if (result.incomplete) {
    out += style.bold(wrap(interrupted(result, language), width)) + "\n\n";
  }
  out += wrap(headline(result, language), width) + "\n\n";
  out += figures_table(result, language).render(width, style) + "\n";
  for (const std::string& note : figures_notes(language)) {
    out += style.faint(wrap(note, width)) + "\n";
  }
  out += fmt::format("\n{}\n{}\n", ledger_text(result, language, width, style),
                     style.bold(ko ? "사업자별 제약 요인" : "What held each operator back"));
  for (const OperatorResult& op : result.operators) {
    out += wrap(verdict(op, language), width) + "\n";
  }
  if (!result.uncertainty.empty()) {
    out += "\n" + uncertainty_text(result.uncertainty, language, width, style);
  }
  if (const std::string lines = remarks(result, width); !lines.empty()) {
    out += fmt::format("\n{}\n{}", style.bold(ko ? "비고" : "Remarks"), lines);
  }
  return out;
}

}  // namespace aif
