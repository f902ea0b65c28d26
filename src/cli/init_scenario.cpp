#include "cli/init_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "step/plan.hpp"
#include "step/presume.hpp"

namespace aif {
namespace {

constexpr std::int64_t sequence = 8192;
constexpr double cooling_and_losses = 1.4;  ///< feed over the machines' largest draw, unless it is given

void check_name(const Catalog& catalog, const std::string& kind, const std::string& name) {
  const std::vector<std::string> names = catalog.names(kind);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    const std::string hint = suggest(name, names);
    throw UsageError(fmt::format("the catalog has no {} \"{}\"; {}", kind, printable(name, 60),
                                 hint.empty() ? fmt::format("aifactory list {} shows what it has", kind) : hint));
  }
}

void check_answers(const InitAnswers& answers, const Catalog& catalog) {
  const bool plain = !answers.name.empty() &&
                     answers.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos;
  if (!plain) {
    throw UsageError(fmt::format("the name \"{}\" is no short name: lower-case letters, digits, - _ .",
                                 printable(answers.name, 60)));
  }
  check_name(catalog, "system", answers.system);
  check_name(catalog, "climate", answers.climate);
  check_name(catalog, "tariff", answers.tariff);
  check_name(catalog, "ai-model", answers.model);
  if (std::find(init_works().begin(), init_works().end(), answers.work) == init_works().end()) {
    throw UsageError(
        fmt::format("there is no work \"{}\"; {}", printable(answers.work, 60), suggest(answers.work, init_works())));
  }
  if (!parse_instant(answers.start)) {
    throw UsageError(fmt::format("the start \"{}\" is no date; write 2027-01-01", printable(answers.start, 60)));
  }
  auto amount = [](const char* what, const std::string& text, Dimension dimension, const char* example) {
    const QuantityOutcome outcome = parse_quantity(text);
    if (!outcome.value || !(outcome.value->dimension == dimension) || outcome.value->si <= 0) {
      throw UsageError(fmt::format("the {} \"{}\" is none; write {}", what, printable(text, 60), example));
    }
  };
  amount("duration", answers.duration, Duration::dimension, "30 d");
  if (!answers.feed.empty()) {
    amount("feed", answers.feed, Power::dimension, "2 MW");
  }
}

/// The machines that the work is dealt to, in whole nodes.
struct Sizes {
  std::int64_t training = 0;
  std::int64_t serving = 0;
  std::int64_t replica = 0;  ///< GPUs of a copy of the model that answers
};

Sizes machine_sizes(const InitAnswers& answers, const SystemSpec& system) {
  const std::int64_t node = system.gpus_per_node;
  if (answers.gpus < node || answers.gpus % node != 0) {
    throw UsageError(fmt::format("{} GPUs are no whole number of {}-GPU machines of {}; take {}", answers.gpus, node,
                                 answers.system, std::max<std::int64_t>(1, answers.gpus / node) * node));
  }
  // What spare nodes leave over, by default two of a hundred.
  const std::int64_t nodes = answers.gpus / node;
  const std::int64_t usable = nodes - (nodes + 49) / 50;
  if (usable < 1) {
    throw UsageError(
        fmt::format("one machine of {} is kept as a spare; take {} GPUs or more", answers.system, 2 * node));
  }
  Sizes sizes;
  sizes.replica = node;
  if (answers.work == "training") {
    sizes.training = usable * node;
  } else if (answers.work == "both") {
    sizes.training = std::max<std::int64_t>(1, usable / 2) * node;
  }
  sizes.serving = answers.work == "training" ? 0 : usable * node - sizes.training;
  return sizes;
}

/// A multiple of the GPUs, so that every layout shares it equally.
std::int64_t batch_of(std::int64_t gpus) { return (511 + gpus) / gpus * gpus; }

/// The fastest layout that fits in memory.
std::string layout_for(const InitAnswers& answers, const Catalog& catalog, std::int64_t gpus) {
  const Ref<AiModelSpec> model = catalog.get<AiModelSpec>(answers.model);
  const Ref<SystemSpec> system = catalog.get<SystemSpec>(answers.system);
  const FabricSpec fabric;
  const StepSpec spec{model.spec.get(),
                      system.spec.get(),
                      &fabric,
                      1,
                      {.tensor = 1},
                      sequence,
                      static_cast<double>(batch_of(gpus) * sequence),
                      Precision::bf16};
  const step::Calibration& calibration = step::shipped_calibration();
  step::PlanRequest request;
  request.job = step::job_from(spec, calibration);
  request.job.gpus = gpus;
  request.job.layout.global_batch = batch_of(gpus);
  request.wanted = 1;
  request.simulated = 1;
  const step::Plan plan = step::plan_layouts(request, step::constants_of(calibration.global));
  if (plan.best.empty()) {
    throw SimulationError(
        fmt::format("{} does not fit in {} GPUs of {} for training; take more GPUs or a smaller model", answers.model,
                    gpus, answers.system));
  }
  const step::Layout& layout = plan.best.front().job.layout;
  std::string text = fmt::format("tensor: {}", layout.tp);
  for (const auto& [key, value] : {std::pair{"pipeline", layout.pp},
                                   {"virtual_stages", layout.vpp},
                                   {"context", layout.cp},
                                   {"expert", layout.ep}}) {
    text += value > 1 ? fmt::format(", {}: {}", key, value) : "";
  }
  return "{" + text + "}";
}

std::string training_text(const InitAnswers& answers, const Catalog& catalog, std::int64_t gpus) {
  return fmt::format(
      "  # One model, trained again and again. aifactory plan finds other layouts.\n"
      "  - kind: training\n"
      "    name: training\n"
      "    operator: me\n"
      "    placement: {{pools: [hall/all], priority: 80}}   # higher goes first\n"
      "    model: {}                       # aifactory list ai-model\n"
      "    gpus: {}\n"
      "    parallel: {}                     # the rest is data parallel\n"
      "    batch_tokens: {}\n"
      "    tokens: 500e9                            # of one run\n"
      "    runs: 0                                  # again and again until the end\n"
      "    assumed: true                            # say so where a number is a guess; reports show it\n",
      answers.model, gpus, layout_for(answers, catalog, gpus), batch_of(gpus) * sequence);
}

std::string serving_text(const InitAnswers& answers, const Sizes& sizes) {
  constexpr double tokens_per_gpu_day = 1e8;
  return fmt::format(
      "  # Answers for people: demand by the hour, as many copies of the model as it takes.\n"
      "  - kind: service\n"
      "    name: answers\n"
      "    operator: me\n"
      "    placement: {{pools: [hall/all], priority: 60}}\n"
      "    model: {}\n"
      "    gpus_per_replica: {}\n"
      "    home_tokens_per_day: {}\n"
      "    home_profile: [0.45, 0.25, 0.15, 0.10, 0.10, 0.12, 0.25, 0.5, 0.9, 1.3, 1.45, 1.4, 1.15, 1.35, 1.55, 1.65,\n"
      "      1.6, 1.45, 1.1, 0.95, 1.05, 1.15, 1.05, 0.75]   # by hour of the day\n"
      "    assumed: true\n",
      answers.model, sizes.replica, shortest(std::round(tokens_per_gpu_day * static_cast<double>(sizes.serving))));
}

/// Switches as fast as the machines' adapters, in as many tiers as it takes.
std::string fabric_of(const InitAnswers& answers, const SystemSpec& system) {
  const bool fast = system.nic_bandwidth.value.si() > gigabits_per_second(400).si();
  const std::int64_t half = 32;  // of the ports of a leaf
  const int tiers = answers.gpus <= 2 * half * half ? 2 : 3;
  return fmt::format("{{leaf: {}, optic: {}, tiers: {}}}", fast ? "spectrum4-sn5600" : "quantum2-qm9700",
                     fast ? "800g-dr4" : "400g-dr4", tiers);
}

std::string feed_text(const InitAnswers& answers, const SystemSpec& system) {
  if (!answers.feed.empty()) {
    return answers.feed;
  }
  const std::int64_t nodes = answers.gpus / system.gpus_per_node;
  const double watts_needed = static_cast<double>(nodes) * system.max_power.value.si() * cooling_and_losses;
  const double step = watts_needed > 5e6 ? 1e6 : 1e4;
  const double rounded = std::ceil(watts_needed / step) * step;
  return rounded >= 1e6 ? shortest(rounded / 1e6) + " MW" : shortest(rounded / 1e3) + " kW";
}

}  // namespace

