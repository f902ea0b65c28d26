#include <algorithm>

#include "core/hash.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "document/schema.hpp"
#include "scenario/attached_files.hpp"
#include "scenario/place.hpp"
#include "scenario/scenario.hpp"

#include <fmt/format.h>

/// From files to a resolved scenario.
namespace aif {

namespace {

constexpr const char* supported_schema = "aifactory/v1";

/// Whether the text itself could not be understood, so that findings about its content would be noise.
bool text_is_broken(const Diagnostics& diagnostics) {
  static const std::vector<std::string> fatal{code::not_readable, code::not_yaml, code::too_complex, code::bad_extends};
  return std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [](const Diagnostic& d) {
    return d.severity == Severity::error && std::find(fatal.begin(), fatal.end(), d.code) != fatal.end();
  });
}

/// The document must be a mapping of a version that this program reads. Throws what is known if it is not.
void require_known_format(const Node& document, Diagnostics& diagnostics) {
  if (text_is_broken(diagnostics)) {
    diagnostics.throw_if_errors();
  }
  if (!document.is_map()) {
    diagnostics.error(code::wrong_kind, document.mark().location(), "",
                      "a scenario is a mapping of keys, found " + document.describe(),
                      "See scenarios/quickstart.yaml.");
    diagnostics.throw_if_errors();
  }
  const Node* schema = document.find("schema");
  if (schema == nullptr || !schema->is_scalar() || schema->text() == supported_schema) {
    return;  // a missing or odd `schema` is reported with the other keys
  }
  const bool is_catalog = schema->text().rfind("aifactory-catalog/", 0) == 0;
  diagnostics.error(code::unknown_name, schema->mark().location(), "schema",
                    is_catalog ? "this is an entry of the catalog, not a scenario"
                               : "unknown scenario format \"" + printable(schema->text()) + "\"",
                    fmt::format("This version reads {}.", supported_schema));
  diagnostics.throw_if_errors();
}

/// Fills what a release's training takes over from its cycle.
void complete(ScenarioSpec& spec) {
  for (WorkloadSpec& workload : spec.workloads) {
    if (auto* cycle = std::get_if<DrivingCycleSpec>(&workload)) {
      cycle->training.name = fmt::format("{}.training", cycle->name);
      cycle->training.operator_name = cycle->operator_name;
      cycle->training.assumed = cycle->assumed;
    }
  }
}

std::string identity(const Node& document, const std::vector<AttachedFile>& files) {
  std::string text = to_yaml(document);
  for (const AttachedFile& file : files) {
    text += fmt::format("{} {}\n", file.name, file.sha256);
  }
  return sha256_hex(text);
}

/// Values come from streams of the seed, so that a replication draws the same whatever else was drawn before.
UncertainReading reading_of(const Node& document, const Sampling& sampling) {
  UncertainReading reading;
  reading.estimates = sampling.estimates;
  if (sampling.draw) {
    ScenarioSpec preset;
    Diagnostics unheard;  // the seed's own mistakes are reported when it is read with the rest
    Reader reader(unheard);
    if (const Node* seed = document.find("seed")) {
      Codec<std::int64_t>::read(*seed, preset.seed, reader, {});
    }
    const auto seed = static_cast<std::uint64_t>(preset.seed + sampling.replication);
    reading.draw = [seed](const std::string& path) { return RandomStream(seed, "uncertainty." + path).uniform(); };
  }
  return reading;
}

/// A run without draws says that it is one of many.
void note_medians(const std::vector<UncertainNumber>& numbers, const Sampling& sampling, Diagnostics& diagnostics) {
  const auto given = std::count_if(numbers.begin(), numbers.end(), [](const auto& number) { return !number.estimate; });
  if (given > 0 && !sampling.draw) {
    const auto first =
        std::find_if(numbers.begin(), numbers.end(), [](const auto& number) { return !number.estimate; });
    diagnostics.note({}, first->path,
                     fmt::format("{} given as {}; this run takes the median{}, --replications draws",
                                 given == 1 ? "one number is" : fmt::format("{} numbers are", given),
                                 given == 1 ? "a distribution" : "distributions", given == 1 ? "" : "s"));
  }
}

ResolvedScenario resolve(Node document, const std::filesystem::path& folder, const Catalog& catalog,
                         const std::vector<Override>& overrides, const Sampling& sampling, Diagnostics& diagnostics) {
  require_known_format(document, diagnostics);
  const TypeInfo type = scenario_type();
  apply_overrides(
      document, overrides,
      [&type](const std::string& path, std::vector<std::string>& candidates) {
        return path_exists(type, path, candidates);
      },
      diagnostics);

  ResolvedScenario resolved;
  UncertainReading uncertain = reading_of(document, sampling);
  Reader reader(diagnostics, &catalog);
  reader.uncertain = &uncertain;
  Codec<ScenarioSpec>::read(document, resolved.spec, reader, {});
  resolved.spec.seed += sampling.replication;
  resolved.uncertain = std::move(uncertain.found);
  complete(resolved.spec);
  check_scenario(resolved.spec, document, diagnostics);
  resolved.files = read_attached_files(resolved.spec, Place(document), folder, diagnostics);
  diagnostics.throw_if_errors();
  note_medians(resolved.uncertain, sampling, diagnostics);

  resolved.document = Codec<ScenarioSpec>::write(resolved.spec);
  if (!sampling.draw) {
    write_distributions(resolved.document, resolved.uncertain);
  }
  resolved.sha256 = identity(resolved.document, resolved.files);
  resolved.remarks = diagnostics.all();
  return resolved;
}

}  // namespace

const AttachedFile* ResolvedScenario::file(const std::string& name) const {
  for (const AttachedFile& file : files) {
    if (file.name == name) {
      return &file;
    }
  }
  return nullptr;
}

ResolvedScenario load_scenario(const std::filesystem::path& path, const Catalog& catalog,
                               const std::vector<Override>& overrides, const Sampling& sampling) {
  Diagnostics diagnostics;
  Node document = load_document(path, diagnostics);
  return resolve(std::move(document), path.parent_path(), catalog, overrides, sampling, diagnostics);
}

ResolvedScenario resolve_scenario(Node document, const std::filesystem::path& folder, const Catalog& catalog,
                                  const std::vector<Override>& overrides, const Sampling& sampling) {
  Diagnostics diagnostics;
  return resolve(std::move(document), folder, catalog, overrides, sampling, diagnostics);
}

ResolvedScenario load_scenario_text(const std::string& text, const std::string& name,
                                    const std::filesystem::path& folder, const Catalog& catalog,
                                    const std::vector<Override>& overrides, const Sampling& sampling) {
  Diagnostics diagnostics;
  Node document = parse_yaml(std::make_shared<const SourceFile>(SourceFile{name, text}), diagnostics);
  if (const Node* parent = document.is_map() ? document.find("extends") : nullptr) {
    diagnostics.error(code::bad_extends, parent->mark().location(), "extends",
                      "only a scenario in a file can extend another", "Save the text to a file beside its parent.");
  }
  return resolve(std::move(document), folder, catalog, overrides, sampling, diagnostics);
}

}  // namespace aif
