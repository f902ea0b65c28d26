#include "catalog/catalog.hpp"

#include <cstdlib>

#include "doctest/doctest.h"
#include "temporary_catalog.hpp"

namespace aif {
namespace {

constexpr const char* optic = R"(schema: aifactory-catalog/v1
kind: optic
name: fibre
title: A module
source: book
rate: 400 Gbit/s
power: {value: 9 W, estimate: true, range: [8 W, 10 W], note: guessed}
reach: {value: 500 m, source: book}
)";

}  // namespace

TEST_CASE("numbers carry where they come from") {
  const TemporaryCatalog files;
  files.write("optics/fibre.yaml", optic);
  const Catalog catalog(files.root());
  const Ref<OpticSpec> fibre = catalog.get<OpticSpec>("fibre");
  CHECK(fibre->name == "fibre");
  CHECK((*fibre->rate).in(gigabits_per_second) == 400);
  CHECK(fibre->rate.source == "book");
  CHECK_FALSE(fibre->rate.estimate);
  CHECK(fibre->power.estimate);
  CHECK(fibre->power.source.empty());
  CHECK(fibre->power.range->second.in(watts) == 10);
  CHECK(fibre->power.note == "guessed");
  CHECK_FALSE(fibre->price.has_value());
}

TEST_CASE("a missing entry is an error with the nearest name") {
  const TemporaryCatalog files;
  files.write("optics/fibre.yaml", optic);
  const Catalog catalog(files.root());
  CHECK(catalog.find("optic", "copper") == nullptr);
  CHECK(catalog.find("no-such-kind", "fibre") == nullptr);
  CHECK(catalog.names("optic") == std::vector<std::string>{"fibre"});
  CHECK(catalog.names("gpu").empty());
  try {
    (void)catalog.get<OpticSpec>("fiber");
    FAIL("found an entry that is not there");
  } catch (const ScenarioError& error) {
    REQUIRE(error.diagnostics().size() == 1);
    CHECK(error.diagnostics()[0].code == code::unknown_name);
    CHECK(error.diagnostics()[0].hint.find("fibre") != std::string::npos);
  }
}

TEST_CASE("a directory without references is no catalog") {
  CHECK_THROWS_AS(Catalog("/no/such/directory"), FileError);
  const TemporaryCatalog files;
  CHECK_THROWS_AS(Catalog(files.root() / "optics"), FileError);
}

TEST_CASE("a file that is not YAML is told with its place") {
  const TemporaryCatalog files;
  files.write("optics/fibre.yaml", "name: [unfinished\n");
  const Catalog catalog(files.root());
  CHECK_THROWS_AS((void)catalog.get<OpticSpec>("fibre"), ScenarioError);
  CHECK(files.findings().find("optics/fibre.yaml:") != std::string::npos);
}

TEST_CASE("the hash covers names and bytes") {
  const TemporaryCatalog files;
  files.write("optics/fibre.yaml", optic);
  const std::string before = Catalog(files.root()).content_hash();
  CHECK(before.size() == 64);
  CHECK(Catalog(files.root()).content_hash() == before);
  files.write("optics/fibre.yaml", std::string(optic) + "\n");
  const std::string changed = Catalog(files.root()).content_hash();
  CHECK(changed != before);
  files.write("optics/fibre.yaml", optic);
  CHECK(Catalog(files.root()).content_hash() == before);
  std::filesystem::rename(files.root() / "optics/fibre.yaml", files.root() / "optics/glass.yaml");
  CHECK(Catalog(files.root()).content_hash() != before);
}

TEST_CASE("where models are") {
  const TemporaryCatalog tree;
  tree.write("models/references.yaml", "[]\n");
  ::unsetenv("AIFACTORY_MODELS");
  CHECK(find_models_directory(tree.root() / "build/release/aifactory") ==
        std::filesystem::weakly_canonical(tree.root()) / "models");
  tree.write("usr/share/aifactory/models/references.yaml", "[]\n");
  CHECK(find_models_directory(tree.root() / "usr/bin/aifactory") ==
        std::filesystem::weakly_canonical(tree.root()) / "usr/share/aifactory/models");
  CHECK_THROWS_AS(find_models_directory("/aifactory"), FileError);
  ::setenv("AIFACTORY_MODELS", "/elsewhere", 1);
  CHECK(find_models_directory("/aifactory") == "/elsewhere");
  ::unsetenv("AIFACTORY_MODELS");
}

}  // namespace aif
