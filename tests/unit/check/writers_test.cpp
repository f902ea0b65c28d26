#include "check/github.hpp"
#include "check/junit.hpp"
#include "doctest/doctest.h"

#include <algorithm>

namespace aif {
namespace {

CaseOutcome failed(int differences) {
  CaseOutcome outcome;
  outcome.name = "case";
  outcome.folder = "nowhere/case";
  outcome.scenario = "nowhere/case/scenario.yaml";
  outcome.status = CaseOutcome::Status::failed;
  outcome.comparison.compared = 20;
  outcome.comparison.cause = Cause::accounting;
  for (int i = 0; i < differences; ++i) {
    const std::string path = "totals.utility.m" + std::to_string(i);
    outcome.recorded.push_back(path);
    outcome.comparison.differences.push_back(
        {path, "J", 3.6e9, 7.2e9, {1e-6, 0}, i % 2 == 0 ? Grade::big : Grade::small});
  }
  return outcome;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("workflow commands are escaped") {
  CHECK(workflow_command("error", "a,b:c.yaml", 3, "t\n", "50 % of\r\nx::y") ==
        "::error file=a%2Cb%3Ac.yaml,line=3,title=t%0A::50 %25 of%0D%0Ax::y\n");
}

TEST_CASE("at most ten annotations, failures first, the rest in the summary") {
  const GithubOutput output = github_output({failed(16)}, "");
  CHECK(lines(output.annotations) == 10);
  CHECK(output.annotations.rfind("::error file=", 0) == 0);
  std::size_t errors = 0;
  for (std::size_t at = output.annotations.find("::error"); at != std::string::npos;
       at = output.annotations.find("::error", at + 1)) {
    ++errors;
  }
  CHECK(errors == 8);
  CHECK(output.summary.find("`totals.utility.m15`") != std::string::npos);
  CHECK(output.summary.find("| big |") != std::string::npos);
  CHECK(output.summary.find("only its accounting changed") != std::string::npos);
}

TEST_CASE("findings of an invalid scenario point at its line") {
  CaseOutcome outcome = failed(0);
  outcome.status = CaseOutcome::Status::invalid;
  outcome.message = "/tmp/x:y/scenario.yaml:12:5: error[AIF-E010]: unknown key \"feeed\"\n  12 | feeed: 1\n\n1 error\n";
  const GithubOutput output = github_output({outcome}, "/tmp/x:y");
  CHECK(output.annotations == "::error file=scenario.yaml,line=12,title=case AIF-E010::unknown key \"feeed\"\n");
  outcome.message = "error: something else: error[";
  CHECK(github_output({outcome}, "").annotations.find("line=1,") != std::string::npos);
}

TEST_CASE("JUnit counts and escapes") {
  CaseOutcome hostile = failed(1);
  hostile.name = "<&\"\x01\xff>";
  CaseOutcome stuck = failed(0);
  stuck.status = CaseOutcome::Status::stuck;
  stuck.message = "]]> cannot <proceed>\nsecond line";
  const std::string xml = junit_xml({hostile, stuck});
  CHECK(xml.find("tests=\"3\" failures=\"1\" errors=\"1\"") != std::string::npos);
  CHECK(xml.find("&lt;&amp;&quot;\xEF\xBF\xBD&gt;") != std::string::npos);
  CHECK(xml.find("]]&gt; cannot &lt;proceed&gt;") != std::string::npos);
  CHECK(xml.find("name=\"totals.utility\"") != std::string::npos);
  CHECK(xml.find('\x01') == std::string::npos);
}

TEST_CASE("the gravest status counts") {
  CaseOutcome good = failed(0);
  good.status = CaseOutcome::Status::passed;
  CaseOutcome stuck = good;
  stuck.status = CaseOutcome::Status::stuck;
  CHECK(exit_status({good}) == 0);
  CHECK(exit_status({good, failed(1)}) == 1);
  CHECK(exit_status({good, stuck, failed(1)}) == 3);
}

TEST_CASE("what an update says for the changelog") {
  const std::string text = changelog_text(failed(8), "a new fit");
  CHECK(text.find("- `case`: a new fit (same trajectory): `totals.utility.m0` +100 %") == 0);
  CHECK(text.find("and 2 more.") != std::string::npos);
}

}  // namespace
}  // namespace aif
