#include <fmt/format.h>

#include <iostream>

#include "document/yaml.hpp"
#include "validation/collective_case.hpp"

/// The model of collectives as a service for tools/calibrate/collectives.py: one formula, in C++, for simulation and
/// calibration.
///
///     evaluate_collectives CONSTANTS CASES
///
/// prints one line per measured figure, "source<TAB>id<TAB>kind<TAB>measured", then an empty line; after that it reads
/// names of files of constants and answers each with the simulated figures in one line.
namespace aif {
namespace {

std::vector<CollectiveCase> cases_of(const std::string& file) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  Reader reader(diagnostics);
  std::vector<CollectiveCase> cases;
  Codec<std::vector<CollectiveCase>>::read(*root.find("cases"), cases, reader, {});
  diagnostics.throw_if_errors();
  return cases;
}

int serve(const std::string& constants_file, const std::string& cases_file) {
  const std::vector<CollectiveCase> cases = cases_of(cases_file);
  const CollectiveConstants first = load_collective_constants(constants_file);
  for (const CollectiveCase& reference : cases) {
    for (const CollectivePoint& point : setting_of(reference, first).points) {
      fmt::print("{}\t{}\t{}\t{}\n", reference.source, point.id, static_cast<int>(point.kind), point.measured);
    }
  }
  fmt::print("\n");
  std::fflush(stdout);
  for (std::string file; std::getline(std::cin, file);) {
    const CollectiveConstants constants = load_collective_constants(file);
    std::string line;
    for (const CollectiveCase& reference : cases) {
      const CollectiveSetting setting = setting_of(reference, constants);
      for (const CollectivePoint& point : setting.points) {
        line += fmt::format("{} ", simulated(point, setting, constants));
      }
    }
    fmt::print("{}\n", line);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace aif

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: evaluate_collectives CONSTANTS CASES\n");
    return 2;
  }
  try {
    return aif::serve(argv[1], argv[2]);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