const std::vector<std::string>& init_works() {
  static const std::vector<std::string> list{"training", "serving", "both"};
  return list;
}

std::string init_scenario(const InitAnswers& answers, const Catalog& catalog) {
  check_answers(answers, catalog);
  const Ref<SystemSpec> system = catalog.get<SystemSpec>(answers.system);
  const Sizes sizes = machine_sizes(answers, *system);
  std::string text = fmt::format(
      "# {}: written by aifactory init. Every key: docs/scenario-reference.md or aifactory reference.\n"
      "#\n"
      "#   aifactory lint {}.yaml\n"
      "#   aifactory run {}.yaml -o out/{}\n"
      "#   aifactory run {}.yaml --set 'sites[hall].feed=1 MW'      # what if there were less power?\n"
      "schema: aifactory/v1\n"
      "name: {}\n"
      "title_en: {} GPUs of {}\n"
      "title_ko: {} GPU {}장\n"
      "description: A first sketch.                  # a sentence that can be quoted\n"
      "start: {}                              # local time; the grid's clock is +09:00\n"
      "duration: {}\n"
      "seed: 1                                       # another seed: other failures, other weather\n"
      "grid: korea\n\n",
      answers.name, answers.name, answers.name, answers.name, answers.name, answers.name,
      grouped(static_cast<double>(answers.gpus)), answers.system, answers.system,
      grouped(static_cast<double>(answers.gpus)), answers.start, answers.duration);
  text += fmt::format(
      "operators:                                    # who owns sites and work\n"
      "  - {{name: me, title_en: My operator, title_ko: 운영자}}\n\n"
      "sites:\n"
      "  - name: hall\n"
      "    operator: me\n"
      "    climate: {}                               # aifactory list climate\n"
      "    feed: {}                                  # what the grid connection delivers at most\n"
      "    tariff: {}           # aifactory list tariff\n"
      "    fabric: {}   # aifactory list switch, optic\n"
      "    assumed: true\n"
      "    pools:\n"
      "      - {{name: all, system: {}, gpus: {}}}   # aifactory show system {}\n\n"
      "workloads:\n",
      answers.climate, feed_text(answers, *system), answers.tariff, fabric_of(answers, *system), answers.system,
      answers.gpus, answers.system);
  text += sizes.training > 0 ? training_text(answers, catalog, sizes.training) : "";
  text += sizes.serving > 0 ? serving_text(answers, sizes) : "";
  return text;
}

}  // namespace aif
