/// Feeds damaged files to the readers of everything that a user may hand to the program.
///
///     fuzz_inputs KIND [--runs N] [--seed S]      KIND: scenario, swf, weather, telemetry, result, expected, case
///     fuzz_inputs KIND FILE...                    these files as they are
///
/// The corpus is what the repository ships. Errors that are told are the right answer; a crash, a sanitizer report, an
/// exception of another kind or a broken promise ends the program, and the text is left in fuzz-KIND.txt.
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "check/case_spec.hpp"
#include "check/expected.hpp"
#include "check/telemetry.hpp"
#include "core/contracts.hpp"
#include "core/files.hpp"
#include "damage.hpp"
#include "document/yaml.hpp"
#include "facility/weather.hpp"
#include "result/json.hpp"
#include "scenario/scenario.hpp"
#include "workload/swf.hpp"

namespace aif {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1u << 20;

const Catalog& catalog() {
  static const Catalog shipped(fs::path(AIF_SOURCE_DIR) / "models");
  return shipped;
}

void try_scenario(const std::string& text) {
  const fs::path folder = fs::path(AIF_SOURCE_DIR) / "scenarios";
  const ResolvedScenario resolved = load_scenario_text(text, "fuzz.yaml", folder, catalog(), {});
  // What was accepted is accepted again as it is dumped.
  const ResolvedScenario again = load_scenario_text(to_yaml(resolved.document), "again.yaml", folder, catalog(), {});
  AIF_ENSURE(to_yaml(again.document) == to_yaml(resolved.document));
}

void try_swf(const std::string& text) {
  Diagnostics diagnostics;
  for (const SwfJob& job : read_swf(text, "fuzz.swf", diagnostics)) {
    AIF_ENSURE(job.run_s >= 0 && job.processors > 0);
  }
  render(diagnostics.all(), false);
}

void try_weather(const std::string& text) {
  Diagnostics diagnostics;
  read_weather(text, "fuzz.csv", *parse_instant("2027-01-01"), 48, diagnostics);
  render(diagnostics.all(), false);
}

void try_telemetry(const std::string& text) {
  static const std::string series =
      "time_s,local_time,site,facility_power_w\n0,2027-01-01T00:00:00+09:00,a,1000\n"
      "3600,2027-01-01T01:00:00+09:00,a,2000\n7200,2027-01-01T02:00:00+09:00,a,3000\n";
  Diagnostics diagnostics;
  const SimulatedSeries simulated =
      simulated_series(parse_csv(series, "timeseries.csv", diagnostics), "a", "facility_power_w", diagnostics);
  const CsvFile csv = parse_csv(text, "fuzz.csv", diagnostics);
  const PowerSeries measured = measured_series(csv, {}, simulated.start_s, simulated.offset_s, diagnostics);
  const TelemetryComparison comparison = compare_telemetry(simulated, measured, Duration());
  telemetry_text(comparison);
  telemetry_json(comparison);
  telemetry_svg(comparison);
}

void try_result(const std::string& text) {
  try {
    from_json(text, "fuzz.json");
  } catch (const FileError&) {
    // The flat reader takes more: results of other versions.
  }
  const FlatResult flat = flatten_result(text, "fuzz.json");
  const Expected expected = expected_of(flat, {"*"}, "fuzz");
  AIF_ENSURE(parse_expected(expected_json(expected), "again").metrics.size() == expected.metrics.size());
}

void try_expected(const std::string& text) {
  const Expected expected = parse_expected(text, "fuzz.json");
  AIF_ENSURE(expected_json(parse_expected(expected_json(expected), "again")) == expected_json(expected));
}

void try_case(const std::string& text) {
  Diagnostics diagnostics;
  const Node document =
      parse_yaml(std::make_shared<const SourceFile>(SourceFile{"tolerances.yaml", text}), diagnostics);
  CaseSpec spec;
  Reader reader(diagnostics);
  Codec<CaseSpec>::read(document, spec, reader, {});
  render(diagnostics.all(), true);
}

struct Kind {
  const char* name;
  void (*try_text)(const std::string&);
  const std::vector<std::string>& (*pieces)();
  std::vector<std::string> files;  ///< of the corpus, relative to the source tree; folders stand for what is in them
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> list{
      {"scenario", try_scenario, yaml_pieces, {"scenarios", "tests/errors-scenario", "tests/program/fixtures"}},
      {"swf", try_swf, table_pieces, {"scenarios/traces"}},
      {"weather", try_weather, table_pieces, {"tests/fuzz/corpus/weather.csv", "tests/fuzz/corpus/weather.epw"}},
      {"telemetry", try_telemetry, table_pieces, {"tests/fuzz/corpus/meter.csv", "tests/fuzz/corpus/meter-ko.csv"}},
      {"result", try_result, json_pieces, {"tests/fuzz/corpus/result.json"}},
      {"expected", try_expected, json_pieces, {"tests/scenarios"}},
      {"case", try_case, yaml_pieces, {"tests/scenarios", "tests/fuzz/corpus/tolerances.yaml"}}};
  return list;
}

bool belongs(const fs::path& file, const std::string& kind) {
  const std::string extension = file.extension().string();
  return kind == "swf"        ? extension == ".swf"
         : kind == "expected" ? extension == ".json"
                              : extension == ".yaml" && file.filename() != "expected.json";
}

std::vector<std::string> corpus(const Kind& kind) {
  std::vector<fs::path> files;
  for (const std::string& name : kind.files) {
    const fs::path path = fs::path(AIF_SOURCE_DIR) / name;
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file() && belongs(entry.path(), kind.name) && entry.file_size() < 60'000) {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const fs::path& file : files) {
    texts.push_back(read_text_file(file, largest_file));
  }
  return texts;
}

/// Errors that are told are fine; everything else goes up.
void try_guarded(const Kind& kind, const std::string& text) {
  try {
    kind.try_text(text);
  } catch (const Error&) {}
}

int fuzz(const Kind& kind, std::uint64_t runs, std::uint64_t seed) {
  const std::vector<std::string> texts = corpus(kind);
  AIF_EXPECT(!texts.empty());
  RandomStream stream(seed, std::string("fuzz.") + kind.name);
  const std::string left = std::string("fuzz-") + kind.name + ".txt";
  for (const std::string& text : texts) {
    try_guarded(kind, text);
  }
  for (std::uint64_t run = 0; run < runs; ++run) {
    const std::string text = damaged(texts[stream.below(texts.size())], texts, kind.pieces(), stream);
    write_text_file(left, text);  // before it is tried, so that it is there after a crash
    try_guarded(kind, text);
  }
  fs::remove(left);
  std::printf("%s: %llu damaged files\n", kind.name, static_cast<unsigned long long>(runs));
  return 0;
}

}  // namespace
}  // namespace aif

int main(int argc, char** argv) {
  std::uint64_t runs = 500;
  std::uint64_t seed = 1;
  bool files = false;
  const aif::Kind* chosen = nullptr;
  for (const aif::Kind& kind : aif::kinds()) {
    chosen = argc > 1 && std::strcmp(argv[1], kind.name) == 0 ? &kind : chosen;
  }
  if (chosen == nullptr) {
    std::fprintf(stderr, "usage: fuzz_inputs KIND [--runs N] [--seed S] [FILE...]\n");
    return 2;
  }
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    if ((argument == "--runs" || argument == "--seed") && i + 1 < argc) {
      (argument == "--runs" ? runs : seed) = std::stoull(argv[++i]);
    } else {
      aif::try_guarded(*chosen, aif::read_text_file(argument, aif::largest_file));
      files = true;
    }
  }
  return files ? 0 : aif::fuzz(*chosen, runs, seed);
}
