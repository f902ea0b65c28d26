#include "sweep/plots.hpp"

#include <cmath>

#include "doctest/doctest.h"

namespace aif {
namespace {

Collected sample(const std::string& name) {
  Collected collected;
  collected.manifest.name = name;
  collected.manifest.factors = {{name, name, "W", false, {"sites[a].feed"}, ""},
                                {"system", "system", "", false, {"x"}, ""}};
  collected.manifest.points = 3;
  collected.manifest.runs = 3;
  collected.metrics = {{"totals.utility.facility_energy_j", "J", 0}};
  for (std::size_t i = 0; i < 3; ++i) {
    CollectedRun run;
    run.stored.run.id = i + 1;
    run.stored.run.point = i;
    run.stored.values = {{"1 W", 1.0 + static_cast<double>(i)}, {i == 0 ? "h100" : "b200, \"new\"", std::nullopt}};
    if (i < 2) {
      run.outcome = Outcome();
      run.outcome->metrics = {{"totals.utility.facility_energy_j", "J", 5e9}};
    }
    collected.runs.push_back(std::move(run));
  }
  collected.done = 2;
  collected.missing = 1;
  return collected;
}

TEST_CASE("hostile texts stay texts") {
  const std::string page = study_page(sample("<img src=x onerror=alert(1)>"), {});
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("&lt;img") != std::string::npos);
}

TEST_CASE("there is a picture for every parameter, also if nothing varies") {
  const std::string page = study_page(sample("feed"), {});
  std::size_t pictures = 0;
  for (std::size_t at = page.find("<svg"); at != std::string::npos; at = page.find("<svg", at + 1)) {
    ++pictures;
  }
  CHECK(pictures == 2);
  CHECK(page.find("nan") == std::string::npos);
  CHECK(page.find("inf\"") == std::string::npos);
}

TEST_CASE("results that differ by rounding alone are one value on an axis") {
  Collected collected = sample("feed");
  collected.runs[1].outcome->metrics[0].value = std::nextafter(5e9, 6e9);
  const std::string page = study_page(collected, {});  // its axis has a few lines, and an end
  CHECK(page.size() < 100'000);
}

TEST_CASE("results.csv has a row per run, with empty cells for what a run lacks") {
  CHECK(results_csv(sample("feed")) ==
        "study,run,point,replication,seed,status,error_code,error,feed,system,totals.utility.facility_energy_j\n"
        "feed,1,0,0,1,done,,,1,h100,5000000000\n"
        "feed,2,1,0,1,done,,,2,\"b200, \"\"new\"\"\",5000000000\n"
        "feed,3,2,0,1,missing,,,3,\"b200, \"\"new\"\"\",\n");
}

}  // namespace
}  // namespace aif
