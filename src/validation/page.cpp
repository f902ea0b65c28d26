#include "validation/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/markup.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

constexpr const char* style = R"(<style>
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#68707a;--line:#d5d9de;--mark:#2563a8;--bad:#b3261e;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#9aa3ad;--line:#3a4048;--mark:#7db3ea;--bad:#f2a29b;--paper:#16191d}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}h3{margin:1.5rem 0 .3rem}
table{border-collapse:collapse;font-size:.87rem;width:100%}td,th{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right}
td:first-child,th:first-child{text-align:left}th{color:var(--soft);font-weight:600}.failed{color:var(--bad);text-align:left}
svg{max-width:100%;height:auto}svg text{fill:var(--soft);font:11px system-ui,sans-serif}.plots{display:flex;gap:1.5rem;flex-wrap:wrap}
.soft{color:var(--soft)}details{margin:1rem 0}
</style>)";

std::string escaped(const std::string& text) { return markup_text(printable(text, 400)); }

class Page {
 public:
  explicit Page(Language language) : language_(language) {}

  std::string of(const std::vector<ValidationResult>& results) {
    const std::string title =
        say({"Published measurements against simulated ones", "공개된 측정값과 시뮬레이션 값 비교"});
    text_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>{}</title>{}</head><body>\n<h1>{}</h1>\n",
        language_ == Language::korean ? "ko" : "en", title, style, title);
    text_ += fmt::format(
        "<p class=\"soft\">{}</p>\n",
        say({"Error: simulated over measured, less one. A positive bias means that the simulation is slow.",
             "오차는 시뮬레이션 값을 측정값으로 나누고 1을 뺀 것이다. 편향이 양수이면 시뮬레이션이 느리다는 뜻이다."}));
    for (const ValidationResult& result : results) {
      file(result);
    }
    return text_ + "</body></html>\n";
  }

 private:
  [[nodiscard]] std::string say(const Text& text) const { return text.in(language_); }

  void file(const ValidationResult& result) {
    text_ += fmt::format("<h2>{} <span class=\"soft\">({})</span></h2>\n", escaped(result.file), escaped(result.kind));
    if (!result.problem.empty()) {
      text_ += fmt::format("<p class=\"failed\">{}</p>\n", escaped(result.problem));
      return;
    }
    const ValidationSummary s = result.summary();
    text_ += "<table><tr><th></th>" + heads() + "</tr>\n";
    row(say({"all", "전체"}), s);
    text_ += "</table>\n";
    const std::vector<const Comparison*> shown = main_ones(result);
    if (!shown.empty()) {
      text_ += "<div class=\"plots\">\n" + scatter(shown) + histogram(shown) + "</div>\n";
    }
    for (const auto& [group, members] : result.summaries()) {
      text_ += fmt::format("<h3>{}</h3>\n<table><tr><th></th>{}</tr>\n", group_name(group), heads());
      for (const auto& [name, summary] : members) {
        row(escaped(name), summary);
      }
      text_ += "</table>\n";
    }
    cases(result);
  }

  /// Comparisons of the figure that the summary is about.
  static std::vector<const Comparison*> main_ones(const ValidationResult& result) {
    std::vector<const Comparison*> list;
    for (const Comparison& c : result.comparisons) {
      if (!c.failed && !c.skipped && c.measured > 0 && c.simulated > 0 &&
          (list.empty() || c.figure == list.front()->figure)) {
        list.push_back(&c);
      }
    }
    return list;
  }

  [[nodiscard]] std::string group_name(const std::string& group) const {
    static const std::array<std::pair<const char*, Text>, 5> names{{{"source", {"By source", "출처별"}},
                                                                    {"gpu", {"By GPU", "GPU별"}},
                                                                    {"precision", {"By precision", "정밀도별"}},
                                                                    {"model", {"By model family", "모델 계열별"}},
                                                                    {"figure", {"By figure", "항목별"}}}};
    for (const auto& [key, text] : names) {
      if (group == key) {
        return say(text);
      }
    }
    return escaped(group);
  }

  [[nodiscard]] std::string heads() const {
    std::string text;
    for (const Text& head :
         {Text{"cases", "사례"}, Text{"failed", "실패"}, Text{"mean error %", "평균 오차 %"},
          Text{"median %", "중앙값 %"}, Text{"90th percentile %", "90번째 백분위 %"}, Text{"bias %", "편향 %"}}) {
      text += fmt::format("<th>{}</th>", say(head));
    }
    return text;
  }

  void row(const std::string& name, const ValidationSummary& s) {
    text_ += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.2f}</td><td>{:.2f}</td><td>{:.2f}</td><td>{:+.2f}</td></tr>\n",
        name, s.n, s.failed, 100 * s.mape, 100 * s.median_ape, 100 * s.p90_ape, 100 * s.bias);
  }

  void cases(const ValidationResult& result) {
    text_ += fmt::format(
        "<details><summary>{}</summary>\n<table><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th></th>"
        "</tr>\n",
        say({"All cases", "모든 사례"}), say({"case", "사례"}), say({"measured", "측정"}),
        say({"simulated", "시뮬레이션"}), say({"error %", "오차 %"}));
    for (const Comparison& c : result.comparisons) {
      if (c.failed || c.skipped) {
        text_ += fmt::format("<tr><td>{}</td><td colspan=\"4\" class=\"failed\">{}: {}</td></tr>\n", escaped(c.id),
                             c.failed ? say({"failed", "실패"}) : say({"skipped", "건너뜀"}), escaped(c.reason));
      } else {
        text_ += fmt::format("<tr><td>{}</td><td>{} {}</td><td>{} {}</td><td>{:+.2f}</td><td>{}</td></tr>\n",
                             escaped(c.id), grouped(c.measured, 5), escaped(c.unit), grouped(c.simulated, 5),
                             escaped(c.unit), 100 * c.error(), escaped(c.reason));
      }
    }
    text_ += "</table></details>\n";
  }

  /// Both axes logarithmic and alike, with the diagonal and lines at 10 % around it.
  [[nodiscard]] std::string scatter(const std::vector<const Comparison*>& list) const {
    double low = std::numeric_limits<double>::infinity(), high = 0;
    for (const Comparison* c : list) {
      low = std::min({low, c->measured, c->simulated});
      high = std::max({high, c->measured, c->simulated});
    }
    low = std::floor(std::log10(low) * 2) / 2;
    high = std::ceil(std::log10(high) * 2 + 1e-9) / 2;
    constexpr double size = 360, left = 56, bottom = 30;
    auto at = [&](double value) { return (std::log10(value) - low) / (high - low) * size; };
    std::string svg =
        fmt::format("<svg role=\"img\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n<title>{2}</title>\n",
                    size + left + 10, size + bottom + 20, say({"measured against simulated", "측정 대 시뮬레이션"}));
    auto line = [&svg](double x1, double y1, double x2, double y2, const char* dash) {
      svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"var(--line)\"{}/>\n",
                         x1, y1, x2, y2, dash);
    };
    for (double exponent = std::ceil(low); exponent <= high + 1e-9; exponent += 1) {
      const double x = (exponent - low) / (high - low) * size;
      line(left + x, 5, left + x, size + 5, "");
      line(left, size + 5 - x, left + size, size + 5 - x, "");
      const std::string label = grouped(std::pow(10, exponent), 3);
      svg +=
          fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", left + x, size + 20, label);
      svg +=
          fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", left - 4, size + 9 - x, label);
    }
    const double tenth = std::log10(1.1) / (high - low) * size;
    line(left, size + 5, left + size, 5, " stroke-width=\"1.5\"");
    line(left + tenth, size + 5, left + size, 5 + tenth, " stroke-dasharray=\"4 4\"");
    line(left, size + 5 - tenth, left + size - tenth, 5, " stroke-dasharray=\"4 4\"");
    for (const Comparison* c : list) {
      svg += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"var(--mark)\" fill-opacity=\".55\"><title>{}: {:+.1f} "
          "%</title></circle>\n",
          left + at(c->measured), size + 5 - at(c->simulated), escaped(c->id), 100 * c->error());
    }
    const std::string unit = list.front()->unit.empty() ? "" : " [" + escaped(list.front()->unit) + "]";
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}{}</text>\n", left + size / 2,
                       size + bottom + 10, say({"measured", "측정"}), unit);
    svg +=
        fmt::format("<text transform=\"translate(12 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}{}</text>\n</svg>\n",
                    size / 2, say({"simulated", "시뮬레이션"}), unit);
    return svg;
  }

  /// Errors in classes of 2.5 %, all beyond 30 % in the outermost.
  [[nodiscard]] std::string histogram(const std::vector<const Comparison*>& list) const {
    constexpr int classes = 24;
    constexpr double width = 0.025;
    std::array<int, classes> counts{};
    for (const Comparison* c : list) {
      const int at = static_cast<int>(std::floor(c->error() / width)) + classes / 2;
      ++counts[static_cast<std::size_t>(std::clamp(at, 0, classes - 1))];
    }
    const double most = *std::max_element(counts.begin(), counts.end());
    constexpr double bar = 17, height = 360, left = 40;
    std::string svg =
        fmt::format("<svg role=\"img\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n<title>{2}</title>\n",
                    left + classes * bar + 10, height + 50, say({"errors", "오차 분포"}));
    for (int i = 0; i < classes; ++i) {
      const int count = counts[static_cast<std::size_t>(i)];
      const double tall = count / most * (height - 20);
      const int place = i - classes / 2;  // from the middle
      svg += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"var(--mark)\"><title>{:+.1f} … "
          "{:+.1f} %: {}</title></rect>\n",
          left + i * bar, height - tall + 5, bar - 2, tall, 100 * width * place, 100 * width * (place + 1), count);
      if (i % 4 == 0) {
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{:+.0f}</text>\n",
                           left + i * bar - 1, height + 20, 100 * width * place);
      }
    }
    svg += fmt::format("<text x=\"{:.1f}\" y=\"18\" text-anchor=\"end\">{:.0f}</text>\n", left - 4, most);
    svg += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n</svg>\n", left + classes * bar / 2,
        height + 40, say({"error %; outermost classes hold all beyond", "오차 %, 양 끝 칸은 그 밖의 모든 값을 포함"}));
    return svg;
  }

  Language language_;
  std::string text_;
};

}  // namespace

std::string validation_page(const std::vector<ValidationResult>& results, Language language) {
  return Page(language).of(results);
}

}  // namespace aif
