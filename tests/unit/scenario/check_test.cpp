#include "doctest/doctest.h"
#include "samples.hpp"

using namespace aif;
using samples::findings;
using samples::mentions;
using samples::Text;

// The cases in tests/errors-scenario show the sentences; here are the borders between good and bad.

namespace {

std::string training(const std::string& rest) {
  return "workloads: [{kind: training, name: job, operator: lab, placement: {pools: [hall/h100]}, tokens: 1e12, " +
         rest + "}]\n";
}

std::string told_of_training(const std::string& rest) {
  Text text;
  text.workloads = training(rest);
  return findings(text.yaml());
}

std::string told_of_site(const std::string& feed, const std::string& more = "") {
  Text text;
  text.site = "    climate: seoul\n    feed: " + feed + "\n    tariff: kepco-general-b-hva-iii\n" + more;
  if (!mentions(more, "fabric:")) {
    text.site += "    fabric: {leaf: quantum2-qm9700, optic: 400g-dr4}\n";
  }
  return findings(text.yaml());
}

}  // namespace

TEST_CASE("a site must be able to power its machines idle") {
  // 32 nodes x 2.6 kW = 83.2 kW idle; nameplate 32 x 10.2 kW = 326.4 kW, of which storage draws 3 %: 9.792 kW and
  // house load 1 %: 3.264 kW. Chain: 1 / (0.97 x 0.99 x 0.98) = 1.06259.
  // (83.2 + 9.792) x 1.06259 + 3.264 = 102.08 kW.
  CHECK(mentions(told_of_site("102 kW"), "cannot be powered even idle"));
  CHECK_FALSE(mentions(told_of_site("102.2 kW"), "cannot be powered even idle"));
  // With an explicit PUE: 92.992 kW x 1.5 = 139.49 kW.
  CHECK(mentions(told_of_site("139 kW", "    pue: 1.5\n"), "cannot be powered even idle"));
  CHECK_FALSE(mentions(told_of_site("140 kW", "    pue: 1.5\n"), "cannot be powered even idle"));
}

TEST_CASE("a feed that is ignored is only warned about") {
  CHECK(mentions(told_of_site("50 kW", "    power_policy: none\n"), "ignored: power_policy is none"));
}

TEST_CASE("a feed below nameplate is noted, one far above is warned about") {
  // (326.4 + 9.792) x 1.06259 + 3.264 = 360.5 kW
  CHECK(mentions(told_of_site("360 kW"), "will slow the GPUs"));
  CHECK(told_of_site("361 kW").empty());
  CHECK(told_of_site("3.6 MW").empty());
  CHECK(mentions(told_of_site("3.7 MW"), "more than ten times"));
}

TEST_CASE("contract and feed") {
  CHECK(told_of_site("1 MW", "    contract: 1 MW\n").empty());
  CHECK(mentions(told_of_site("1 MW", "    contract: 1001 kW\n"), "more than the feed"));
}

TEST_CASE("the fabric must have a port for every adapter") {
  // Two tiers of 64 ports: 64 x 64 / 2 = 2,048 ports; one tier: 64.
  Text text;
  text.site =
      "    climate: seoul\n    feed: 10 MW\n    tariff: kepco-general-b-hva-iii\n"
      "    fabric: {leaf: quantum2-qm9700, optic: 400g-dr4, tiers: 2}\n";
  text.pool = "{name: h100, system: dgx-h100, gpus: 2048}";
  CHECK_FALSE(mentions(findings(text.yaml()), "fabric cannot be cabled"));
  text.pool = "{name: h100, system: dgx-h100, gpus: 2056}";
  CHECK(mentions(findings(text.yaml()), "fabric cannot be cabled"));
}

TEST_CASE("a job may be as large as the pool less its spares") {
  // 32 nodes x 2 % = 0.64, so one is spare: 31 x 8 = 248 GPUs.
  CHECK(told_of_training("model: llama-3.1-8b, gpus: 248, parallel: {tensor: 8}, batch_tokens: 4063232").empty());
  CHECK(mentions(told_of_training("model: llama-3.1-8b, gpus: 256"), "needs 256 GPUs at once"));
}

TEST_CASE("later deliveries count for what fits") {
  Text text;
  text.pool = "{name: h100, system: dgx-h100, gpus: 128, deliveries: [{date: 2027-01-10, gpus: 256}]}";
  text.workloads = training("model: llama-3.1-8b, gpus: 256");
  CHECK(mentions(findings(text.yaml()), "waits until enough GPUs have been delivered"));
  text.workloads = training("model: llama-3.1-8b, gpus: 256, start: 2027-01-15");
  CHECK(findings(text.yaml()).empty());
}

