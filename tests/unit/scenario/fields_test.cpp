#include <algorithm>

#include "doctest/doctest.h"
#include "document/schema.hpp"
#include "samples.hpp"

using namespace aif;

namespace {

/// Calls `visit(path, field)` for every field of a type, catalog entries left out.
template <class Visit>
void each_field(const TypeInfo& type, const std::string& path, const Visit& visit) {
  if (!type.catalog_kind.empty()) {
    return;
  }
  if (type.kind == TypeInfo::Kind::record) {
    for (const FieldInfo& field : type.fields()) {
      visit(path + "." + field.key, field);
      each_field(field.type, path + "." + field.key, visit);
    }
  } else if (type.kind == TypeInfo::Kind::variant) {
    for (const auto& [name, alternative] : type.alternatives()) {
      each_field(alternative, path + "<" + name + ">", visit);
    }
  } else if (type.item) {
    each_field(*type.item, path + "[]", visit);
  }
}

bool is_number(const TypeInfo& type) {
  return type.kind == TypeInfo::Kind::integer || type.kind == TypeInfo::Kind::number ||
         type.kind == TypeInfo::Kind::quantity;
}

}  // namespace

TEST_CASE("every field is explained and every number is bounded on both sides") {
  int fields = 0;
  each_field(scenario_type(), "scenario", [&fields](const std::string& path, const FieldInfo& field) {
    CAPTURE(path);
    ++fields;
    CHECK(field.help.size() >= 10);
    const char last = field.help.back();
    CHECK((last == '.' || last == '_'));
    const TypeInfo& number = field.type.item ? *field.type.item : field.type;
    if (is_number(number)) {
      CHECK(number.limits.min.has_value());
      CHECK(number.limits.max.has_value());
    }
  });
  CHECK(fields > 120);
}

TEST_CASE("a default lies within the limits of its field") {
  // Everything optional is left out here, so all defaults are written and read again.
  samples::Text text;
  text.workloads =
      "workloads:\n"
      "  - {kind: training, name: a, operator: lab, placement: {pools: [hall/h100]}, model: llama-3.1-8b, gpus: 128, "
      "tokens: 1e12}\n"
      "  - {kind: batch, name: b, operator: lab, placement: {pools: [hall/h100]}, bags_per_day: 1, "
      "gpu_time_per_bag: 100 h}\n"
      "  - {kind: service, name: c, operator: lab, placement: {pools: [hall/h100]}, model: llama-3.1-8b, "
      "home_tokens_per_day: 1}\n"
      "  - {kind: sessions, name: d, operator: lab, placement: {pools: [hall/h100]}, peak_sessions: 1}\n"
      "  - {kind: tenants, name: e, operator: lab, placement: {pools: [hall/h100]}, jobs_per_day: 1, sizes: {8: 1}}\n";
  const ResolvedScenario first = samples::load(text.yaml());
  CHECK(first.remarks.empty());
  CHECK(samples::load(to_yaml(first.document)).sha256 == first.sha256);
}

TEST_CASE("paths of overrides lead into every part") {
  const TypeInfo type = scenario_type();
  std::vector<std::string> candidates;
  for (const char* path : {"duration", "sites[0].feed", "sites[hall].pools[h100].reliability.spare_fraction",
                           "sites[hall].cooling.air_supply", "outputs.series_interval", "operators[0].title_ko"}) {
    CAPTURE(path);
    CHECK(path_exists(type, path, candidates));
  }
  CHECK_FALSE(path_exists(type, "sites[0].fed", candidates));
  CHECK(std::find(candidates.begin(), candidates.end(), "feed") != candidates.end());
}

TEST_CASE("a release's training has no keys that the cycle decides") {
  const std::vector<FieldInfo> fields = Codec<ReleaseTrainingSpec>::describe({}).fields();
  for (const char* key : {"name", "operator", "tokens", "runs", "start"}) {
    CAPTURE(key);
    CHECK(std::none_of(fields.begin(), fields.end(), [key](const FieldInfo& field) { return field.key == key; }));
  }
}

TEST_CASE("spare nodes and later deliveries") {
  PoolSpec pool;
  pool.gpus = 256;
  pool.deliveries = {{{}, 64}, {{}, 128}};
  CHECK(final_gpus(pool) == 448);
  pool.reliability.spare_fraction = 0.02;
  CHECK(spare_nodes(pool, 2090) == 42);  // 41.8
  CHECK(spare_nodes(pool, 1) == 1);      // 0.02
  CHECK(spare_nodes(pool, 0) == 0);
  pool.reliability.spare_fraction = 0;
  CHECK(spare_nodes(pool, 2090) == 0);
}
