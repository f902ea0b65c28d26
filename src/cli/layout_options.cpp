#include "cli/layout_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

template <class E>
E named(const char* option, const std::string& name) {
  const std::vector<std::string> names = EnumNames<E>::names();
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) {
    throw UsageError(fmt::format("--{}: there is no \"{}\"; one of: {}", option, printable(name), join(names, ", ")));
  }
  return static_cast<E>(at - names.begin());
}

}  // namespace

void LayoutOptions::apply(ParallelSpec& p) const {
  p.tensor = tensor.value_or(p.tensor);
  p.pipeline = pipeline.value_or(p.pipeline);
  p.virtual_stages = virtual_stages.value_or(p.virtual_stages);
  p.context = context.value_or(p.context);
  p.expert = expert.value_or(p.expert);
  p.schedule = schedule ? std::optional(named<PipelineSchedule>("schedule", *schedule)) : p.schedule;
  p.sharding = sharding ? std::optional(named<Sharding>("sharding", *sharding)) : p.sharding;
  p.recompute = recompute ? std::optional(named<Recompute>("recompute", *recompute)) : p.recompute;
  p.sharding_group = sharding_group ? sharding_group : p.sharding_group;
  p.micro_batch = micro_batch ? micro_batch : p.micro_batch;
  p.sequence_parallel = sequence_parallel ? sequence_parallel : p.sequence_parallel;
  if (!stage_layers.empty()) {
    p.stage_layers = stage_layers;
  }
}

void LayoutOptions::apply(step::Layout& l, std::int64_t gpus) const {
  ParallelSpec p{.tensor = l.tp, .pipeline = l.pp, .virtual_stages = l.vpp, .context = l.cp, .expert = l.ep};
  apply(p);
  const bool sizes = p.tensor != l.tp || p.pipeline != l.pp || p.context != l.cp;
  l.tp = p.tensor;
  l.pp = p.pipeline;
  l.vpp = p.virtual_stages;
  l.cp = p.context;
  l.ep = p.expert;
  if (sizes) {
    l.dp = std::max<std::int64_t>(1, gpus / (l.tp * l.pp * l.cp));
  }
  l.schedule = p.schedule ? p.schedule : l.schedule;
  l.sharding = p.sharding.value_or(l.sharding);
  l.sharding_group = p.sharding_group ? p.sharding_group : l.sharding_group;
  l.recompute = p.recompute.value_or(l.recompute);
  l.micro_batch = p.micro_batch.value_or(l.micro_batch);
  l.sequence_parallel = p.sequence_parallel.value_or(l.sequence_parallel);
  l.stage_layers = p.stage_layers.value_or(l.stage_layers);
}

bool LayoutOptions::any() const {
  return tensor || pipeline || virtual_stages || context || expert || sharding_group || micro_batch || schedule ||
         sharding || recompute || !stage_layers.empty() || sequence_parallel;
}

void add_layout_options(CLI::App& verb, LayoutOptions& o) {
  const char* group = "Layout, over what the file says";
  auto degree = [&verb, group](const char* name, std::optional<std::int64_t>& value, const char* help) {
    verb.add_option(name, value, help)
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
        ->type_name("N")
        ->group(group);
  };
  degree("--tensor", o.tensor, "GPUs that share every layer");
  degree("--pipeline", o.pipeline, "Pipeline stages");
  degree("--virtual-stages", o.virtual_stages, "Chunks of the model per stage, interleaved");
  degree("--context", o.context, "GPUs that share a sequence");
  degree("--expert", o.expert, "GPUs that share the experts");
  verb.add_option("--schedule", o.schedule, "1f1b, interleaved, zb_h1 or dualpipe")->type_name("NAME")->group(group);
  verb.add_option("--stage-layers", o.stage_layers, "Layers of each stage, or of each chunk in the model's order")
      ->delimiter(',')
      ->type_name("N,N,...")
      ->group(group);
  verb.add_option("--sharding", o.sharding, "replicated, zero1, zero2, fsdp or hsdp")->type_name("NAME")->group(group);
  degree("--sharding-group", o.sharding_group, "Ranks that share state; required with hsdp");
  verb.add_option("--recompute", o.recompute, "none, selective, full or least")->type_name("NAME")->group(group);
  degree("--micro-batch", o.micro_batch, "Sequences of one pass");
  // A flag that nobody gave counts zero; CLI11 would write that into an optional as "no".
  verb.add_flag_function(
          "--sequence-parallel,!--no-sequence-parallel",
          [&o](std::int64_t count) {
            if (count != 0) {
              o.sequence_parallel = count > 0;
            }
          },
          "Tensor ranks split norms over the sequence")
      ->group(group);
  verb.add_option("--expert-imbalance", o.imbalance, "Tokens of the busiest expert over the mean")
      ->check(CLI::Range(1.0, 64.0))
      ->type_name("X")
      ->group(group);
  verb.add_option("--capacity-factor", o.capacity, "Places of an expert over the mean; tokens beyond are dropped")
      ->check(CLI::Range(0.1, 64.0))
      ->type_name("X")
      ->group(group);
}

}  // namespace aif
