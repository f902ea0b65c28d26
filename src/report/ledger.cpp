#include "report/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/text.hpp"
#include "core/units.hpp"
#include "report/words.hpp"

namespace aif {
namespace {

std::string operator_title(const Result& result, const std::string& name, Language language) {
  for (const OperatorResult& op : result.operators) {
    if (op.name == name) {
      return short_title_of(op.name, op.title_en, op.title_ko, language);
    }
  }
  return printable(name, 40);
}

/// What parameters and tokens of models are counted in: 10^9, or 억 (10^8).
double model_unit(Language language) { return language == Language::korean ? 1e8 : 1e9; }

/// Parameters in units of their own; those that one token passes through in brackets if they are fewer.
std::string size_of(const ModelRecord& model, Language language) {
  const double unit = model_unit(language);
  const std::string all = grouped(model.params / unit, 3);
  return model.active_params >= 0.99 * model.params
             ? all
             : fmt::format("{} ({})", all, grouped(model.active_params / unit, 3));
}

/// "2", or "2 (1)" with those still in training.
std::string count_of(const ModelFamily& family) {
  return family.in_training == 0 ? std::to_string(family.finished)
                                 : fmt::format("{} ({})", family.finished, family.in_training);
}

constexpr std::size_t most_families = 12;

std::string models_table(const Result& result, Language language, int width, const Style& style) {
  const std::vector<ModelFamily> list = model_families(result.ledger);
  if (list.empty()) {
    return {};
  }
  const bool ko = language == Language::korean;
  TextTable table(ko ? std::vector<std::string>{"사업자", "매개변수 (활성) [억]", "완성 (학습 중)", "모델당 토큰 [억]",
                                                "추정 손실 (범위)"}
                     : std::vector<std::string>{"Operator", "Parameters (active) [billion]", "Finished (in training)",
                                                "Tokens each [billion]", "Loss, estimate (range)"});
  table.align_left(0);
  for (std::size_t i = 0; i < std::min(list.size(), most_families); ++i) {
    const ModelFamily& family = list[i];
    const ModelRecord& best = *family.best;
    table.row("  " + printable(family.architecture, 40),
              {operator_title(result, family.operator_name, language), size_of(best, language), count_of(family),
               grouped(best.tokens / model_unit(language), 3),
               fmt::format("{:.2f} ({:.2f}-{:.2f})", best.loss, best.loss_low, best.loss_high)});
  }
  std::string out = table.render(width, style);
  if (list.size() > most_families) {
    out += fmt::format(
        fmt::runtime(Text{"  and {} more kinds of models, see result.json\n", "  그 밖에 {}종, result.json 참조\n"}.in(
            language)),
        list.size() - most_families);
  }
  return out +
         style.faint(wrap(ko ? "추정 손실: 규모 법칙으로 추정한 사전학습 손실(토큰당 nat)과 그 범위. 낮을수록 좋다."
                             : "Loss: pre-training loss in nats per token as a published scaling law estimates "
                               "it, with its range; lower is better.",
                          width)) +
         "\n";
}

class Lines {
 public:
  void add(const std::string& label, const std::string& amount) {
    if (!amount.empty()) {
      lines_.emplace_back(label, amount);
    }
  }
  [[nodiscard]] std::string text() const {
    std::size_t labels = 0;
    for (const auto& [label, amount] : lines_) {
      labels = std::max(labels, display_width(label));
    }
    std::string out;
    for (const auto& [label, amount] : lines_) {
      out += fmt::format("  {}{}{}\n", label, std::string(labels - display_width(label) + 2, ' '), amount);
    }
    return out;
  }
  [[nodiscard]] bool empty() const { return lines_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

std::string models_count(const Ledger& ledger, Language language) {
  std::size_t finished = 0;
  for (const ModelRecord& model : ledger.models) {
    finished += model.finished_s >= 0 ? 1 : 0;
  }
  const std::size_t open = ledger.models.size() - finished;
  if (ledger.models.empty()) {
    return {};
  }
  return language == Language::korean
             ? fmt::format("{}개 완성, {}개 학습 중", grouped(static_cast<double>(finished)), open)
             : fmt::format("{} finished, {} still in training", grouped(static_cast<double>(finished)), open);
}

std::string amount_of(double value, Language language) { return value > 0 ? number_words(value, language) : ""; }

}  // namespace

std::vector<ModelFamily> model_families(const Ledger& ledger) {
  std::vector<ModelFamily> list;
  for (const ModelRecord& model : ledger.models) {
    auto found = std::find_if(list.begin(), list.end(), [&](const ModelFamily& family) {
      return family.operator_name == model.operator_name && family.architecture == model.architecture_model;
    });
    if (found == list.end()) {
      list.push_back({model.operator_name, model.architecture_model});
      found = std::prev(list.end());
    }
    ++(model.finished_s >= 0 ? found->finished : found->in_training);
    // A finished model speaks for its family before one that is still in training.
    if (found->best == nullptr || std::make_tuple(model.finished_s >= 0, model.tokens) >
                                      std::make_tuple(found->best->finished_s >= 0, found->best->tokens)) {
      found->best = &model;
    }
  }
  auto compute = [](const ModelFamily& family) { return family.best->active_params * family.best->tokens; };
  std::stable_sort(list.begin(), list.end(),
                   [&](const ModelFamily& a, const ModelFamily& b) { return compute(a) > compute(b); });
  return list;
}

std::string ledger_text(const Result& result, Language language, int width, const Style& style) {
  const bool ko = language == Language::korean;
  const Ledger& ledger = result.ledger;
  Lines in;
  in.add(ko ? "전력량" : "electricity", human(ledger.electricity));
  in.add(ko ? "데이터" : "data, raw and refined", ledger.data.si() > 0 ? human(ledger.data) : "");
  in.add(ko ? "GPU 시간" : "GPU-hours", number_words(ledger.gpu_time.in(hours), language));
  Lines out;
  out.add(ko ? "모델" : "models", models_count(ledger, language));
  out.add(ko ? "추론 토큰, 국내" : "tokens at home", amount_of(result.work.tokens_home, language));
  out.add(ko ? "추론 토큰, 수출" : "tokens exported", amount_of(result.work.tokens_export, language));
  out.add(ko ? "추론 토큰, 배치" : "tokens in batch", amount_of(result.work.tokens_batch, language));
  for (const auto& [product, amount] : result.work.products) {
    out.add(printable(product_name(product, language), 40), amount_of(amount, language));
  }
  std::string text = style.bold(result.operators.size() > 1 ? Text{"National ledger", "국가 수지"}.in(language)
                                                            : Text{"Ledger", "수지"}.in(language)) +
                     "\n";
  text += std::string(ko ? "들어간 것" : "In") + "\n" + in.text();
  if (!out.empty()) {
    text += std::string(ko ? "나온 것" : "Out") + "\n" + out.text();
  }
  const std::string models = models_table(result, language, width, style);
  return models.empty() ? text : text + "\n" + models;
}

}  // namespace aif
