#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/job_options.hpp"
#include "cli/layout_options.hpp"
#include "cli/network_text.hpp"
#include "cli/operators_text.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "cli/step_text.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "document/yaml.hpp"
#include "step/presume.hpp"
#include "step/simulate.hpp"
#include "validation/case_text.hpp"
#include "validation/training_step.hpp"

namespace aif {
namespace {

struct StepOptions {
  std::shared_ptr<ScenarioInput> scenario = std::make_shared<ScenarioInput>();
  JobOptions named;
  std::string name;   ///< of a training workload or a case
  std::string trace;  ///< file for the timeline
  bool operators = false;
  LayoutOptions layout;
};

/// A job to be told about.
struct Asked {
  std::string title;
  step::Job job;
  double peak_per_gpu = 0;
  Ref<SystemSpec> system;  ///< may be empty
  std::optional<step::AcrossSites> across;
};

[[noreturn]] void which_one(const std::string& what, const std::string& wanted, const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
    list += "\n  " + printable(names[i]);
  }
  if (names.size() > most) {
    list += fmt::format("\n  and {} more", names.size() - most);
  }
  throw UsageError(wanted.empty() ? fmt::format("name one of the {} with --name:{}", what, list)
                                  : fmt::format("there is no \"{}\" among the {}:{}", printable(wanted), what, list));
}

/// The peak at a number format; FP8 formats share one.
double peak_of(const GpuSpec& gpu, step::NumberFormat format) {
  switch (step::width_of(format)) {
    case step::MathWidth::bits16:
      return peak_rate(gpu, Precision::bf16).si();
    case step::MathWidth::bits8:
      return peak_rate(gpu, Precision::fp8).si();
    case step::MathWidth::bits4:
      break;
  }
  return peak_rate(gpu, Precision::fp4).si();
}

/// A catalog system with the GPU, for its power; empty if there is none.
Ref<SystemSpec> system_with(const std::string& gpu, const Catalog& catalog) {
  for (const std::string& name : catalog.names("system")) {
    Ref<SystemSpec> system = catalog.get<SystemSpec>(name);
    if (system->gpu->name == gpu) {
      return system;
    }
  }
  return {};
}

/// Imbalance and capacity of the command line.
void apply_routing(const LayoutOptions& options, step::Job& job) {
  if (!options.imbalance && !options.capacity) {
    return;
  }
  if (!job.model.routed) {
    throw UsageError("--expert-imbalance and --capacity-factor are for models with experts");
  }
  job.model.routed->imbalance = options.imbalance.value_or(job.model.routed->imbalance);
  job.model.routed->capacity = options.capacity ? options.capacity : job.model.routed->capacity;
}

Asked asked_case(const Node& root, const StepOptions& options, const std::filesystem::path& folder,
                 const Catalog& catalog) {
  const std::string& wanted = options.name;
  Diagnostics diagnostics;
  Reader reader(diagnostics, &catalog);
  std::vector<TrainingStepCase> cases;
  const Node* list = root.find("cases");
  for (const Node& node : list != nullptr ? list->items() : std::vector<Node>{}) {
    std::vector<std::string> filled;
    TrainingStepCase one;
    if (Codec<TrainingStepCase>::read(normalised_case(node, catalog, filled), one, reader, {})) {
      cases.push_back(std::move(one));
    }
  }
  diagnostics.throw_if_errors();
  std::vector<std::string> names;
  for (const TrainingStepCase& one : cases) {
    names.push_back(one.id);
    if (one.id != wanted && (!wanted.empty() || cases.size() > 1)) {
      continue;
    }
    step::Job job =
        job_of(one, load_software_table(software_table_for(folder, catalog)), catalog, step::shipped_calibration());
    options.layout.apply(job.layout, job.gpus);
    apply_routing(options.layout, job);
    step::check_layout(job);
    const Ref<GpuSpec> gpu = catalog.get<GpuSpec>(job.machine.gpu);
    return {fmt::format("{}, measured {}", one.id, human(one.measured.step_time, 5)), job, peak_of(*gpu, job.format),
            system_with(job.machine.gpu, catalog), std::nullopt};
  }
  which_one("cases", wanted, names);
}

/// A job over several sites: `job` is its part at the first of them.
std::optional<step::AcrossSites> across_of(const ScenarioSpec& scenario, const TrainingSpec& training,
                                           const step::Job& job) {
  if (!training.across_sites) {
    return std::nullopt;
  }
  std::vector<std::string> sites;
  for (const std::string& pool : training.placement.pools) {
    sites.push_back(pool.substr(0, pool.find('/')));
  }
  const step::Constants constants = step::constants_of(step::shipped_calibration().global);
  const double part = step::step_time(job, step::components_of(job), constants).total;
  return step::across_sites(part, parameter_count(*training.model), static_cast<std::int64_t>(sites.size()),
                            site_ring(scenario.sites, sites), *training.across_sites);
}

/// The campaign rounds a batch up to whole sequences for each replica that it has; who asks for one step means his
/// number.
void refuse_rounded_batch(const StepSpec& spec, const step::Job& job) {
  const double asked = spec.batch_tokens / static_cast<double>(spec.sequence);
  const std::int64_t whole = job.layout.global_batch;
  if (static_cast<double>(whole) > asked * (1 + 1e-9)) {
    throw SimulationError(
        fmt::format("{} sequences cannot be shared equally by {} data-parallel replicas; use {} or {}",
                    grouped(asked, 12), job.layout.dp, whole - job.layout.dp, whole));
  }
}

Asked asked_workload(const ScenarioSpec& scenario, const StepOptions& options) {
  const std::string& wanted = options.name;
  std::vector<std::string> names;
  const TrainingSpec* chosen = nullptr;
  for (const auto& workload : scenario.workloads) {
    if (const auto* training = std::get_if<TrainingSpec>(&workload)) {
      names.push_back(training->name);
      chosen = training->name == wanted || (wanted.empty() && names.size() == 1) ? training : chosen;
    }
  }
  if (chosen == nullptr || (wanted.empty() && names.size() > 1)) {
    which_one("training workloads", wanted, names);
  }
  for (const SiteSpec& site : scenario.sites) {
    for (const PoolSpec& pool : site.pools) {
      if (chosen->placement.pools.empty() || site.name + "/" + pool.name != chosen->placement.pools.front()) {
        continue;
      }
      const auto parts =
          chosen->across_sites ? static_cast<std::int64_t>(chosen->placement.pools.size()) : std::int64_t{1};
      const FabricSpec fabric = fabric_for(site.fabric, chosen->network);
      StepSpec spec = step_spec_of(*chosen, pool, fabric, parts);
      options.layout.apply(spec.parallel);
      const double peak = peak_rate(*pool.system->gpu, chosen->precision).si();
      const step::Calibration& calibration = step::shipped_calibration();
      step::Job job = step::job_from(spec, calibration);
      refuse_rounded_batch(spec, job);
      apply_routing(options.layout, job);
      job = step::with_best_choices(job, step::constants_of(calibration.global), spec.parallel);
      return {fmt::format("{} on {}/{}: {}", chosen->name, site.name, pool.name, chosen->model->title), job, peak,
              pool.system, across_of(scenario, *chosen, job)};
    }
  }
  throw SimulationError("the pool of " + chosen->name + " is not in the scenario");
}

Asked asked_name(const StepOptions& options, const Catalog& catalog) {
  if (options.named.batch == 0) {
    throw UsageError("--model needs --batch, the sequences of a step");
  }
  const NamedJob named = named_job(options.named, catalog);
  ParallelSpec parallel{.tensor = 1};
  options.layout.apply(parallel);
  const step::Calibration& calibration = step::shipped_calibration();
  const StepSpec spec = named.spec(options.named.gpus, options.named.batch, parallel);
  step::Job job = step::job_from(spec, calibration);
  refuse_rounded_batch(spec, job);
  apply_routing(options.layout, job);
  job = step::with_best_choices(job, step::constants_of(calibration.global), parallel);
  return {fmt::format("{} on {} GPUs of {}", named.model->title, grouped(static_cast<double>(options.named.gpus), 7),
                      named.system->name),
          job, named.peak().si(), named.system, std::nullopt};
}

Asked asked(const StepOptions& options, const Catalog& catalog) {
  if (options.scenario->path.empty() != options.named.given()) {
    throw UsageError("name a scenario or a file of cases, or a job with --model, --system, --gpus and --batch");
  }
  if (options.named.given()) {
    return asked_name(options, catalog);
  }
  if (!options.scenario->is_stdin()) {
    Diagnostics diagnostics;
    const Node root = load_document(options.scenario->path, diagnostics);
    if (root.is_map() && root.find("cases") != nullptr) {
      diagnostics.throw_if_errors();
      return asked_case(root, options, std::filesystem::path(options.scenario->path).parent_path(), catalog);
    }
  }
  return asked_workload(options.scenario->load(catalog).spec, options);
}

/// A job that does not fit is an error that says by how much, and what would fit.
void must_fit(const step::Breakdown& b, const step::Constants& constants) {
  if (b.fits) {
    return;
  }
  std::string others;
  for (const std::string& name : step::layouts_that_fit(b.job, constants, 3)) {
    others += "\n  " + name;
  }
  const double missing = b.footprint.total() - b.job.machine.memory;
  throw SimulationError(fmt::format(
      "the layout needs {} per GPU, {} more than {} has. {}", human(bytes(b.footprint.total()), 3),
      human(bytes(missing), 3), b.job.machine.gpu,
      others.empty() ? "No layout on so many GPUs fits; use more GPUs or FSDP." : "Layouts that fit:" + others));
}

int tell_step(const StepOptions& options, const Session& session) {
  const Asked question = asked(options, session.catalog());
  const step::Constants constants = step::constants_of(step::shipped_calibration().global);
  const step::Breakdown b =
      step::breakdown_of(question.job, constants, question.peak_per_gpu, question.system.spec.get());
  must_fit(b, constants);
  const step::SimulatedStep played =
      step::simulate_step(question.job, step::components_of(question.job), constants, !options.trace.empty());
  if (!options.trace.empty()) {
    write_text_file(options.trace, step::chrome_trace(played.pipeline.timeline));
    if (!session.quiet) {
      say(fmt::format("Wrote {}; open it at https://ui.perfetto.dev.\n", printable(options.trace)));
    }
  }
  const std::vector<step::PricedOperator> operators =
      options.operators ? step::priced_operators(question.job, constants) : std::vector<step::PricedOperator>{};
  if (session.json) {
    nlohmann::ordered_json json = step_json(question.title, b, played.total);
    json["network"] = network_json(question.job, question.across);
    if (options.operators) {
      json["operators"] = operators_json(operators, question.job);
    }
    print(json_text(json));
  } else {
    print(for_terminal(step_text(question.title, b, played.total) + network_text(question.job, question.across) +
                       (options.operators ? operators_text(operators, question.job) : std::string())));
  }
  return exit_ok;
}

}  // namespace