TEST_CASE("dates at the borders of the period") {
  Text text;
  const auto told_of_delivery = [&text](const std::string& date) {
    text.pool = "{name: h100, system: dgx-h100, gpus: 256, deliveries: [{date: " + date + ", gpus: 8}]}";
    return findings(text.yaml());
  };
  CHECK(mentions(told_of_delivery("2027-01-01"), "not after the scenario's start"));
  CHECK(told_of_delivery("2027-01-01T01:00:00+09:00").empty());
  CHECK(told_of_delivery("2027-01-30").empty());
  CHECK(mentions(told_of_delivery("2027-01-31"), "after the scenario's end"));
}

TEST_CASE("work of any kind starts within the period") {
  const auto told_of_start = [](const std::string& date) {
    Text text;
    text.workloads =
        "workloads: [{kind: batch, name: bags, operator: lab, placement: {pools: [hall/h100]}, bags_per_day: 1, "
        "gpu_time_per_bag: 100 h, start: " +
        date + "}]\n";
    return findings(text.yaml());
  };
  CHECK(mentions(told_of_start("2026-12-31"), "before the scenario does"));
  CHECK(told_of_start("2027-01-01").empty());
  CHECK(told_of_start("2027-01-30").empty());
  CHECK(mentions(told_of_start("2027-01-31"), "after the scenario's end"));
}

TEST_CASE("layouts that divide are accepted") {
  CHECK(told_of_training("model: llama-3.1-8b, gpus: 128, parallel: {tensor: 4, pipeline: 4, virtual_stages: 8}")
            .empty());
  CHECK(told_of_training("model: deepseek-v3, gpus: 128, parallel: {tensor: 1, pipeline: 2, expert: 64}").empty());
  CHECK(told_of_training("model: llama-3.1-8b, gpus: 128, precision: fp8").empty());
}

TEST_CASE("a batch is shared equally") {
  const std::string job = "model: llama-3.1-8b, gpus: 128, parallel: {tensor: 1}, ";
  // 128 replicas x 8,192 tokens = 1,048,576.
  CHECK(told_of_training(job + "batch_tokens: 1048576").empty());
  CHECK(mentions(told_of_training(job + "batch_tokens: 1000000"), "cannot share equally"));
  CHECK(mentions(told_of_training(job + "batch_tokens: 524288"), "cannot share equally"));
  // Sixteen replicas of eight stages: one sequence of 8,192 each.
  CHECK(mentions(told_of_training("model: llama-3.1-8b, gpus: 128, parallel: {tensor: 1, pipeline: 8}, "
                                  "batch_tokens: 131072"),
                 "leave most of 8 pipeline stages idle"));
}

TEST_CASE("work of another operator is noted") {
  Text text;
  text.head =
      "schema: aifactory/v1\nname: sample\nstart: 2027-01-01T00:00:00+09:00\nduration: 30 d\ngrid: korea\n"
      "operators: [{name: lab}, {name: guest}]\n";
  text.workloads =
      "workloads: [{kind: sessions, name: desks, operator: guest, placement: {pools: [hall/h100]}, "
      "peak_sessions: 4}]\n";
  CHECK(mentions(findings(text.yaml()), "work of guest runs at a site of lab"));
}

TEST_CASE("names") {
  const auto told_of_name = [](const std::string& name) {
    Text text;
    text.head = "schema: aifactory/v1\nname: " + name +
                "\nstart: 2027-01-01T00:00:00+09:00\nduration: 30 d\ngrid: korea\noperators: [{name: lab}]\n";
    return findings(text.yaml());
  };
  CHECK(told_of_name("a-z_0.9").empty());
  CHECK(told_of_name(std::string(64, 'x')).empty());
  CHECK(mentions(told_of_name(std::string(65, 'x')), "cannot be a name"));
  CHECK(mentions(told_of_name("\"a b\""), "cannot be a name"));
  CHECK(mentions(told_of_name("\"\""), "cannot be a name"));
  CHECK(mentions(told_of_name("../up"), "cannot be a name"));
}

TEST_CASE("a time series of absurd length is refused") {
  Text text;
  text.head += "outputs: {series_interval: 1 min}\n";
  CHECK(findings(text.yaml()).empty());  // 43,200 rows
  text.head =
      "schema: aifactory/v1\nname: sample\nstart: 2027-01-01T00:00:00+09:00\nduration: 20 yr\ngrid: korea\n"
      "operators: [{name: lab}]\noutputs: {series_interval: 1 min}\n";
  CHECK(mentions(findings(text.yaml()), "timeseries.csv would have"));  // 20 x 525,600 = 10.5 million
}
