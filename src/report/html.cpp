#include "report/html.hpp"

#include <array>
#include <cstdint>

#include "core/contracts.hpp"
#include "core/hash.hpp"
#include "core/markup.hpp"
#include "core/text.hpp"
#include "report/asset.hpp"
#include "report/html_model.hpp"
#include "report/summary.hpp"
#include "report/words.hpp"

namespace aif {
namespace {

std::string base64(const std::vector<std::uint8_t>& bytes) {
  static constexpr const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = (group << 8) | (k < have ? bytes[i + k] : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= have ? digits[(group >> (18 - 6 * k)) & 63u] : '=';
    }
  }
  return out;
}

/// How a Content-Security-Policy names a script: by the hash of its text.
std::string script_hash(std::string_view script) {
  const std::string hex = sha256_hex(script);
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return "'sha256-" + base64(bytes) + "'";
}

/// For browsers without scripts: the summary as it stands on a terminal.
std::string plain_summaries(const std::vector<Result>& results) {
  constexpr int width = 100;
  std::string out;
  for (const Result& result : results) {
    for (const Language language : {Language::english, Language::korean}) {
      out += markup_text(summary(result, language, width, false)) + "\n";
    }
  }
  return out;
}

std::string page_title(const std::vector<Result>& results) {
  const Result& first = results.front();
  std::string title = title_of(first.scenario_name, first.title_en, first.title_ko, Language::english);
  for (std::size_t i = 1; i < results.size(); ++i) {
    title += " | " + title_of(results[i].scenario_name, results[i].title_en, results[i].title_ko, Language::english);
  }
  return title;
}

/// Fills the places "{{name}}" of the template, each in turn, so that nothing in a value can be taken for a place.
std::string filled(std::string_view form, const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  for (const auto& [name, value] : values) {
    const std::string place = "{{" + std::string(name) + "}}";
    const std::size_t at = form.find(place);
    AIF_ASSERT(at != std::string_view::npos);
    out.append(form.substr(0, at)).append(value);
    form.remove_prefix(at + place.size());
  }
  return out.append(form);
}

}  // namespace

std::string html_report(const std::vector<Result>& results, const Catalog& catalog, const Waveform& waveform) {
  AIF_EXPECT(!results.empty());
  const std::string charts(asset("charts.min.js"));
  std::string script = "\"use strict\";\n(() => {\n";
  for (const Asset& part : scripts()) {
    script += part.text;
  }
  script += "})();\n";
  std::string style;
  for (const Asset& part : styles()) {
    style += part.text;
  }
  return filled(asset("template.html"), {{"script_hashes", script_hash(charts) + " " + script_hash(script)},
                                         {"title", markup_text(page_title(results))},
                                         {"style", style},
                                         {"summary", plain_summaries(results)},
                                         {"model", report_model(results, catalog, waveform)},
                                         {"script", script},
                                         {"charts", charts}});
}

}  // namespace aif
