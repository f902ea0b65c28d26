#include "cli/error_words.hpp"

#include <fmt/format.h>

#include <set>

namespace aif {

const std::vector<CodeWords>& code_words() {
  static const std::vector<CodeWords> table{
      {"AIF-E001", "A file is missing, unreadable, too large, or outside the scenario's folders.",
       "파일이 없거나, 읽을 수 없거나, 너무 크거나, 시나리오 폴더 밖에 있습니다. 이름과 경로를 확인하세요."},
      {"AIF-E002", "The text is not valid YAML.",
       "YAML 문법에 맞지 않습니다. 표시된 곳이나 바로 위의 괄호, 따옴표, 들여쓰기를 확인하세요."},
      {"AIF-E003", "The document is nested too deeply or unfolds to too many values.",
       "문서의 중첩이 너무 깊거나 별칭을 펼친 값이 너무 많습니다."},
      {"AIF-E004", "A key is given twice in the same mapping.", "같은 키가 두 번 쓰였습니다. 둘 중 하나를 지우세요."},
      {"AIF-E005", "The file named by extends is missing, circular or out of bounds.",
       "extends로 이어받을 파일이 없거나, 서로 맴돌거나, 허용된 폴더 밖에 있습니다."},
      {"AIF-E010", "The key is not part of the format.",
       "이 형식에 없는 키입니다. 철자를 확인하세요. aifactory reference가 모든 키를 보여 줍니다."},
      {"AIF-E011", "A required key is missing.", "꼭 있어야 하는 키가 빠졌습니다. 안내된 키를 추가하세요."},
      {"AIF-E012", "A value is of the wrong kind, such as a list instead of a mapping.",
       "값의 종류가 다릅니다(예: 매핑 자리에 목록). 안내된 형태로 쓰세요."},
      {"AIF-E013", "The text is not a number, or not a finite one.",
       "숫자가 아니거나 유한한 값이 아닙니다. 소수점은 마침표로 씁니다."},
      {"AIF-E014", "The unit is missing, unknown or of another quantity.",
       "단위가 없거나, 모르는 단위이거나, 다른 물리량의 단위입니다. 예: 100 MW, 400 Gbit/s."},
      {"AIF-E015", "The value is outside the range that makes sense.",
       "값이 허용 범위를 벗어났습니다. 안내된 범위 안의 값을 쓰세요."},
      {"AIF-E016", "A name that the catalog or the scenario should define does not exist.",
       "카탈로그나 시나리오에 없는 이름입니다. aifactory list로 있는 이름을 볼 수 있습니다."},
      {"AIF-E020", "Two places contradict each other.",
       "두 곳의 값이 서로 맞지 않습니다. 표시된 두 곳 가운데 하나를 고치세요."},
      {"AIF-E021", "The words are valid, but it cannot be built or powered.",
       "문법은 맞지만 실제로 지을 수 없거나 전력을 댈 수 없는 구성입니다. 안내된 계산을 보고 조정하세요."},
      {"AIF-E022", "Not a date, or dates out of order.",
       "날짜가 아니거나 날짜의 순서가 맞지 않습니다. 예: 2027-01-01T09:00:00+09:00."},
      {"AIF-E023", "A change on the command line does not apply.",
       "명령줄의 변경(--set, --unset)을 적용할 수 없습니다. 경로와 값을 확인하세요."},
      {"AIF-E024", "A catalog number has neither a source nor a range.",
       "카탈로그의 숫자에 출처가 없거나 추정값의 범위가 없습니다."},
      {"AIF-W001", "Accepted, but perhaps not what is meant.",
       "받아들였지만 의도와 다를 수 있습니다. 한 번 확인하세요."}};
  return table;
}

std::string explained_codes(const std::vector<Diagnostic>& findings, Language language) {
  if (language != Language::korean) {
    return {};
  }
  std::set<std::string> told;
  std::string text;
  for (const Diagnostic& finding : findings) {
    if (!told.insert(finding.code).second) {
      continue;
    }
    for (const CodeWords& words : code_words()) {
      text += finding.code == words.code ? fmt::format("{}: {}\n", words.code, words.korean) : "";
    }
  }
  return text;
}

}  // namespace aif
