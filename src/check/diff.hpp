#pragma once

#include <string>
#include <vector>

#include "check/compare.hpp"
#include "check/fail_on.hpp"

namespace aif {

/// Two results, metric by metric.
struct Diff {
  FlatResult before;
  FlatResult after;
  std::size_t compared = 0;             ///< metrics that both have
  std::vector<Difference> differences;  ///< totals before sites and operators before the rest, each by size
  std::vector<std::string> remarks;     ///< what makes the two hard to compare: versions, seeds, spans
};

Diff diff_results(FlatResult before, FlatResult after);

/// For people, in lines of at most `width` columns but for long names; `limit` differences are shown, all if 0.
std::string diff_text(const Diff& diff, std::size_t limit, Language language = Language::english, int width = 100);
/// For machines. `failed` are the conditions that were met.
std::string diff_json(const Diff& diff, const std::vector<std::string>& failed);

}  // namespace aif
