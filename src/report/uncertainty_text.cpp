#include "report/uncertainty_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "core/units.hpp"
#include "report/words.hpp"

namespace aif {
namespace {

struct UncertaintyRow {
  const char* metric;
  Text title;
};

constexpr UncertaintyRow rows[] = {
    {"totals.utility.facility_energy_j", {"Electricity", "전력량"}},
    {"totals.utility.peak_facility_power_w", {"Largest power", "최대 전력"}},
    {"totals.utility.pue", {"PUE", "PUE"}},
    {"totals.work.tokens_trained", {"Tokens trained on", "학습한 토큰"}},
    {"totals.work.runs_finished", {"Training runs finished", "끝난 학습"}},
    {"totals.work.tokens_home", {"Tokens answered at home", "국내에 답한 토큰"}},
    {"totals.work.tokens_export", {"Tokens answered abroad", "해외에 답한 토큰"}},
    {"totals.goodput", {"Goodput of training", "학습 유효 비율"}},
    {"totals.utility.bill_krw", {"Electricity bill", "전기요금"}},
    {"totals.utility.carbon_kg", {"Carbon", "탄소"}},
    {"totals.utility.water_m3", {"Water", "물"}},
};

const MetricSpread* find(const UncertaintyResult& uncertainty, const std::string& metric) {
  const auto found = std::find_if(uncertainty.metrics.begin(), uncertainty.metrics.end(),
                                  [&](const MetricSpread& spread) { return spread.metric == metric; });
  return found == uncertainty.metrics.end() ? nullptr : &*found;
}

std::size_t given(const UncertaintyResult& uncertainty) {
  return static_cast<std::size_t>(std::count_if(uncertainty.inputs.begin(), uncertainty.inputs.end(),
                                                [](const UncertainInput& input) { return !input.estimate; }));
}

std::string sentence_en(const UncertaintyResult& u) {
  const std::size_t estimates = u.inputs.size() - given(u);
  std::string unknowns = fmt::format("{} number{} of the scenario", count_words(given(u)), given(u) == 1 ? "" : "s");
  if (u.catalog_estimates) {
    unknowns += fmt::format(" and {} estimate{} of the catalog", count_words(estimates), estimates == 1 ? "" : "s");
  }
  if (u.replications == 0) {
    return fmt::format("{} given as distributions. The figures above take their medians; --replications draws.",
                       given(u) == 1 ? "One number is" : fmt::format("{} numbers are", given(u)));
  }
  return fmt::format(
      "{} replications, each with another seed{}. The figures above are the central run, with medians. The interval of "
      "the mean holds with {}; between P5 and P95 lie nine of ten replications.{}",
      u.replications, u.inputs.empty() ? "" : fmt::format(" and another draw of {}", unknowns),
      percent_words(u.confidence), u.failed > 0 ? fmt::format(" {} replications failed.", u.failed) : "");
}

std::string sentence_ko(const UncertaintyResult& u) {
  const std::size_t estimates = u.inputs.size() - given(u);
  if (u.replications == 0) {
    return fmt::format("값 {}개가 분포로 주어졌다. 위 수치는 중앙값을 쓴 것이며, --replications로 뽑아 볼 수 있다.",
                       given(u));
  }
  std::string unknowns = fmt::format("시나리오의 값 {}개", given(u));
  if (u.catalog_estimates) {
    unknowns += fmt::format("와 카탈로그의 추정값 {}개", estimates);
  }
  return fmt::format(
      "시드를 바꾸{} {}번 반복했다. 위 수치는 중앙값으로 한 번 실행한 것이다. 평균의 구간은 {} 신뢰구간이고, 반복 열 "
      "번 중 "
      "아홉 번이 P5와 P95 사이에 있다.{}",
      u.inputs.empty() ? "며" : fmt::format("고 {}를 새로 뽑아", unknowns), u.replications, percent_words(u.confidence),
      u.failed > 0 ? fmt::format(" {}번은 실패했다.", u.failed) : "");
}

}  // namespace

std::string figure_words(double value, const std::string& unit, Language language) {
  if (unit == "J") {
    return human(joules(value), 4);
  }
  if (unit == "W") {
    return human(watts(value), 4);
  }
  if (unit == "KRW") {
    return money_words(Money::from_si(value), language);
  }
  if (unit == "kg") {
    return number_words(value / 1000, language) + " t";
  }
  if (unit == "m3") {
    return number_words(value, language) + " m³";
  }
  return value < 1000 ? grouped(value, 4) : number_words(value, language);
}

std::string uncertainty_text(const UncertaintyResult& uncertainty, Language language, int width, const Style& style) {
  const bool ko = language == Language::korean;
  std::string out = style.bold(ko ? "불확실성" : "What is not known") + "\n";
  out += wrap(ko ? sentence_ko(uncertainty) : sentence_en(uncertainty), width) + "\n";
  if (uncertainty.metrics.empty()) {
    return out;
  }
  TextTable table({ko ? "평균" : "mean", ko ? "평균의 구간" : "interval of the mean", "P5", "P50", "P95"});
  for (const UncertaintyRow& row : rows) {
    const MetricSpread* spread = find(uncertainty, row.metric);
    if (spread == nullptr || (spread->least == 0 && spread->most == 0)) {
      continue;  // nothing of the kind happens in this scenario
    }
    auto words = [&](double value) { return figure_words(value, spread->unit, language); };
    table.row(row.title.in(language), {words(spread->mean), words(spread->mean_low) + " – " + words(spread->mean_high),
                                       words(spread->p5), words(spread->p50), words(spread->p95)});
  }
  return out + "\n" + table.render(width, style);
}

}  // namespace aif
