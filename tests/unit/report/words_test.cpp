#include "report/words.hpp"

#include "doctest/doctest.h"

using namespace aif;

TEST_CASE("numbers in words") {
  CHECK(number_words(0, Language::english) == "0");
  CHECK(number_words(41'230, Language::english) == "41,230");
  CHECK(number_words(519e9, Language::english) == "519 billion");
  CHECK(number_words(98.24e12, Language::english) == "98.2 trillion");
  CHECK(number_words(1.2e15, Language::english) == "1.2 quadrillion");
  CHECK(number_words(519e9, Language::korean) == "5,190억");
  CHECK(number_words(98.24e12, Language::korean) == "98.2조");
  CHECK(number_words(41'230, Language::korean) == "41,230");
  CHECK(number_words(2.5e16, Language::korean) == "2.5경");
}

TEST_CASE("money in words") {
  CHECK(money_words(billion_won(784.2), Language::english) == "784.2 billion KRW");
  CHECK(money_words(billion_won(784.2), Language::korean) == "7,842억 원");
  CHECK(money_words(trillion_won(1.5), Language::korean) == "1.5조 원");
}

TEST_CASE("times in words") {
  CHECK(time_words(days(365), Language::english) == "365 days");
  CHECK(time_words(hours(1), Language::english) == "1 hour");
  CHECK(time_words(days(2.5), Language::english) == "2.5 days");
  CHECK(time_words(hours(36), Language::korean) == "36시간");
  CHECK(time_words(days(365), Language::korean) == "365일");
}

TEST_CASE("shares in words") {
  CHECK(percent_words(0.14) == "14 %");
  CHECK(percent_words(0.042) == "4.2 %");
  CHECK(percent_words(0.04) == "4 %");
  CHECK(percent_words(0.0043) == "0.4 %");
  CHECK(percent_words(1.0) == "100 %");
}

TEST_CASE("scales") {
  CHECK(scale_for(999, Language::english).word.empty());
  CHECK(scale_for(1000, Language::english).word == "thousand");
  CHECK(scale_for(9999, Language::korean).word.empty());
  CHECK(scale_for(10'000, Language::korean).word == "만");
  CHECK(scale_for(-3e8, Language::korean).factor == 1e8);
}

TEST_CASE("small counts are words") {
  CHECK(count_words(0) == "no");
  CHECK(count_words(2) == "two");
  CHECK(count_words(10) == "ten");
  CHECK(count_words(43) == "43");
  CHECK(count_words(1065) == "1,065");
}

TEST_CASE("products and titles") {
  CHECK(product_name("masks", Language::korean) == "포토마스크");
  CHECK(product_name("masks", Language::english) == "masks");
  CHECK(product_name("widgets", Language::korean) == "widgets");
  CHECK(title_of("naver", "NAVER Cloud", "네이버클라우드", Language::korean) == "네이버클라우드");
  CHECK(title_of("naver", "NAVER Cloud", "", Language::korean) == "NAVER Cloud");
  CHECK(title_of("naver", "", "", Language::english) == "naver");
  CHECK(short_title_of("s", "Sovereign pool (research)", "", Language::english) == "Sovereign pool");
  CHECK(short_title_of("s", "(all of it)", "", Language::english) == "(all of it)");
}
