#include "report/words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <vector>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {
Scale scale_for(double value, Language language) {
  static const std::vector<Scale> english{
      {1e15, "quadrillion"}, {1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}, {1e3, "thousand"}};
  static const std::vector<Scale> korean{{1e16, "경"}, {1e12, "조"}, {1e8, "억"}, {1e4, "만"}};
  for (const Scale& scale : language == Language::korean ? korean : english) {
    if (std::abs(value) >= scale.factor) {
      return scale;
    }
  }
  return {};
}

std::string count_words(std::size_t count) {
  static constexpr const char* words[]{"no",  "one",   "two",   "three", "four", "five",
                                       "six", "seven", "eight", "nine",  "ten"};
  return count < std::size(words) ? words[count] : grouped(static_cast<double>(count));
}

std::string number_words(double value, Language language, int digits) {
  // Up to five digits a plain number reads better than "12.3 thousand".
  const Scale scale = std::abs(value) < 1e5 ? Scale{} : scale_for(value, language);
  const std::string number = grouped(value / scale.factor, digits);
  if (language == Language::korean) {
    return number + scale.word;
  }
  return scale.word.empty() ? number : number + " " + scale.word;
}

std::string money_words(Money money, Language language) {
  if (language == Language::english) {
    return human(money);
  }
  return number_words(money.si(), language, 4) + " 원";
}

std::string time_words(Duration time, Language language) {
  const bool in_days = time >= days(2);
  const double number = in_days ? time.in(days) : time.in(hours);
  if (language == Language::korean) {
    return grouped(number) + (in_days ? "일" : "시간");
  }
  return fmt::format("{} {}{}", grouped(number), in_days ? "day" : "hour", number == 1.0 ? "" : "s");
}

std::string percent_words(double share) {
  const double percent = 100.0 * share;
  return grouped(percent, percent < 0.95 ? 1 : 2) + " %";
}

std::string product_name(const std::string& product, Language language) {
  static const std::map<std::string, const char*> korean{{"masks", "포토마스크"},
                                                         {"tasks", "과제"},
                                                         {"scenes", "장면"},
                                                         {"EDA and TCAD jobs", "EDA·TCAD 작업"},
                                                         {"crash and airflow runs", "충돌·공력 해석"},
                                                         {"engineering simulations", "공학 시뮬레이션"},
                                                         {"process simulations", "공정 시뮬레이션"},
                                                         {"scientific simulations", "과학 시뮬레이션"},
                                                         {"simulated miles", "시뮬레이션 주행(마일)"},
                                                         {"curated hours", "선별 주행 데이터(시간)"},
                                                         {"driving releases", "자율주행 릴리스"},
                                                         {"session-hours", "디지털 트윈 사용 시간"},
                                                         {"GPU-hours delivered", "테넌트 GPU 시간"}};
  const auto found = korean.find(product);
  return language == Language::korean && found != korean.end() ? found->second : product;
}

std::string title_of(const std::string& name, const std::string& title_en, const std::string& title_ko,
                     Language language) {
  const std::string& wanted = language == Language::korean ? title_ko : title_en;
  const std::string& other = language == Language::korean ? title_en : title_ko;
  return printable(!wanted.empty() ? wanted : !other.empty() ? other : name, 80);
}

std::string short_title_of(const std::string& name, const std::string& title_en, const std::string& title_ko,
                           Language language) {
  const std::string title = title_of(name, title_en, title_ko, language);
  const std::string head = trim(std::string_view(title).substr(0, title.find('(')));
  return head.empty() ? title : head;
}

}  // namespace aif
