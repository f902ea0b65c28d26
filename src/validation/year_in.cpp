#include <cctype>
#include <optional>
#include <string>

#include "validation/case_text.hpp"

namespace aif {

std::optional<double> year_in(const std::string& source) {
  // Runs of digits, with what stands right behind them.
  std::optional<double> year;
  for (std::size_t i = 0; i < source.size();) {
    const auto digit = [&source](std::size_t at) {
      return at < source.size() && std::isdigit(static_cast<unsigned char>(source[at])) != 0;
    };
    if (!digit(i)) {
      ++i;
      continue;
    }
    const std::size_t start = i;
    while (digit(i)) {
      ++i;
    }
    const std::string run = source.substr(start, i - start);
    const bool after_point = start > 0 && source[start - 1] == '.';
    if (run.size() == 2 && run[0] == '2' && !after_point && i < source.size() && source[i] == '.' && digit(i + 1) &&
        digit(i + 2) && !digit(i + 3)) {
      const double month = std::stod(source.substr(i + 1, 2));
      if (month >= 1 && month <= 12) {
        return 2000 + std::stod(run) + month / 12;  // a release says more than a year
      }
    }
    if (run.size() == 4 && (run.starts_with("201") || run.starts_with("202")) && !after_point && !year &&
        !(i < source.size() && source[i] == '.' && digit(i + 1))) {
      year = std::stod(run) + 0.5;
    }
  }
  return year;
}

}  // namespace aif
