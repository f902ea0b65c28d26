#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/flat_result.hpp"

namespace aif {

inline constexpr const char* expected_schema = "aifactory-expected/v1";

/// expected.json of a case: what the program said when somebody last looked and agreed.
struct Expected {
  std::string version;          ///< of the program that said it
  std::string reason;           ///< why it was last updated
  std::string scenario_sha256;  ///< identity of the resolved scenario
  std::string fingerprint;      ///< of the trajectory
  std::vector<FlatMetric> metrics;
};

/// Reads an expected.json. Throws FileError.
Expected read_expected(const std::filesystem::path& file);
Expected parse_expected(std::string_view text, const std::string& name);

/// One metric a line, so that a change of one is a change of one line.
std::string expected_json(const Expected& expected);

/// The metrics of `result` that match one of the patterns, as they should be recorded. Throws UsageError, with
/// did-you-mean, for a pattern that matches nothing.
Expected expected_of(const FlatResult& result, const std::vector<std::string>& guard, const std::string& reason);

/// Line of the file on which a metric is recorded, from 1; 0 if it is not.
int line_of_metric(std::string_view text, const std::string& path);

/// A pattern that matches no metric: what is wrong, with what may have been meant.
std::string no_such_metric(const std::string& pattern, const std::vector<FlatMetric>& metrics);

}  // namespace aif
