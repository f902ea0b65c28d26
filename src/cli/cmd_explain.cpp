#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/error_words.hpp"
#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

std::vector<CodeWords> chosen(const std::string& code) {
  if (code.empty()) {
    return code_words();
  }
  std::vector<std::string> codes;
  for (const CodeWords& words : code_words()) {
    if (words.code == code) {
      return {words};
    }
    codes.emplace_back(words.code);
  }
  const std::string hint = suggest(code, codes);
  throw UsageError(fmt::format("there is no code \"{}\"; {}", printable(code, 40),
                               hint.empty() ? "aifactory explain shows all" : hint));
}

/// docs/errors-ko.md.
std::string markdown() {
  std::string text =
      "# 메시지 코드의 뜻\n\n`aifactory explain --markdown`이 쓴 표입니다. 영어 설명과 예는 [errors.md](errors.md)에 "
      "있고, 명령 하나의 뜻은\n"
      "`aifactory explain AIF-E014 --lang ko`로 볼 수 있습니다. `--lang ko`로 실행하면 오류 아래에도 나옵니다.\n\n"
      "| 코드 | 뜻과 할 일 |\n|---|---|\n";
  for (const CodeWords& words : code_words()) {
    text += fmt::format("| {} | {} |\n", words.code, words.korean);
  }
  return text;
}

int explain_code(const std::string& code, bool as_markdown, const Session& session) {
  if (as_markdown) {
    print(markdown());
    return exit_ok;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string text;
  for (const CodeWords& words : chosen(code)) {
    list.push_back({{"code", words.code}, {"en", words.english}, {"ko", words.korean}});
    text += fmt::format("{}: {}\n", words.code, session.language == Language::korean ? words.korean : words.english);
  }
  print(session.json ? json_text(list) : for_terminal(text));
  return exit_ok;
}

}  // namespace

void add_explain(CLI::App& app, Session& session) {
  auto code = std::make_shared<std::string>();
  CLI::App& verb = add_verb(app, session, "explain", "What the code of a message means",
                            "  aifactory explain AIF-E014\n"
                            "  aifactory explain --lang ko");
  verb.add_option("CODE", *code, "Code of a message; all if not given")->type_name("");
  auto as_markdown = std::make_shared<bool>(false);
  verb.add_flag("--markdown", *as_markdown, "All codes in Korean, as docs/errors-ko.md");
  verb.callback([&session, code, as_markdown] {
    session.action = [&session, code, as_markdown] { return explain_code(*code, *as_markdown, session); };
  });
}

}  // namespace aif
