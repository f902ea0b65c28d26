#include <unistd.h>

#include <variant>

#include "core/files.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "samples.hpp"

using namespace aif;
using samples::findings;
using samples::load;
using samples::mentions;
using samples::Text;

namespace {

Override set(const std::string& text) { return parse_override(text, Override::Kind::set); }

/// A folder in the temporary folder, gone with the object.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("aif-scenario-load-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "deep");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const { write_text_file(path_ / name, text); }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("values arrive in SI with defaults and catalog entries in place") {
  const ScenarioSpec spec = load(Text().yaml()).spec;
  const SoftEqual equal;
  CHECK(equal(spec.duration.si(), 30 * 86400.0));
  CHECK(spec.start.instant.utc_s == 1'798'729'200);  // 2026-12-31T15:00:00Z
  CHECK(spec.start.offset_s == 9 * 3600);
  CHECK(spec.seed == 1);
  REQUIRE(spec.sites.size() == 1);
  const SiteSpec& site = spec.sites[0];
  CHECK(site.operator_name == "lab");
  CHECK(equal(site.feed.si(), 1e6));
  CHECK_FALSE(site.contract.has_value());
  CHECK(site.pools[0].system->gpu->name == "h100-sxm");
  CHECK(site.pools[0].scheduler.policy == QueuePolicy::easy_backfill);
  CHECK(spec.grid->name == "korea");
}

TEST_CASE("the kind decides how a workload is read") {
  Text text;
  text.workloads =
      "workloads:\n"
      "  - {kind: sessions, name: desks, operator: lab, placement: {pools: [hall/h100], priority: 70}, "
      "peak_sessions: 4}\n";
  const ScenarioSpec spec = load(text.yaml()).spec;
  REQUIRE(std::holds_alternative<SessionsSpec>(spec.workloads[0]));
  CHECK(std::get<SessionsSpec>(spec.workloads[0]).placement.priority == 70);
  CHECK(workload_name(spec.workloads[0]) == "desks");
  CHECK(workload_operator(spec.workloads[0]) == "lab");
}

TEST_CASE("overrides change values, and only those that exist") {
  const std::string yaml = Text().yaml();
  const ResolvedScenario plain = load(yaml);
  const ResolvedScenario changed = load(yaml, {set("sites[hall].feed=2 MW"), set("seed=5")});
  CHECK(changed.spec.sites[0].feed.si() == 2e6);
  CHECK(changed.spec.seed == 5);
  CHECK(changed.sha256 != plain.sha256);
  CHECK(
      load(yaml, {set("sites[0].pools[h100].reliability.enabled=false")}).spec.sites[0].pools[0].reliability.enabled ==
      false);
  CHECK(mentions(findings(yaml, {set("sites[hall].fed=2 MW")}), "fed"));
  CHECK(mentions(findings(yaml, {set("sites[hall].feed=2 MWh")}), "energy"));
}

TEST_CASE("an override that spells out the default gives the same identity") {
  const std::string yaml = Text().yaml();
  CHECK(load(yaml, {set("seed=1")}).sha256 == load(yaml).sha256);
  CHECK(load(yaml, {set("duration=720 h")}).sha256 == load(yaml).sha256);
}

TEST_CASE("a scenario extends another: mappings merge, lists replace") {
  const Folder folder;
  folder.write("base.yaml", Text().yaml());
  folder.write("deep/child.yaml",
               "extends: ../base.yaml\nname: child\noutputs: {series_interval: 2 h}\n"
               "operators: [{name: lab}, {name: guest}]\n");
  const ResolvedScenario child = load_scenario(folder / "deep/child.yaml", shipped_catalog());
  CHECK(child.spec.name == "child");
  CHECK(child.spec.operators.size() == 2);
  CHECK(child.spec.sites.size() == 1);
  CHECK(child.spec.outputs.series_interval.si() == 7200);
  CHECK(child.spec.outputs.max_events == 200'000);
}

TEST_CASE("a text without a file cannot extend one") {
  CHECK(mentions(findings("extends: base.yaml\nname: child\n"), "only a scenario in a file can extend another"));
}

TEST_CASE("findings of reading and of checking come together") {
  Text text;
  text.head += "colour: red\n";
  text.workloads =
      "workloads: [{kind: sessions, name: desks, operator: nobody, placement: {pools: [hall/h100]}, "
      "peak_sessions: 4}]\n";
  const std::string told = findings(text.yaml());
  CHECK(mentions(told, "colour"));
  CHECK(mentions(told, "there is no operator \"nobody\""));
}

TEST_CASE("a part that could not be read is not called missing elsewhere") {
  Text text;
  text.site =
      "    climate: seoul\n    feed: 1 MWh\n    tariff: kepco-general-b-hva-iii\n"
      "    fabric: {leaf: quantum2-qm9700, optic: 400g-dr4}\n";
  text.workloads =
      "workloads: [{kind: sessions, name: desks, operator: lab, placement: {pools: [hall/h100]}, peak_sessions: 4}]\n";
  const std::string told = findings(text.yaml());
  CHECK(mentions(told, "energy"));
  CHECK_FALSE(mentions(told, "there is no pool"));
}

TEST_CASE("a release's training takes name and operator from its cycle") {
  Text text;
  text.workloads =
      "workloads:\n"
      "  - kind: driving_cycle\n    name: driving\n    operator: lab\n    site: hall\n    vehicles: 10\n"
      "    data_per_drive_hour: 43 GB\n    curation: {pools: [hall/h100]}\n    curation_gpu_time_per_hour: 1 h\n"
      "    training: {placement: {pools: [hall/h100]}, model: driving-vla-10b, gpus: 8, parallel: {tensor: 4}, "
      "batch_tokens: 65536}\n"
      "    hours_per_release: 10\n    tokens_per_hour: 1e6\n    simulation: {pools: [hall/h100]}\n"
      "    miles_per_release: 10\n    gpu_time_per_mile: 2 min\n";
  const ResolvedScenario scenario = load(text.yaml());
  const auto& cycle = std::get<DrivingCycleSpec>(scenario.spec.workloads[0]);
  CHECK(cycle.training.name == "driving.training");
  CHECK(cycle.training.operator_name == "lab");
  CHECK(load(to_yaml(scenario.document)).sha256 == scenario.sha256);
}

TEST_CASE("attached files are part of the identity") {
  const Folder folder;
  Text text;
  text.workloads =
      "workloads: [{kind: trace, name: jobs, operator: lab, placement: {pools: [hall/h100]}, file: jobs.swf}]\n";
  folder.write("deep/jobs.swf", "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 1 -1 -1\n");
  const ResolvedScenario first = load(text.yaml(), {}, folder / "deep");
  REQUIRE(first.file("jobs.swf") != nullptr);
  CHECK(first.file("jobs.swf")->sha256.size() == 64);
  CHECK(first.file("other.swf") == nullptr);
  folder.write("deep/jobs.swf", "1 0 -1 11 1 -1 -1 1 20 -1 1 1 1 -1 1 1 -1 -1\n");
  CHECK(load(text.yaml(), {}, folder / "deep").sha256 != first.sha256);
}
