#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "campaign/world.hpp"
#include "cli/findings.hpp"
#include "cli/job_options.hpp"
#include "cli/scenario_input.hpp"
#include "cli/session.hpp"
#include "cli/waveform_text.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "step/plan.hpp"
#include "step/presume.hpp"
#include "waveform/wave_svg.hpp"

namespace aif {
namespace {

struct WaveformOptions {
  std::shared_ptr<ScenarioInput> scenario = std::make_shared<ScenarioInput>();
  JobOptions job;
  std::string site, utility = "large-load-example", duration = "360 s", bin = "10 ms";
  std::string csv, svg;
  std::int64_t jobs = 1;
  std::vector<std::string> mitigations;
  bool require = false;
};

Duration duration_of(const char* option, const std::string& text, Duration low, Duration high) {
  const QuantityOutcome read = parse_quantity(text);
  if (!read.value || read.value->dimension != Duration::dimension) {
    throw UsageError(fmt::format("{} \"{}\" is no duration{}. Write {}.", option, printable(text),
                                 read.problem.empty() ? "" : " (" + read.problem + ")", human(low, 3)));
  }
  const Duration value = Duration::from_si(read.value->si);
  if (value < low || value > high) {
    throw UsageError(fmt::format("{} is {}; it lies between {} and {}", option, human(value), human(low), human(high)));
  }
  return value;
}

/// What to sum, with its title.
struct AskedWave {
  WaveRequest request;
  WaveTitle title;
};

/// A job in its fastest layout.
struct ChosenJob {
  step::PlannedLayout layout;
  std::int64_t gpus = 0, batch = 0;
  [[nodiscard]] double sequences_per_s() const { return static_cast<double>(batch) / layout.time.total; }
};

/// The fastest layout that fits; nothing if none does.
std::optional<ChosenJob> best_job(const StepSpec& spec, std::int64_t gpus, std::int64_t batch) {
  const step::Calibration& calibration = step::shipped_calibration();
  step::PlanRequest plan;
  plan.job = step::job_from(spec, calibration);
  plan.job.gpus = gpus;
  plan.job.layout.global_batch = batch;
  plan.wanted = plan.simulated = 1;
  step::Plan found = step::plan_layouts(plan, step::constants_of(calibration.global));
  if (found.best.empty()) {
    return std::nullopt;
  }
  return ChosenJob{std::move(found.best.front()), gpus, batch};
}

/// Sequences of a step where none are asked for.
std::int64_t usual_batch(std::int64_t gpus) {
  constexpr std::int64_t gpus_per_sequence = 8;
  return std::max<std::int64_t>(64, gpus / gpus_per_sequence);
}

/// The job of so many GPUs. Counts that hardly divide, such as 62,500, leave up to 3 % of them as spares if that
/// trains faster, as an operator would; a batch that was asked for stays.
std::optional<ChosenJob> job_with_spares(const StepSpec& spec, std::int64_t gpus, std::int64_t batch) {
  constexpr double poor_use_of_peak = 0.25;
  constexpr double most_spares = 0.03;
  std::optional<ChosenJob> best = best_job(spec, gpus, batch > 0 ? batch : usual_batch(gpus));
  const double peak = static_cast<double>(gpus) * peak_rate(*spec.system->gpu, spec.precision).si();
  if (best && step::model_flops(best->layout.job) / best->layout.time.total > poor_use_of_peak * peak) {
    return best;
  }
  for (std::int64_t unit = 64; unit <= 4096; unit *= 2) {
    const std::int64_t fewer = gpus / unit * unit;
    if (fewer == gpus || static_cast<double>(gpus - fewer) > most_spares * static_cast<double>(gpus)) {
      continue;
    }
    std::optional<ChosenJob> job = best_job(spec, fewer, batch > 0 ? batch : usual_batch(fewer));
    if (job && (!best || job->sequences_per_s() > best->sequences_per_s())) {
      best = std::move(job);
    }
  }
  return best;
}

AskedWave asked_model(const WaveformOptions& options, const Catalog& catalog) {
  const NamedJob named = named_job(options.job, catalog);
  const std::int64_t each = options.job.gpus / options.jobs;
  if (each < 1) {
    throw UsageError(fmt::format("{} jobs on {} GPUs leave none for each", options.jobs, options.job.gpus));
  }
  const StepSpec spec = named.spec(1, usual_batch(each), {.tensor = 1});
  const std::optional<ChosenJob> chosen = job_with_spares(spec, each, options.job.batch);
  if (!chosen) {
    throw SimulationError(
        fmt::format("no layout of {} on {} GPUs with {} sequences divides and fits; \"aifactory plan\" tells more. "
                    "Change --gpus or --batch.",
                    named.model->name, each, options.job.batch > 0 ? options.job.batch : usual_batch(each)));
  }
  const JobWave wave =
      job_wave("job 1", chosen->layout.job, NodePower(*named.system), *named.system, named.peak().si());
  AskedWave asked;
  for (std::int64_t i = 0; i < options.jobs; ++i) {
    asked.request.jobs.push_back(wave);
    asked.request.jobs.back().name = fmt::format("job {}", i + 1);
  }
  asked.title.gpus = static_cast<double>(each * options.jobs);
  if (const std::int64_t spares = (each - chosen->gpus) * options.jobs; spares > 0) {
    asked.request.constant_w =
        static_cast<double>(spares) / static_cast<double>(named.system->gpus_per_node) * named.system->idle_power->si();
    asked.title.constant =
        fmt::format("{} spare GPUs: the rest divides better", grouped(static_cast<double>(spares), 7));
  }
  asked.title.title =
      fmt::format("{} on {} GPUs of {}, {} sequences of {} tokens a step, {}; power at the nodes' AC input",
                  named.model->title, grouped(asked.title.gpus, 7), named.system->name, chosen->batch,
                  grouped(static_cast<double>(named.sequence)), options.job.precision);
  return asked;
}

const SiteSpec& site_named(const ScenarioSpec& scenario, const std::string& wanted) {
  std::vector<std::string> names;
  for (const SiteSpec& site : scenario.sites) {
    if (site.name == wanted || (wanted.empty() && scenario.sites.size() == 1)) {
      return site;
    }
    names.push_back(site.name);
  }
  throw UsageError(wanted.empty()
                       ? fmt::format("choose one of the sites with --site: {}", join(names, ", "))
                       : fmt::format("there is no site \"{}\". {}", printable(wanted), suggest(wanted, names)));
}

/// Adds the training workloads of a pool in the order of the scenario, as far as they fit at once.
void add_jobs(const ScenarioSpec& scenario, const SiteSpec& site, const PoolSpec& pool, AskedWave& asked) {
  std::int64_t left = final_gpus(pool);
  const std::string place = site.name + "/" + pool.name;
  for (const auto& workload : scenario.workloads) {
    const auto* training = std::get_if<TrainingSpec>(&workload);
    if (training == nullptr || training->placement.pools.empty() || training->placement.pools.front() != place) {
      continue;
    }
    if (training->gpus > left) {
      asked.title.notes.push_back(fmt::format("left out: {}, its {} GPUs are not free beside the jobs before it",
                                              training->name, training->gpus));
      continue;
    }
    left -= training->gpus;
    const StepSpec spec{
        training->model.spec.get(), pool.system.spec.get(), &site.fabric,           training->gpus,
        training->parallel,         training->sequence,     training->batch_tokens, training->precision};
    const step::Calibration& calibration = step::shipped_calibration();
    const step::Job job =
        step::with_best_choices(step::job_from(spec, calibration), step::constants_of(calibration.global));
    const double peak = peak_rate(*pool.system->gpu, training->precision).si();
    asked.request.jobs.push_back(job_wave(training->name, job, NodePower(*pool.system), *pool.system, peak));
    asked.request.story.saving_s = std::min(asked.request.story.saving_s, training->checkpoint.blocking.si());
  }
  const double nodes = static_cast<double>(left) / static_cast<double>(pool.system->gpus_per_node);
  asked.request.constant_w += nodes * pool.system->idle_power->si();
}

AskedWave asked_site(const WaveformOptions& options, const Catalog& catalog) {
  const ResolvedScenario resolved = options.scenario->load(catalog);
  const SiteSpec& site = site_named(resolved.spec, options.site);
  AskedWave asked;
  asked.request.seed = static_cast<std::uint64_t>(resolved.spec.seed);
  asked.request.constant_w = constant_power(site).si();
  for (const PoolSpec& pool : site.pools) {
    add_jobs(resolved.spec, site, pool, asked);
    asked.title.gpus += static_cast<double>(final_gpus(pool));
  }
  if (asked.request.jobs.empty()) {
    throw SimulationError(fmt::format("no training runs at {}: nothing there swings with a step", site.name));
  }
  asked.title.title = fmt::format("{}, {} GPUs; power at the nodes' AC input",
                                  site.title_en.empty() ? site.name : site.title_en, grouped(asked.title.gpus, 7));
  asked.title.constant = "network, storage and idle nodes";
  return asked;
}

void write_wave(const WaveformOptions& options, const Session& session, const AskedWave& asked, const SiteWave& wave) {
  double longest_s = 0;
  for (const JobWave& job : asked.request.jobs) {
    longest_s = std::max(longest_s, job.step_s);
  }
  const auto wrote = [&session](const std::string& file) {
    if (!session.quiet) {
      say(fmt::format("Wrote {}.\n", printable(file)));
    }
  };
  if (!options.csv.empty()) {
    write_text_file(options.csv, wave_csv(wave));
    wrote(options.csv);
  }
  if (!options.svg.empty()) {
    write_text_file(options.svg, wave_svg(wave, asked.title.title, longest_s, !asked.request.mitigations.empty()));
    wrote(options.svg);
  }
}

int tell_waveform(const WaveformOptions& options, const Session& session) {
  if (options.scenario->path.empty() != options.job.given()) {
    throw UsageError("name either a SCENARIO or a --model");
  }
  const Catalog catalog = session.catalog();
  AskedWave asked = options.job.given() ? asked_model(options, catalog) : asked_site(options, catalog);
  StorySpec& story = asked.request.story;
  story.bin_s = duration_of("--bin", options.bin, milliseconds(1), seconds(1)).si();
  story.duration_s = duration_of("--duration", options.duration, seconds(120), hours(1)).si();
  asked.request.mitigations =
      choose_mitigations(load_mitigations(catalog.root() / "power" / "mitigations.yaml"), options.mitigations);
  asked.request.utility = load_utility_spec(options.utility, catalog.root());
  const SiteWave wave = site_wave(asked.request);
  write_wave(options, session, asked, wave);
  print(session.json ? json_text(wave_json(asked.title, asked.request, wave))
                     : for_terminal(wave_text(asked.title, asked.request, wave)));
  const bool kept =
      std::all_of(wave.verdicts_after.begin(), wave.verdicts_after.end(), [](const Verdict& v) { return v.kept(); });
  return options.require && !kept ? exit_no : exit_ok;
}

}  // namespace

void add_waveform(CLI::App& app, Session& session) {
  auto options = std::make_shared<WaveformOptions>();
  CLI::App& verb = add_verb(
      app, session, "waveform", "Power of a site through steps, checkpoints, starts and crashes of its training jobs",
      "  aifactory waveform --model llama-3.1-405b --system dgx-h100 --gpus 16384 --svg wave.svg\n"
      "  aifactory waveform --model llama-3.1-405b --system gb300-nvl72 --gpus 100000 --mitigate gpu-smoothing\n"
      "  aifactory waveform scenarios/ulsan-103mw-cap.yaml --mitigate rack-storage --mitigate battery --csv wave.csv");
  add_scenario_options(verb, options->scenario);
  verb.get_option("SCENARIO")->required(false);
  verb.add_option("--site", options->site, "Site of the scenario, if there are several")->type_name("NAME");
  add_job_options(verb, options->job);
  verb.get_option("--gpus")->description("GPUs of all jobs");
  verb.get_option("--batch")->description("Sequences of a job's step; one for every eight GPUs if not given");
  verb.add_option("--jobs", options->jobs, "Equal jobs that share them; 1 if not given")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{64}));
  verb.add_option(
          "--mitigate", options->mitigations,
          "gpu-smoothing, rack-storage, battery or staggered-starts; may be repeated, in the order from the GPU to "
          "the grid")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb.add_option(
          "--utility", options->utility,
          "Specification to hold it against, of models/utility-specs or a .yaml file; large-load-example if not given")
      ->type_name("NAME");
  verb.add_flag("--require", options->require, "Exit status 1 if a limit is broken after mitigation");
  verb.add_option("--duration", options->duration, "Length of the timeline; 360 s if not given")->type_name("TIME");
  verb.add_option("--bin", options->bin, "Length of a bin; 10 ms if not given")->type_name("TIME");
  verb.add_option("--csv", options->csv, "Write the power of every bin, before and after")->type_name("FILE");
  verb.add_option("--svg", options->svg, "Write a plot of waveform and spectrum")->type_name("FILE");
  verb.callback(
      [&session, options] { session.action = [&session, options] { return tell_waveform(*options, session); }; });
}

}  // namespace aif
