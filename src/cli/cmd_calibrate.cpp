#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "step/fit_kernels.hpp"
#include "step/job.hpp"

namespace aif {
namespace {

using namespace step;

struct CalibrateOptions {
  std::string measurements, output, gpu;
};

/// What was fitted, for people and machines.
struct Line {
  std::string name;
  double rate = 0, train = 0, test = 0;
  std::int64_t train_rows = 0, test_rows = 0;
};

template <class Kernel>
Line line_of(const std::string& name, const Fit<Kernel>& fit, double rate) {
  return {name, rate, fit.train_error, fit.test_error, fit.train_rows, fit.test_rows};
}

/// Factors of training over kernels come from whole steps, which a measurement of kernels does not have: those of the
/// family that prices the GPU now, for the widths that were fitted.
FamilyCalibration beginning(const GpuSpec& gpu, const std::string& name) {
  const Calibration& shipped = shipped_calibration();
  const Machine now = machine_of(gpu, 8, gigabytes_per_second(50), shipped);
  FamilyCalibration family = shipped.families.at(now.family);
  family.name = name;
  family.gpus = {{.gpu = gpu.name, .bf16 = *gpu.bf16, .origin = Origin::fitted}};
  return family;
}

nlohmann::ordered_json fit_json(const std::vector<Line>& lines, std::optional<double> memory) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Line& line : lines) {
    list.push_back({{"kernel", line.name},
                    {"rate_flops", line.rate},
                    {"train_error", line.train},
                    {"train_rows", line.train_rows},
                    {"test_error", line.test},
                    {"test_rows", line.test_rows}});
  }
  nlohmann::ordered_json json = {{"kernels", list}};
  if (memory) {
    json["memory_share"] = *memory;
  }
  return json;
}

std::string fit_text(const std::vector<Line>& lines, std::optional<double> memory) {
  std::string text =
      fmt::format("{:<12} {:>16} {:>20} {:>20}\n", "kernel", "rate", "error, fitted rows", "error, other rows");
  for (const Line& line : lines) {
    text += fmt::format("{:<12} {:>16} {:>11.2f} % of {:>4} {:>11.2f} % of {:>4}\n", line.name,
                        human(flops_per_second(line.rate), 4), 100 * line.train, line.train_rows, 100 * line.test,
                        line.test_rows);
  }
  if (memory) {
    text += fmt::format("element-wise work reaches {:.1f} % of the nominal memory bandwidth; the model takes 85 %\n",
                        100 * *memory);
  }
  return text + "Errors are mean absolute, above 50 microseconds. Training factors are those of the nearest family.\n";
}

int calibrate(const CalibrateOptions& options, const Session& session) {
  const Catalog catalog = session.catalog();
  const Ref<GpuSpec> gpu = catalog.get<GpuSpec>(options.gpu);
  const Measurements measurements = load_measurements(options.measurements);
  FamilyCalibration family = beginning(*gpu, std::filesystem::path(options.output).stem().string());
  family.date = measurements.gpu.date;
  family.data = std::filesystem::path(options.measurements).filename().string();
  family.data_hash = measurements.hash;
  family.sm_count = measurements.gpu.sm_count;
  family.memory_bandwidth = measurements.gpu.memory_bandwidth;

  std::vector<Line> lines;
  const auto gemm_16 = fit_gemm(measurements, MathWidth::bits16);
  if (!gemm_16) {
    throw SimulationError(fmt::format("{} has fewer than 20 rows of 16-bit matrix products; measure more shapes",
                                      printable(options.measurements)));
  }
  family.gemm.gemm_16 = gemm_16->kernel;
  lines.push_back(line_of("gemm 16", *gemm_16, gemm_16->kernel.rate.si()));
  if (const auto fit = fit_gemm(measurements, MathWidth::bits8)) {
    family.gemm.gemm_8 = fit->kernel;
    lines.push_back(line_of("gemm 8", *fit, fit->kernel.rate.si()));
  }
  if (const auto fit = fit_gemm(measurements, MathWidth::bits4)) {
    family.gemm.gemm_4 = fit->kernel;
    lines.push_back(line_of("gemm 4", *fit, fit->kernel.rate.si()));
  }
  if (const auto fit = fit_attention(measurements)) {
    family.attention = fit->kernel;
    lines.push_back(line_of("attention", *fit, fit->kernel.rate_128.si()));
  }
  double error = 0, test = 0;
  family.cases = 0;
  for (const Line& line : lines) {
    family.cases += line.train_rows + line.test_rows;
    error += line.train / static_cast<double>(lines.size());
    test += line.test / static_cast<double>(lines.size());
  }
  family.mean_error = std::min(1.0, error);
  family.cross_validated_error = std::min(1.0, test);
  write_text_file(options.output, to_text(family));
  const std::optional<double> memory = achieved_memory(measurements);
  print(session.json ? json_text(fit_json(lines, memory)) : for_terminal(fit_text(lines, memory)));
  if (!session.quiet) {
    say(fmt::format("Wrote {}. In a folder models/calibration, the first file that names {} prices it.\n",
                    printable(options.output), gpu->name));
  }
  return exit_ok;
}

}  // namespace

void add_calibrate(CLI::App& app, Session& session) {
  auto options = std::make_shared<CalibrateOptions>();
  CLI::App& verb = add_verb(app, session, "calibrate", "Constants of a GPU's kernels from timings on it",
                            "  tools/measure-gpu -o mine.yaml\n"
                            "  aifactory calibrate mine.yaml --gpu h100-sxm -o models/calibration/h100-mine.yaml");
  verb.add_option("MEASUREMENTS", options->measurements, "What tools/measure-gpu wrote")->required()->type_name("");
  verb.add_option("--gpu", options->gpu, "The GPU of the catalog that was measured")->required()->type_name("NAME");
  verb.add_option("-o,--output", options->output, "Calibration file to write")->required()->type_name("FILE");
  verb.callback([&session, options] { session.action = [&session, options] { return calibrate(*options, session); }; });
}

}  // namespace aif
