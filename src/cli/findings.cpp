#include "cli/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aif {

using Json = nlohmann::ordered_json;

namespace {

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      break;
  }
  return "note";
}

std::size_t count(const std::vector<Diagnostic>& findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const Diagnostic& d) { return d.severity == severity; }));
}

Json place_json(const SourceLocation& where) {
  return Json{{"file", where.file}, {"line", where.line}, {"column", where.column}};
}

}  // namespace

Json findings_json(const std::vector<Diagnostic>& findings) {
  Json list = Json::array();
  for (const Diagnostic& finding : findings) {
    Json one{{"severity", severity_name(finding.severity)}, {"code", finding.code}};
    one.update(place_json(finding.where));
    one["path"] = finding.path;
    one["message"] = finding.message;
    one["hint"] = finding.hint;
    if (!finding.other.file.empty()) {
      one["other"] = place_json(finding.other);
    }
    list.push_back(std::move(one));
  }
  return list;
}

std::string findings_count(const std::vector<Diagnostic>& findings) {
  std::string text;
  for (const auto& [severity, word] :
       {std::pair{Severity::error, "error"}, {Severity::warning, "warning"}, {Severity::note, "note"}}) {
    if (const std::size_t n = count(findings, severity); n > 0) {
      text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", n, word, n == 1 ? "" : "s");
    }
  }
  return text.empty() ? "no findings" : text;
}

bool has_errors(const std::vector<Diagnostic>& findings) { return count(findings, Severity::error) > 0; }

std::string json_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace aif
