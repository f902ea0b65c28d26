#include "check/tolerance.hpp"

#include "core/error.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("patterns") {
  CHECK(matches_glob("totals.gpus", "totals.gpus"));
  CHECK_FALSE(matches_glob("totals.gpu", "totals.gpus"));
  CHECK(matches_glob("*", ""));
  CHECK(matches_glob("*.pue", "sites[ulsan].utility.pue"));
  CHECK(matches_glob("sites[*].utility.*", "sites[ulsan].utility.pue"));
  CHECK_FALSE(matches_glob("sites[*].utility.*", "sites[ulsan].gpus"));
  CHECK(matches_glob("a*b*c", "axxbyybzzc"));
  CHECK_FALSE(matches_glob("a*b*c", "axxbyybzz"));
  CHECK(matches_glob("gpu?", "gpus"));
  CHECK_FALSE(matches_glob("gpu?", "gpu"));
  // Many stars do not take exponential time.
  CHECK_FALSE(matches_glob("a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(20'000, 'a')));
}

Magnitude amount(double si, Dimension dimension, bool plain) { return {si, dimension, plain}; }

TEST_CASE("rules by unit, then by pattern, the last one first") {
  ToleranceRules rules;
  CHECK(tolerance_of(rules, "totals.x", "FLOP").rel == 1e-6);
  CHECK(tolerance_of(rules, "totals.x", "J").abs == 1.0);
  rules.units["J"] = {0.01, {}, ""};
  rules.metrics.push_back({"totals.*", 0.02, {}, ""});
  rules.metrics.push_back({"totals.it_*", {}, amount(3.6e9, Energy::dimension, false), ""});
  CHECK(tolerance_of(rules, "sites[a].it_energy_j", "J").rel == 0.01);
  const Tolerance it = tolerance_of(rules, "totals.it_energy_j", "J");
  CHECK(it.rel == 0.02);
  CHECK(it.abs == 3.6e9);                                                    // 1 MWh
  CHECK_THROWS_AS(tolerance_of(rules, "totals.it_share", "1"), UsageError);  // no energy
  rules.metrics.back().abs = amount(5, {}, true);                            // a plain number is in the metric's unit
  CHECK(tolerance_of(rules, "totals.it_share", "1").abs == 5);
}

TEST_CASE("values for people") {
  CHECK(metric_text(207.0e9, "J", 3) == "57.5 MWh");
  CHECK(metric_text(0.25, "1") == "0.25");
  CHECK(metric_text(1234, "token", 4) == "1,234 token");
  CHECK(metric_text(0.1 + 0.2, "1", 0) == "0.30000000000000004");
}

}  // namespace
}  // namespace aif
