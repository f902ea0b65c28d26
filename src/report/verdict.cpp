#include "report/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/words.hpp"

namespace aif {
namespace {

struct Cause {
  Text name;           ///< "bound by ..."; Korean: in brackets after "다음은"
  const char* was_ko;  ///< what turns the Korean name into "it was ..."
  Text clause;         ///< "14 % of its GPU-hours ..."
};

const std::array<Cause, bound_count>& causes() {
  static const std::array<Cause, bound_count> list{{
      {{"power", "전력"},
       "이었다",
       {"were lost to power caps, because the grid connection could not carry full speed",
        "전력 상한 때문에 사라졌다(수전용량이 최대 속도에 못 미쳤다)"}},
      {{"the network between GPUs", "GPU 간 통신망"},
       "이었다",
       {"were spent waiting for data from other GPUs", "다른 GPU의 데이터를 기다리는 데 쓰였다"}},
      {{"GPU memory", "GPU 메모리"}, "였다", {"were spent waiting for GPU memory", "GPU 메모리를 기다리는 데 쓰였다"}},
      {{"failures", "고장"},
       "이었다",
       {"went into faults, repeated steps, restarts, checkpoints and repairs",
        "고장, 재수행, 재시작, 체크포인트, 수리에 쓰였다"}},
      {{"the queue", "대기열"},
       "이었다",
       {"stood free because the jobs that waited did not fit", "대기 작업이 들어맞지 않아 비어 있었다"}},
      {{"training data", "학습 데이터"}, "였다", {"waited for training data", "학습 데이터를 기다리는 데 쓰였다"}},
      {{"demand", "수요"}, "였다", {"found no work", "할 일 없이 지나갔다"}},
      {{"the stages of the models", "모델의 파이프라인 단계"},
       "였다",
       {"were spent waiting for other stages of the model (pipeline bubbles)",
        "모델의 다른 단계를 기다리는 데(파이프라인 공백) 쓰였다"}},
  }};
  return list;
}

/// Causes below this share of the GPU-hours bind nobody.
constexpr double least_share = 0.01;
/// The second cause is as good as equal from here on, and worth a word from there.
constexpr double nearly_equal = 0.7;
constexpr double worth_a_word = 0.25;

std::string english(const std::string& name, const Cause& first, double share, const Cause& second,
                    double second_share) {
  std::string text = fmt::format("{} was bound by {}: {} of its GPU-hours {}", name, first.name.en,
                                 percent_words(share), first.clause.en);
  if (second_share >= nearly_equal * share) {
    text += fmt::format("; close behind came {} ({})", second.name.en, percent_words(second_share));
  } else if (second_share >= worth_a_word * share) {
    text += fmt::format("; next came {} ({})", second.name.en, percent_words(second_share));
  }
  return text + ".";
}

std::string korean(const std::string& name, const Cause& first, double share, const Cause& second,
                   double second_share) {
  std::string text = fmt::format("{}의 제약은 {}{}: GPU 시간의 {}가 {}.", name, first.name.ko, first.was_ko,
                                 percent_words(share), first.clause.ko);
  if (second_share >= nearly_equal * share) {
    text += fmt::format(" 바로 다음은 {}({})이다.", second.name.ko, percent_words(second_share));
  } else if (second_share >= worth_a_word * share) {
    text += fmt::format(" 그다음은 {}({})이다.", second.name.ko, percent_words(second_share));
  }
  return text;
}

}  // namespace

std::string verdict(const OperatorResult& op, Language language) {
  const std::string name = short_title_of(op.name, op.title_en, op.title_ko, language);
  const Duration installed = total_time(op.uses);
  std::array<std::size_t, bound_count> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return op.bounds[a] > op.bounds[b]; });
  auto share = [&](std::size_t rank) { return installed.si() > 0 ? op.bounds[order[rank]] / installed : 0.0; };
  if (share(0) < least_share) {
    return language == Language::korean
               ? fmt::format("{}에는 뚜렷한 제약이 없었다: GPU 시간의 1 % 이상을 앗아간 원인이 없다.", name)
               : fmt::format("{} was bound by nothing: no cause took 1 % of its GPU-hours.", name);
  }
  const Cause& first = causes()[order[0]];
  const Cause& second = causes()[order[1]];
  return language == Language::korean ? korean(name, first, share(0), second, share(1))
                                      : english(name, first, share(0), second, share(1));
}

}  // namespace aif
