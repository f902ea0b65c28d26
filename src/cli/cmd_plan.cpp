#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/job_options.hpp"
#include "cli/session.hpp"
#include "cli/step_text.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "step/presume.hpp"

namespace aif {
namespace {

int plan(const JobOptions& options, const Session& session) {
  const NamedJob named = named_job(options, session.catalog());
  // Any layout will do as a beginning: all data parallel if the batch allows, the search replaces it.
  const StepSpec spec = named.spec(1, options.batch, {.tensor = 1});
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
                    named.model->name, options.gpus, options.batch));
  }
  if (found.best.empty()) {
    throw SimulationError(fmt::format("none of {} layouts fits in the {} of {}; the smallest, {}, needs {}",
                                      found.considered, human(named.system->gpu->memory.value, 3),
                                      named.system->gpu->name, found.least_memory_layout,
                                      human(bytes(found.least_memory), 3)));
  }
  print(session.json
            ? json_text(plan_json(found))
            : for_terminal(fmt::format("{} on {} GPUs of {}, {} sequences of {} tokens, {}\n", named.model->title,
                                       grouped(static_cast<double>(options.gpus)), named.system->name, options.batch,
                                       grouped(static_cast<double>(options.sequence)), options.precision) +
                           plan_text(request, found)));
  return exit_ok;
}

}  // namespace

void add_plan(CLI::App& app, Session& session) {
  auto options = std::make_shared<JobOptions>();
  CLI::App& verb = add_verb(app, session, "plan", "The fastest parallel layouts of a training job that fit in memory",
                            "  aifactory plan --model llama-3.1-405b --system dgx-h100 --gpus 16384 --batch 2048\n"
                            "  aifactory plan --model deepseek-v3 --system gb200-nvl72 --gpus 1024 --batch 4096 "
                            "--sequence 4096 --precision fp8");
  add_job_options(verb, *options);
  for (const char* name : {"--model", "--system", "--gpus", "--batch"}) {
    verb.get_option(name)->required();
  }
  verb.callback([&session, options] { session.action = [&session, options] { return plan(*options, session); }; });
}

}  // namespace aif
