#include "validation/measured_power.hpp"

#include <cmath>
#include <string>

#include "doctest/doctest.h"

namespace aif {
namespace {

const std::filesystem::path file = std::string(AIF_SOURCE_DIR) + "/tests/validation/campaigns.yaml";

const ValidationResult& result() {
  static const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  static const ValidationResult validated = validate_file(file, catalog);
  return validated;
}

const Comparison& figure(const std::string& id) {
  for (const Comparison& one : result().comparisons) {
    if (one.id == id) {
      return one;
    }
  }
  FAIL("no figure " << id);
  return result().comparisons.front();
}

}  // namespace

TEST_CASE("the metered run of 512 H100 is met") {
  const std::string run = "power-mlperf-v4.0-smc-gpt3-512h100-ac/";
  CHECK(std::abs(figure(run + "node_power").error()) < 0.05);
  CHECK(std::abs(figure(run + "run_energy").error()) < 0.05);
  CHECK(std::abs(figure(run + "dip").error()) < 0.20);
  CHECK(std::abs(figure(run + "p50").error()) < 0.025);
  // 6,853 W * 64 nodes * 56.9 min = 415.9 kWh: the published figures agree among themselves.
  CHECK(std::abs(6853.0 * 64 * 56.9 / 60 / 1000 / figure(run + "run_energy").measured - 1) < 0.005);
  CHECK(std::abs(figure("power-mlperf-v4.0-smc-lora-1node/node_power").error()) < 0.05);
}

TEST_CASE("the same run behind its supplies, and nodes at rest") {
  CHECK(std::abs(figure("power-mlperf-v4.0-smc-gpt3-512h100-dc/node_power").error()) < 0.05);
  CHECK(std::abs(figure("power-mlperf-v4.0-smc-gpt3-512h100-dc/run_energy").error()) < 0.05);
  for (const std::string side : {"power-mlperf-v4.0-smc-lora-1node/", "power-mlperf-v4.0-smc-lora-1node-dc/"}) {
    CAPTURE(side);
    CHECK(std::abs(figure(side + "idle_power").error()) < 0.05);
    CHECK(std::abs(figure(side + "loaded_power").error()) < 0.06);
    CHECK(std::abs(figure(side + "p50").error()) < 0.02);
  }
  // Not used to fix anything.
  CHECK(std::abs(figure("power-mlperf-v5.0-lenovo-lora-1node/node_power").error()) < 0.05);
  CHECK(std::abs(figure("power-mlperf-v5.0-lenovo-lora-1node/idle_power").error()) < 0.10);
}

TEST_CASE("what must not be validated on is passed over, with the reason") {
  const Comparison& circular = figure("llama3.1-405b");
  CHECK(circular.skipped);
  CHECK(circular.within());
  CHECK(circular.reason.find("circular") == 0);
  CHECK(figure("palm-540b").reason == "power of a chip that the catalog does not have");
  CHECK(figure("llama3-405b-54day").reason == "no power was metered");
  const ValidationSummary summary = result().summary();
  CHECK(summary.failed == 0);
  CHECK(summary.skipped == 42);
  CHECK(summary.n == 4);
  const std::string json = to_json({result()});
  CHECK(json.find("\"status\": \"skipped\"") != std::string::npos);
}

}  // namespace aif
