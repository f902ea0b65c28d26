#include <fmt/format.h>

#include <iostream>
#include <sstream>

#include "document/yaml.hpp"
#include "validation/training_step.hpp"

/// The step model as a service for the fit: reads lines "name value name value ..." with all constants, answers each
/// with the step times of all cases [s]. One formula, in C++, for simulation and calibration.
///
/// The line "parts" prints where the time of each case goes, under the constants of the last line.
///
///     evaluate MODELS SOFTWARE CASES     ready: one line per case "id<TAB>source<TAB>measured", then an empty line
namespace aif {
namespace {

struct Prepared {
  TrainingStepCase reference;
  step::Job job;
  step::Components parts;
  double slow_nodes;
};

std::vector<Prepared> prepare(const std::string& models, const std::string& software, const std::string& cases) {
  const Catalog catalog(models);
  const step::Calibration calibration = step::load_calibration(models + "/calibration");
  const std::vector<SoftwareEntry> table = load_software_table(software);
  Diagnostics diagnostics;
  const Node root = load_document(cases, diagnostics);
  Reader reader(diagnostics, &catalog);
  std::vector<TrainingStepCase> references;
  Codec<std::vector<TrainingStepCase>>::read(*root.find("cases"), references, reader, {});
  diagnostics.throw_if_errors();
  std::vector<Prepared> list;
  for (const TrainingStepCase& reference : references) {
    const step::Job job = job_of(reference, table, catalog, calibration);
    list.push_back({reference, job, step::components_of(job), software_of(reference, table).slow_nodes});
  }
  return list;
}

/// Sets "host_floor" or "training.gemm_8@gb200" in all cases; returns whether anything has that name.
bool apply(const std::string& name, double value, std::vector<Prepared>& cases, step::Constants& constants) {
  const std::size_t at = name.find('@');
  if (at == std::string::npos) {
    return step::set_constant(constants, name, value);
  }
  const std::string key = name.substr(0, at), family = name.substr(at + 1);
  for (Prepared& one : cases) {
    step::Machine& m = one.job.machine;
    if (m.family != family) {
      continue;
    }
    if (key == "training.gemm_16") {
      m.gemm_16.training = value;
    } else if (key == "training.gemm_8" && m.gemm_8) {
      m.gemm_8->training = value;
    } else if (key == "training.gemm_4" && m.gemm_4) {
      m.gemm_4->training = value;
    } else if (key == "training.attention") {
      m.attention.training = value;
    } else if (key == "training.first_attention") {
      m.attention.first_generation = value;
    }
  }
  return true;
}

/// One line per case with the parts of its step time [s], for diagnosis.
void print_parts(const std::vector<Prepared>& cases, const step::Constants& constants) {
  for (const Prepared& one : cases) {
    const step::StepTime t = step::step_time(one.job, one.parts, constants);
    fmt::print(
        "{}\t{}\t{}\t{:.6g}\tproducts {:.6g}\tmemory {:.6g}\tgaps {:.6g}\trecomputation {:.6g}\ttensor {:.6g}\t"
        "context {:.6g}\texpert {:.6g}\tpipeline {:.6g}\tbubble {:.6g}\tdata {:.6g}\toptimizer {:.6g}\t"
        "spill {:.6g}\tstragglers {:.6g}\tfixed {:.6g}\tdata_raw {:.6g}\n",
        one.reference.id, step::short_name(one.job.layout), one.job.machine.family, t.total, t.products, t.memory_bound,
        t.gaps, t.recomputation, t.tensor, t.context, t.expert, t.pipeline, t.bubble, t.data_parallel, t.optimizer,
        t.host_spill, t.stragglers, t.fixed, t.data_parallel_raw);
  }
  fmt::print("\n");
  std::fflush(stdout);
}

int serve(std::vector<Prepared> cases, step::Constants constants) {
  for (const Prepared& one : cases) {
    fmt::print("{}\t{}\t{}\n", one.reference.id, one.reference.source, one.reference.measured.step_time.si());
  }
  fmt::print("\n");
  std::fflush(stdout);
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line == "parts") {
      print_parts(cases, constants);
      continue;
    }
    std::istringstream words(line);
    std::string name;
    double value = 0;
    while (words >> name >> value) {
      if (!apply(name, value, cases, constants)) {
        fmt::print(stderr, "unknown constant {}\n", name);
        return 2;
      }
    }
    for (const Prepared& one : cases) {
      fmt::print("{:.17g} ", step::step_time(one.job, one.parts, constants).total * (1 + one.slow_nodes));
    }
    fmt::print("\n");
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace aif

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: evaluate MODELS SOFTWARE CASES\n");
    return 2;
  }
  try {
    const std::string models = argv[1];
    return aif::serve(aif::prepare(models, argv[2], argv[3]),
                      aif::step::constants_of(aif::step::load_calibration(models + "/calibration").global));
  } catch (const aif::ScenarioError& error) {
    for (const aif::Diagnostic& finding : error.diagnostics()) {
      fmt::print(stderr, "{}:{}: {}\n", finding.where.file, finding.where.line, finding.message);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
  return 2;
}
