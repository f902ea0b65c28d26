#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "cli/step_text.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "step/presume.hpp"

namespace aif {
namespace {

struct PlanOptions {
  std::string model, system, precision = "bf16";
  std::int64_t gpus = 0, batch = 0, sequence = 8192;
};

Precision precision_of(const std::string& name) {
  const std::vector<std::string> names = EnumNames<Precision>::names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      return static_cast<Precision>(i);
    }
  }
  throw UsageError(fmt::format("unknown precision \"{}\". {}", printable(name), suggest(name, names)));
}

int plan(const PlanOptions& options, const Session& session) {
  const Catalog catalog = session.catalog();
  const Ref<AiModelSpec> model = catalog.get<AiModelSpec>(options.model);
  const Ref<SystemSpec> system = catalog.get<SystemSpec>(options.system);
  const FabricSpec fabric;
  const Precision precision = precision_of(options.precision);
  (void)peak_rate(*system->gpu, precision);
  // Any layout will do as a beginning: all data parallel if the batch allows, the search replaces it.
  const StepSpec spec{model.spec.get(),
                      system.spec.get(),
                      &fabric,
                      1,
                      {.tensor = 1},
                      options.sequence,
                      static_cast<double>(options.batch) * static_cast<double>(options.sequence),
                      precision};
  const step::Calibration& calibration = step::shipped_calibration();
  const step::Constants constants = step::constants_of(calibration.global);
  step::PlanRequest request;
  request.job = step::job_from(spec, calibration);
  request.job.gpus = options.gpus;
  request.job.layout.global_batch = options.batch;
  const step::Plan found = step::plan_layouts(request, constants);
  if (found.considered == 0) {
    throw SimulationError(
        fmt::format("no layout of {} on {} GPUs shares a batch of {} sequences equally; use a batch "
                    "that is a multiple of a divisor of the GPUs",
                    model->name, options.gpus, options.batch));
  }
  if (found.best.empty()) {
    throw SimulationError(fmt::format("none of {} layouts fits in the {} of {}; the smallest, {}, needs {}",
                                      found.considered, human(system->gpu->memory.value, 3), system->gpu->name,
                                      found.least_memory_layout, human(bytes(found.least_memory), 3)));
  }
  print(session.json ? json_text(plan_json(found))
                     : fmt::format("{} on {} GPUs of {}, {} sequences of {} tokens, {}\n", model->title,
                                   grouped(static_cast<double>(options.gpus)), system->name, options.batch,
                                   grouped(static_cast<double>(options.sequence)), options.precision) +
                           plan_text(request, found));
  return exit_ok;
}

}  // namespace

void add_plan(CLI::App& app, Session& session) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App& verb = add_verb(app, session, "plan", "The fastest parallel layouts of a training job that fit in memory",
                            "  aifactory plan --model llama-3.1-405b --system dgx-h100 --gpus 16384 --batch 2048\n"
                            "  aifactory plan --model deepseek-v3 --system gb200-nvl72 --gpus 1024 --batch 4096 "
                            "--sequence 4096 --precision fp8");
  constexpr std::int64_t most = 1'000'000;
  verb.add_option("--model", options->model, "AI model of the catalog")->required()->type_name("NAME");
  verb.add_option("--system", options->system, "System of the catalog")->required()->type_name("NAME");
  verb.add_option("--gpus", options->gpus, "GPUs of the job")->required()->check(CLI::Range(std::int64_t{1}, most));
  verb.add_option("--batch", options->batch, "Sequences of a step")
      ->required()
      ->check(CLI::Range(std::int64_t{1}, most));
  verb.add_option("--sequence", options->sequence, "Tokens of a sequence; 8192 if not given")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{16'777'216}));
  verb.add_option("--precision", options->precision, "bf16, fp16, fp8 or fp4; bf16 if not given")->type_name("NAME");
  verb.callback([&session, options] { session.action = [&session, options] { return plan(*options, session); }; });
}

}  // namespace aif
