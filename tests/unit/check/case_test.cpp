#include "check/case_spec.hpp"

#include <unistd.h>

#include "check/outcome.hpp"
#include "core/files.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away.
class Folder {
 public:
  Folder() {
    path_ = fs::temp_directory_path() / ("aif-check-" + std::to_string(getpid()));
    fs::remove_all(path_);
    fs::create_directories(path_ / "one");
    write_text_file(path_ / "one" / "scenario.yaml", "schema: aifactory/v1\n");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] fs::path one() const { return path_ / "one"; }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

FlatResult result_with(double value, const char* fingerprint = "f") {
  FlatResult result;
  result.version = "0.1.0";
  result.fingerprint = fingerprint;
  result.metrics = {{"totals.x_j", "J", value}, {"totals.n", "1", 3}};
  return result;
}

TEST_CASE("cases are found, alone or in a folder") {
  const Folder folder;
  CHECK(find_cases({folder.one().string()}).size() == 1);
  CHECK(find_cases({folder.path().string()}) == std::vector<fs::path>{folder.one()});
  fs::create_directories(folder.path() / "empty");
  CHECK_THROWS_WITH_AS(find_cases({(folder.path() / "empty").string()}), doctest::Contains("holds no case"), FileError);
  CHECK_THROWS_WITH_AS(find_cases({"/nonexistent"}), doctest::Contains("is not a directory"), FileError);
  CHECK(load_case(folder.one().string() + "/").name == "one");
}

TEST_CASE("all mistakes of tolerances.yaml at once") {
  const Folder folder;
  write_text_file(folder.one() / "tolerances.yaml",
                  "scenaro: x.yaml\nunits: {J: {rel: -1}}\nmetrics:\n  - {match: a, abs: 5 parsec}\n  - {rel: 1 %}\n");
  try {
    load_case(folder.one());
    FAIL("accepted");
  } catch (const ScenarioError& problem) {
    REQUIRE(problem.diagnostics().size() == 4);
    CHECK(problem.diagnostics()[0].where.line == 1);
    CHECK(problem.diagnostics()[0].hint == "did you mean \"scenario\"?");
  }
  write_text_file(folder.one() / "tolerances.yaml", "scenario: ../nowhere.yaml\n");
  CHECK_THROWS_WITH_AS(load_case(folder.one()), doctest::Contains("does not exist"), FileError);
  write_text_file(folder.one() / "tolerances.yaml", "# nothing\n");
  CHECK_THROWS_AS(load_case(folder.one()), ScenarioError);
}

TEST_CASE("record, compare, move, record again") {
  const Folder folder;
  write_text_file(folder.one() / "tolerances.yaml", "guard: ['totals.*']\nmetrics:\n  - {match: totals.n, abs: 1}\n");
  const Case one = load_case(folder.one());
  CHECK(judge(one, result_with(100)).status == CaseOutcome::Status::invalid);  // nothing recorded
  CHECK(update(one, result_with(100), "").status == CaseOutcome::Status::updated);
  const std::string first = read_text_file(one.expected_file(), 100'000);
  CHECK(judge(one, result_with(100)).status == CaseOutcome::Status::passed);
  CHECK(update(one, result_with(100), "").status == CaseOutcome::Status::unchanged);
  CHECK(read_text_file(one.expected_file(), 100'000) == first);

  const CaseOutcome moved = judge(one, result_with(200));
  CHECK(moved.status == CaseOutcome::Status::failed);
  CHECK(outcome_text(moved).find("totals.x_j") != std::string::npos);
  CHECK(outcome_text(moved).find("only its accounting changed") != std::string::npos);
  CHECK_THROWS_WITH_AS(update(one, result_with(200), ""), doctest::Contains("--reason"), UsageError);
  CHECK(read_text_file(one.expected_file(), 100'000) == first);
  CHECK(update(one, result_with(200, "g"), "twice as much").status == CaseOutcome::Status::updated);
  CHECK(read_expected(one.expected_file()).reason == "twice as much");
  CHECK(read_expected(one.expected_file()).fingerprint == "g");

  FlatResult nearly = result_with(200, "g");
  nearly.metrics[1].value = 4;
  const CaseOutcome warned = judge(one, nearly);
  CHECK(warned.status == CaseOutcome::Status::passed);
  CHECK(warned.comparison.warnings() == 1);
}

}  // namespace
}  // namespace aif
