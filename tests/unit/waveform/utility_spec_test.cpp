#include "waveform/utility_spec.hpp"

#include <filesystem>
#include <fstream>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"
#include "waveform/mitigation_spec.hpp"

namespace aif {
namespace {

std::filesystem::path written(const std::string& name, const std::string& text) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / name;
  std::ofstream(file) << text;
  return file;
}

/// What is wrong with a file of mitigations.
std::string problem_of(const std::string& text) {
  try {
    (void)load_mitigations(written("aif-mitigations-test.yaml", "mitigations:\n" + text));
  } catch (const ScenarioError& error) {
    std::string problems;
    for (const Diagnostic& one : error.diagnostics()) {
      problems += one.message + "\n";
    }
    return problems;
  }
  return {};
}

}  // namespace

TEST_CASE("shipped utility specifications are read, and their sources exist") {
  const Catalog& catalog = shipped_catalog();
  const std::vector<std::string> names = utility_spec_names(source_folder() / "models");
  CHECK(names == std::vector<std::string>{"generator-following", "large-load-example"});
  for (const std::string& name : names) {
    const UtilitySpec spec = load_utility_spec(name, source_folder() / "models");
    CHECK(spec.name == name);
    for (const std::string& source : {spec.ramp_up.source, spec.band_low.source, spec.band_energy.source}) {
      CHECK((source.empty() || catalog.reference(source) != nullptr));
    }
  }
  const UtilitySpec spec = load_utility_spec("generator-following", source_folder() / "models");
  CHECK(SoftEqual{}(spec.ramp_up->si(), 0.83e6));
}

TEST_CASE("shipped mitigations are read") {
  const std::vector<MitigationSpec> known = load_mitigations(source_folder() / "models" / "power" / "mitigations.yaml");
  const std::vector<MitigationSpec> chosen = choose_mitigations(known, {"battery", "gpu-smoothing"});
  REQUIRE(chosen.size() == 2);
  CHECK(chosen[0].storage);
  CHECK(chosen[1].smoothing);
  CHECK_THROWS_WITH_AS(choose_mitigations(known, {"batery"}),
                       "unknown mitigation \"batery\". did you mean \"battery\"?", UsageError);
  CHECK_THROWS_AS(load_utility_spec("unheard-of", source_folder() / "models"), UsageError);
}

TEST_CASE("mistakes in mitigations are told") {
  CHECK(problem_of("  - {name: a, title: A, stagger: {value: 5 s, source: x}}\n").empty());
  CHECK(problem_of("  - {name: a, title: A}\n") == "\"a\" mitigates nothing\n");
  CHECK(problem_of("  - {name: a, title: A, storage: {efficiency: {value: 0.9, source: x}, time_constant: {value: 1 s, "
                   "source: x}}}\n") == "the storage of \"a\" has no size\n");
  CHECK(!problem_of("  - {name: a, title: A, smoothing: {floor: {value: 0.95, source: x}}}\n").empty());
}

TEST_CASE("a band that ends before it begins is refused") {
  std::string text =
      "name: x\ntitle: X\nsource: y\nramp_up: 1 MW/s\nramp_down: 1 MW/s\nramp_window: 1 s\ndynamic_range: 0.1\n"
      "band_low: 2 Hz\nband_high: 1 Hz\nband_energy: 0.2\n";
  CHECK_THROWS_AS(load_utility_spec(written("aif-utility-test.yaml", text).string(), source_folder() / "models"),
                  ScenarioError);
}

}  // namespace aif
