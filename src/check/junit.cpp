#include "check/junit.hpp"

#include <fmt/format.h>

#include <map>

#include "core/markup.hpp"
#include "core/utf8.hpp"

namespace aif {
namespace {

using Status = CaseOutcome::Status;

/// Text inside an attribute or an element, without the characters that XML cannot hold.
std::string xml_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = decode_utf8(text, i);
    if (c == invalid_code_point || c == 0xFFFE || c == 0xFFFF) {
      append_utf8(out, 0xFFFD);
    } else if (c >= 0x20 || c == '\n') {
      append_utf8(out, c);
    } else if (c == '\t') {
      out += ' ';
    }
  }
  out = markup_text(out);
  for (std::size_t i = 0; (i = out.find('\n', i)) != std::string::npos;) {
    out.replace(i, 1, "&#10;");  // or an attribute would lose it
  }
  return out;
}

std::string group_of(const std::string& path) {
  const std::size_t dot = path.find_last_of('.');
  return dot == std::string::npos ? path : path.substr(0, dot);
}

struct Group {
  std::string failures;
  std::string warnings;
};

std::string failure_line(const Difference& d) {
  return fmt::format("{}: {} -> {} ({})\n", d.path, metric_text(d.before, d.unit, 8), metric_text(d.after, d.unit, 8),
                     change_text(d));
}

std::string test_case(const CaseOutcome& outcome, const std::string& name, const std::string& content) {
  return fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}>{}</testcase>\n", xml_text(outcome.name),
                     xml_text(name), name == "simulation" ? fmt::format(" time=\"{:.3f}\"", outcome.seconds) : "",
                     content);
}

struct Suite {
  std::string cases;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
};

Suite suite_of(const CaseOutcome& outcome) {
  Suite suite;
  const bool ran = outcome.status == Status::passed || outcome.status == Status::failed ||
                   outcome.status == Status::updated || outcome.status == Status::unchanged;
  suite.tests = 1;
  suite.errors = ran ? 0 : 1;
  suite.cases = test_case(outcome, "simulation",
                          ran ? ""
                              : fmt::format("<error message=\"{}\" type=\"{}\">{}</error>",
                                            xml_text(outcome.message.substr(0, outcome.message.find('\n'))),
                                            status_name(outcome.status), xml_text(outcome.message)));
  std::map<std::string, Group> groups;
  for (const std::string& path : outcome.recorded) {
    groups[group_of(path)];
  }
  for (const Difference& d : outcome.comparison.differences) {
    Group& group = groups[group_of(d.path)];
    (fails(d.grade) ? group.failures : group.warnings) += failure_line(d);
  }
  for (const auto& [name, group] : groups) {
    std::string content;
    if (!group.failures.empty()) {
      content = fmt::format("<failure message=\"{}\" type=\"{}\">{}</failure>",
                            xml_text(group.failures.substr(0, group.failures.find('\n'))),
                            cause_name(outcome.comparison.cause),
                            xml_text(group.failures + cause_text(outcome.comparison.cause)));
    }
    if (!group.warnings.empty()) {
      content += fmt::format("<system-out>{}</system-out>", xml_text(group.warnings));
    }
    ++suite.tests;
    suite.failures += group.failures.empty() ? 0 : 1;
    suite.cases += test_case(outcome, name, content);
  }
  return suite;
}

}  // namespace

std::string junit_xml(const std::vector<CaseOutcome>& outcomes) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  for (const CaseOutcome& outcome : outcomes) {
    const Suite suite = suite_of(outcome);
    suites +=
        fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n{}",
                    xml_text(outcome.folder), suite.tests, suite.failures, suite.errors, outcome.seconds, suite.cases);
    suites += "  </testsuite>\n";
    tests += suite.tests;
    failures += suite.failures;
    errors += suite.errors;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"aifactory check\" tests=\"{}\" failures=\"{}\" "
      "errors=\"{}\">\n{}</testsuites>\n",
      tests, failures, errors, suites);
}

}  // namespace aif
