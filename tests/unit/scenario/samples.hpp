#pragma once

#include <filesystem>
#include <string>

#include "scenario/scenario.hpp"
#include "shipped.hpp"

/// What the tests of this folder share.
namespace aif::samples {

/// A correct scenario of one hall with 256 H100, whose parts can be replaced.
struct Text {
  std::string head =
      "schema: aifactory/v1\nname: sample\nstart: 2027-01-01T00:00:00+09:00\nduration: 30 d\ngrid: korea\n"
      "operators: [{name: lab}]\n";
  std::string site =
      "    climate: seoul\n    feed: 1 MW\n    tariff: kepco-general-b-hva-iii\n"
      "    fabric: {leaf: quantum2-qm9700, optic: 400g-dr4, tiers: 2}\n";
  std::string pool = "{name: h100, system: dgx-h100, gpus: 256}";
  std::string workloads = "workloads: []\n";

  [[nodiscard]] std::string yaml() const {
    return head + "sites:\n  - name: hall\n    operator: lab\n" + site + "    pools: [" + pool + "]\n" + workloads;
  }
};

inline ResolvedScenario load(const std::string& yaml, const std::vector<Override>& overrides = {},
                             const std::filesystem::path& folder = ".") {
  return load_scenario_text(yaml, "sample.yaml", folder, shipped_catalog(), overrides);
}

/// Messages of all findings, one per line; empty if the scenario is loaded without any.
inline std::string findings(const std::string& yaml, const std::vector<Override>& overrides = {}) {
  std::string text;
  const auto collect = [&text](const std::vector<Diagnostic>& list) {
    for (const Diagnostic& finding : list) {
      text += finding.message + "\n";
    }
  };
  try {
    collect(load(yaml, overrides).remarks);
  } catch (const ScenarioError& error) {
    collect(error.diagnostics());
  }
  return text;
}

inline bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace aif::samples