void add_step(CLI::App& app, Session& session) {
  auto options = std::make_shared<StepOptions>();
  CLI::App& verb = add_verb(
      app, session, "step", "One training step: time, breakdown, memory, traffic, energy",
      "  aifactory step scenarios/h100-16k-llama405b.yaml --trace step.json\n"
      "  aifactory step scenarios/h100-16k-llama405b.yaml --operators --micro-batch 1\n"
      "  aifactory step --model llama-3.1-70b --system dgx-h100 --gpus 1024 --batch 512 --tensor 8 --pipeline 4\n"
      "  aifactory step my.yaml --pipeline 8 --virtual-stages 1 --schedule dualpipe\n"
      "  aifactory step tests/validation/training-steps.yaml --name sc21-t1-18.4b");
  add_scenario_options(verb, options->scenario);
  verb.get_option("SCENARIO")->required(false);
  add_job_options(verb, options->named);
  verb.add_option("--name", options->name, "The training workload or the case, if there are several")
      ->type_name("NAME");
  verb.add_option("--trace", options->trace, "Write the timeline as Chrome trace JSON, for ui.perfetto.dev")
      ->type_name("FILE");
  verb.add_flag("--operators", options->operators, "List every operator: shape, format, FLOPs, bytes, time, price");
  add_layout_options(verb, options->layout);
  verb.callback([&session, options] { session.action = [&session, options] { return tell_step(*options, session); }; });
}

}  // namespace aif
