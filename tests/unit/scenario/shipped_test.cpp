#include <algorithm>
#include <map>
#include <set>

#include "doctest/doctest.h"
#include "samples.hpp"

using namespace aif;

namespace {

std::vector<std::filesystem::path> shipped() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "scenarios")) {
    if (entry.path().extension() == ".yaml") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::map<std::string, std::int64_t> gpus_by_operator(const ScenarioSpec& spec) {
  std::map<std::string, std::int64_t> gpus;
  for (const SiteSpec& site : spec.sites) {
    for (const PoolSpec& pool : site.pools) {
      gpus[site.operator_name] += final_gpus(pool);
    }
  }
  return gpus;
}

/// GPUs of an operator that are there at a moment.
std::int64_t gpus_at(const ScenarioSpec& spec, const std::string& owner, Instant moment) {
  std::int64_t gpus = 0;
  for (const SiteSpec& site : spec.sites) {
    for (const PoolSpec& pool : site.pools) {
      gpus += site.operator_name == owner ? pool.gpus : 0;
      for (const DeliverySpec& delivery : pool.deliveries) {
        gpus += site.operator_name == owner && delivery.date.instant <= moment ? delivery.gpus : 0;
      }
    }
  }
  return gpus;
}

}  // namespace

TEST_CASE("every shipped scenario loads without errors or warnings") {
  const auto paths = shipped();
  CHECK(paths.size() >= 6);
  for (const auto& path : paths) {
    CAPTURE(path.filename().string());
    try {
      const ResolvedScenario scenario = load_scenario(path, shipped_catalog());
      CHECK(scenario.spec.name == path.stem().string());
      for (const Diagnostic& remark : scenario.remarks) {
        CAPTURE(remark.message);
        CHECK(remark.severity == Severity::note);
      }
    } catch (const ScenarioError& error) {
      FAIL_CHECK(render(error.diagnostics(), false));
    }
  }
}

TEST_CASE("a resolved scenario reads back as the same scenario") {
  for (const auto& path : shipped()) {
    CAPTURE(path.filename().string());
    const ResolvedScenario first = load_scenario(path, shipped_catalog());
    const ResolvedScenario second =
        load_scenario_text(to_yaml(first.document), "resolved", path.parent_path(), shipped_catalog());
    CHECK(first.sha256 == second.sha256);
    CHECK(to_yaml(first.document) == to_yaml(second.document));
  }
}

TEST_CASE("the Korean scenarios have exactly the announced GPUs") {
  const auto folder = source_folder() / "scenarios";
  // 50,000 + 50,000 + 50,000 + 60,000, and 40,000 of the up to 50,000 of the sovereign pool.
  const std::map<std::string, std::int64_t> quarter_million{
      {"hyundai", 50'000}, {"naver", 60'000}, {"samsung", 50'000}, {"sk", 50'000}, {"sovereign", 40'000}};
  CHECK(gpus_by_operator(load_scenario(folder / "korea-250k.yaml", shipped_catalog()).spec) == quarter_million);

  const ScenarioSpec announced = load_scenario(folder / "korea-260k-announced.yaml", shipped_catalog()).spec;
  std::map<std::string, std::int64_t> all = quarter_million;
  all["sovereign"] = 50'000;
  CHECK(gpus_by_operator(announced) == all);
}

TEST_CASE("the announced build-out follows the anchors of its years") {
  const ScenarioSpec spec =
      load_scenario(source_folder() / "scenarios" / "korea-260k-announced.yaml", shipped_catalog()).spec;
  const std::vector<std::string> owners{"sovereign", "samsung", "sk", "hyundai", "naver"};
  // GPUs at the end of 2025 ... 2030, rounded in the source to thousands where no tranche is known.
  const std::vector<std::vector<std::int64_t>> anchors{{13'136, 0, 1'024, 0, 0},
                                                       {31'336, 8'000, 3'056, 2'000, 8'000},
                                                       {33'000, 20'000, 18'000, 8'000, 38'000},
                                                       {48'000, 36'000, 30'000, 22'000, 60'000},
                                                       {50'000, 46'000, 46'000, 50'000, 60'000},
                                                       {50'000, 50'000, 50'000, 50'000, 60'000}};
  for (int year = 2025; year <= 2030; ++year) {
    const Instant end_of_year{from_civil(year + 1, 1, 1, 9 * 3600).utc_s - 1};
    for (std::size_t i = 0; i < owners.size(); ++i) {
      CAPTURE(year);
      CAPTURE(owners[i]);
      CHECK(gpus_at(spec, owners[i], end_of_year) == anchors[static_cast<std::size_t>(year - 2025)][i]);
    }
  }
}

TEST_CASE("what is assumed in the Korean scenarios says so") {
  const ScenarioSpec spec = load_scenario(source_folder() / "scenarios" / "korea-250k.yaml", shipped_catalog()).spec;
  for (const SiteSpec& site : spec.sites) {
    CAPTURE(site.name);
    CHECK_FALSE(site.note.empty());
  }
  for (const WorkloadSpec& workload : spec.workloads) {
    CAPTURE(workload_name(workload));
    const bool assumed = std::visit(
        [](const auto& kind) {
          if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, TraceSpec>) {
            return true;
          } else {
            return kind.assumed;
          }
        },
        workload);
    CHECK(assumed);
  }
}

TEST_CASE("the small scenario has every kind of work") {
  std::set<std::size_t> kinds;
  for (const WorkloadSpec& workload :
       load_scenario(source_folder() / "scenarios" / "quickstart.yaml", shipped_catalog()).spec.workloads) {
    kinds.insert(workload.index());
  }
  CHECK(kinds.size() == std::variant_size_v<WorkloadSpec>);
}
