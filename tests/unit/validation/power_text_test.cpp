#include "validation/power_text.hpp"

#include <cmath>

#include "doctest/doctest.h"
#include "document/yaml.hpp"
#include "nearly.hpp"
#include "shipped.hpp"
#include "validation/measured_power.hpp"

namespace aif {
namespace {

/// A run as a table prints it, and its sibling that only says so.
constexpr const char* printed_table = R"(
- id: run-ac
  kind: measured_power
  source: A submission, AC side
  provenance: made up
  gpu: H100-SXM-80GB
  gpus: 512
  nodes: 64
  cooling: immersion cooled
  workload: GPT-3 175B FP8 TP4 PP8 DP16 MBS2 GBS2048, step 10.64 s, run 56.9 min
  power_w_per_node: {mean: 6800-6900, sd_between_nodes: 46, p5: 6020, p50: 7033}
  run_energy_kwh: [415, 417]
  derived: {anything: 1}
  confidence: high
- id: run-dc
  kind: measured_power
  source: The same (DC side)
  provenance: made up
  gpu: H100-SXM-80GB
  gpus: 512
  nodes: 64
  workload: same as the AC run
  power_w_per_node: {mean: 6747}
  confidence: high
)";

struct Rows {
  std::vector<Node> rows;
  std::vector<std::string> filled;

  explicit Rows(const std::filesystem::path& folder) {
    Diagnostics diagnostics;
    const Node root =
        parse_yaml(std::make_shared<const SourceFile>(SourceFile{"table.yaml", printed_table}), diagnostics);
    for (const Node& row : root.items()) {
      rows.push_back(
          normalised_power_case(row, rows.empty() ? nullptr : &rows.back(), folder, shipped_catalog(), filled));
    }
  }

  [[nodiscard]] MeasuredPowerCase read(std::size_t i) const {
    Diagnostics diagnostics;
    const Catalog& catalog = shipped_catalog();
    Reader reader(diagnostics, &catalog);
    MeasuredPowerCase one;
    const bool whole = Codec<MeasuredPowerCase>::read(rows[i], one, reader, {});
    REQUIRE_MESSAGE(whole, render(diagnostics.all(), false));
    return one;
  }
};

}  // namespace

TEST_CASE("rows of a printed table are read from their words") {
  const Rows rows("/nowhere");
  const MeasuredPowerCase ac = rows.read(0);
  CHECK(equal(*ac.measured.node_power, 6850));
  CHECK(equal(*ac.measured.p5, 6020));
  CHECK(soft_equal(ac.measured.run_energy->in(kilowatt_hours), 416));
  CHECK(soft_equal(ac.measured.run_time->in(minutes), 56.9));
  CHECK(soft_equal(ac.measured.step_time->si(), 10.64));
  CHECK_FALSE(ac.measured.behind_supplies);
  CHECK(ac.simulate.system->name == "dgx-h100");
  CHECK(ac.simulate.cooling == CoolingKind::immersion);
  CHECK((*ac.simulate.model)->name == "gpt3-175b");
  CHECK(ac.simulate.precision == Precision::fp8);
  CHECK(ac.simulate.parallel.tensor == 4);
  CHECK(ac.simulate.parallel.pipeline == 8);
  CHECK(ac.simulate.batch == 2048);
  CHECK(ac.simulate.sequence == 2048);
  const MeasuredPowerCase dc = rows.read(1);
  CHECK(dc.measured.behind_supplies);
  CHECK(dc.simulate.cooling == CoolingKind::immersion);
  CHECK((*dc.simulate.model)->name == "gpt3-175b");
  CHECK(rows.filled == std::vector<std::string>{"workload of run-ac", "cooling of run-ac"});
}

TEST_CASE("a printed step time finds its case beside the file") {
  const Rows rows(source_folder() / "tests" / "validation");
  CHECK(rows.read(0).simulate.training_step == "mlperf-v4.0-gpt3-supermicro-64xh100-power-5848-2");
}

}  // namespace aif
