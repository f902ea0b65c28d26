#pragma once

#include <string>

#include "core/quantity.hpp"
#include "report/language.hpp"

/// Numbers as people say them.
namespace aif {

/// A power of ten with a word of its own: thousand, million, ... in English, 만, 억, 조, 경 in Korean.
struct Scale {
  double factor = 1.0;
  std::string word;  ///< empty for 1
};
/// The largest scale that leaves at least 1 of `value`.
Scale scale_for(double value, Language language);

/// English: "no", "one", "two", ... "ten", then digits.
std::string count_words(std::size_t count);
/// "98.2 trillion", "98.2조".
std::string number_words(double value, Language language, int digits = 3);
/// "784.2 billion KRW", "7,842억 원".
std::string money_words(Money money, Language language);
/// "365 days", "12 hours"; "365일", "12시간".
std::string time_words(Duration time, Language language);
/// A share as a percentage with its sign: "14 %", "4.2 %".
std::string percent_words(double share);

/// Name of a product in a language; products that are not known keep their name.
std::string product_name(const std::string& product, Language language);

/// The title in a language, or the other title, or the name.
std::string title_of(const std::string& name, const std::string& title_en, const std::string& title_ko,
                     Language language);
/// The same without what follows in brackets.
std::string short_title_of(const std::string& name, const std::string& title_en, const std::string& title_ko,
                           Language language);

}  // namespace aif
