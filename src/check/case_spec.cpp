#include "check/case_spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "document/yaml.hpp"

namespace aif {

namespace fs = std::filesystem;

namespace {

std::string shown(const fs::path& path) { return '"' + printable(path.string()) + '"'; }

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_case(const fs::path& folder) {
  return is_file(folder / "expected.json") || is_file(folder / "tolerances.yaml") || is_file(folder / "scenario.yaml");
}

CaseSpec read_spec(const fs::path& file) {
  Diagnostics diagnostics;
  const Node document = load_document(file, diagnostics);
  diagnostics.throw_if_errors();
  CaseSpec spec;
  Reader reader(diagnostics);
  Codec<CaseSpec>::read(document, spec, reader, {});
  diagnostics.throw_if_errors();
  return spec;
}

}  // namespace

const std::vector<std::string>& default_guard() {
  static const std::vector<std::string> list{"totals.gpus",
                                             "totals.goodput",
                                             "totals.installed_gpu_time_s",
                                             "totals.gpu_time_s.training",
                                             "totals.gpu_time_s.rollback",
                                             "totals.gpu_time_s.batch",
                                             "totals.gpu_time_s.serving",
                                             "totals.gpu_time_s.tenants",
                                             "totals.gpu_time_s.demand_idle",
                                             "totals.gpu_time_s.down",
                                             "totals.utility.it_energy_j",
                                             "totals.utility.facility_energy_j",
                                             "totals.utility.peak_facility_power_w",
                                             "totals.utility.pue",
                                             "totals.utility.water_m3",
                                             "totals.utility.carbon_kg",
                                             "totals.utility.bill_krw",
                                             "totals.utility.capped_time_s",
                                             "totals.work.tokens_trained",
                                             "totals.work.mfu",
                                             "totals.work.tokens_home",
                                             "totals.work.tokens_export",
                                             "totals.work.jobs_finished",
                                             "totals.work.jobs_interrupted"};
  return list;
}

Case load_case(const fs::path& folder) {
  Case one;
  one.folder = folder;
  one.name = fs::absolute(folder).lexically_normal().filename().string();
  if (one.name.empty()) {  // "cases/"
    one.name = fs::absolute(folder).lexically_normal().parent_path().filename().string();
  }
  if (is_file(folder / "tolerances.yaml")) {
    one.spec = read_spec(folder / "tolerances.yaml");
  }
  const fs::path scenario = folder / one.spec.scenario.value_or("scenario.yaml");
  one.scenario = scenario.lexically_normal().string();
  if (!is_file(scenario)) {
    throw FileError(fmt::format("case {}: {} does not exist; name the scenario in tolerances.yaml: scenario: FILE",
                                shown(folder), shown(one.scenario)));
  }
  return one;
}

std::vector<fs::path> find_cases(const std::vector<std::string>& paths) {
  std::vector<fs::path> found;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
      throw FileError(
          fmt::format("{} is not a directory; name the folder of a case, or one that holds cases", shown(path)));
    }
    if (is_case(path)) {
      found.emplace_back(path);
      continue;
    }
    std::vector<fs::path> inside;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.is_directory() && is_case(entry.path())) {
        inside.push_back(entry.path());
      }
    }
    if (inside.empty()) {
      throw FileError(fmt::format("{} holds no case: a folder with scenario.yaml or tolerances.yaml, and expected.json",
                                  shown(path)));
    }
    std::sort(inside.begin(), inside.end());
    found.insert(found.end(), inside.begin(), inside.end());
  }
  return found;
}

}  // namespace aif
