#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "core/text.hpp"
#include "scenario/check_context.hpp"

/// Parallel layouts of training jobs: what must divide what, and what the pools' machines can do.
namespace aif {

namespace {

struct Layout {
  const TrainingSpec& training;
  Place place;
  Place parallel;
  std::int64_t model_gpus = 1;  ///< tensor x pipeline x context
  std::int64_t replicas = 0;    ///< data-parallel; 0 if the GPUs do not divide
};

std::string product(const ParallelSpec& p) {
  return p.context > 1 ? fmt::format("tensor {} x pipeline {} x context {}", p.tensor, p.pipeline, p.context)
                       : fmt::format("tensor {} x pipeline {}", p.tensor, p.pipeline);
}

void check_data_parallel(const CheckContext& context, Layout& layout) {
  const TrainingSpec& t = layout.training;
  layout.model_gpus = t.parallel.tensor * t.parallel.pipeline * t.parallel.context;
  if (t.gpus % layout.model_gpus == 0) {
    layout.replicas = t.gpus / layout.model_gpus;
    return;
  }
  const std::int64_t below = t.gpus / layout.model_gpus * layout.model_gpus;
  context.error(code::infeasible, layout.place.at("gpus"),
                fmt::format("{} cannot be shared by replicas of {} ({} = {})", counted(t.gpus, "GPU"),
                            counted(layout.model_gpus, "GPU"), product(t.parallel), layout.model_gpus),
                below > 0 ? fmt::format("Write {} or {}.", below, below + layout.model_gpus)
                          : fmt::format("Write {} or a multiple of it.", layout.model_gpus));
}

/// The divisor of `number` nearest to `wish`, as a hint.
std::string nearest_divisor(std::int64_t number, std::int64_t wish) {
  std::int64_t best = 1;
  for (std::int64_t d = 1; d <= std::min<std::int64_t>(number, 4096); ++d) {
    best = number % d == 0 && std::abs(d - wish) <= std::abs(best - wish) ? d : best;
  }
  return fmt::format("Write {}.", best);
}

void check_experts(const CheckContext& context, const Layout& layout) {
  const TrainingSpec& t = layout.training;
  const std::int64_t expert = t.parallel.expert;
  if (expert == 1) {
    return;
  }
  const Place place = layout.parallel.at("expert");
  if (!t.model->moe) {
    context.error(code::infeasible, place, fmt::format("{} has no experts to deal to {} GPUs", t.model->name, expert),
                  "Leave out expert.");
    return;
  }
  const std::int64_t experts = *t.model->moe->experts;
  if (experts % expert != 0) {
    context.error(
        code::infeasible, place,
        fmt::format("the {} experts of {} cannot be dealt to {} GPUs equally", experts, t.model->name, expert),
        nearest_divisor(experts, expert));
  }
  if (layout.replicas > 0 && layout.replicas % expert != 0) {
    context.error(code::infeasible, place,
                  fmt::format("expert {} does not divide the {} data-parallel replicas ({} GPUs / {})", expert,
                              number(layout.replicas), number(t.gpus), layout.model_gpus),
                  nearest_divisor(layout.replicas, expert));
  }
}

void check_shape(const CheckContext& context, const Layout& layout) {
  const TrainingSpec& t = layout.training;
  const std::int64_t stages = t.parallel.pipeline * t.parallel.virtual_stages;
  if (stages > *t.model->layers) {
    context.error(code::infeasible, layout.parallel.at("pipeline"),
                  fmt::format("the {} layers of {} cannot fill {} pipeline stages (pipeline {} x virtual_stages {})",
                              *t.model->layers, t.model->name, stages, t.parallel.pipeline, t.parallel.virtual_stages),
                  fmt::format("Write at most {} stages in all.", *t.model->layers));
  }
  if (t.parallel.virtual_stages > 1 && t.parallel.pipeline == 1) {
    context.error(code::infeasible, layout.parallel.at("virtual_stages"), "interleaving needs more than one stage",
                  "Raise pipeline or leave out virtual_stages.");
  }
  if (*t.model->heads % t.parallel.tensor != 0) {
    context.error(code::infeasible, layout.parallel.at("tensor"),
                  fmt::format("the {} attention heads of {} cannot be shared by tensor {} equally", *t.model->heads,
                              t.model->name, t.parallel.tensor),
                  nearest_divisor(*t.model->heads, t.parallel.tensor));
  }
  if (t.sequence % t.parallel.context != 0) {
    context.error(code::infeasible, layout.parallel.at("context"),
                  fmt::format("a sequence of {} tokens cannot be shared by context {} equally", number(t.sequence),
                              t.parallel.context),
                  nearest_divisor(t.sequence, t.parallel.context));
  }
  if (t.sequence > *t.model->context) {
    context.warn(layout.place.at("sequence"),
                 fmt::format("a sequence of {} tokens is longer than the context of {}, {}", number(t.sequence),
                             t.model->name, number(*t.model->context)));
  }
}

/// What a stated schedule needs of stages, virtual stages and layers.
void check_schedule(const CheckContext& context, const Layout& layout) {
  const ParallelSpec& p = layout.training.parallel;
  const Place place = layout.parallel.at("schedule");
  if (p.schedule) {
    const std::string name = EnumNames<PipelineSchedule>::names()[static_cast<std::size_t>(*p.schedule)];
    const bool interleaved = *p.schedule == PipelineSchedule::interleaved;
    if (interleaved != (p.virtual_stages > 1)) {
      context.error(
          code::contradiction, place,
          fmt::format("the schedule {} goes with {} virtual stages, not {}", name, interleaved ? "several" : "no",
                      p.virtual_stages),
          interleaved ? "Write virtual_stages: 2, or 1f1b." : "Leave virtual_stages out, or write interleaved.");
    } else if (*p.schedule != PipelineSchedule::one_forward_one_backward && p.pipeline == 1) {
      context.error(code::infeasible, place, fmt::format("the schedule {} needs more than one pipeline stage", name),
                    "Raise pipeline or leave out schedule.");
    } else if (*p.schedule == PipelineSchedule::dualpipe && p.pipeline % 2 != 0) {
      context.error(code::infeasible, place,
                    fmt::format("the schedule dualpipe needs an even number of stages, not {}", p.pipeline),
                    fmt::format("Write pipeline: {} or {}.", p.pipeline - 1, p.pipeline + 1));
    }
  }
  if (p.stage_layers) {
    const auto stated = static_cast<std::int64_t>(p.stage_layers->size());
    const std::int64_t sum = std::accumulate(p.stage_layers->begin(), p.stage_layers->end(), std::int64_t{0});
    const std::int64_t chunks = p.pipeline * p.virtual_stages;
    if (stated != p.pipeline && stated != chunks) {
      context.error(code::infeasible, layout.parallel.at("stage_layers"),
                    fmt::format("{} numbers of layers for {} stages", stated, p.pipeline),
                    chunks == p.pipeline
                        ? fmt::format("Write {} numbers.", p.pipeline)
                        : fmt::format("Write {} numbers, or {}: one for every virtual stage.", p.pipeline, chunks));
    } else if (sum != *layout.training.model->layers) {
      context.error(code::infeasible, layout.parallel.at("stage_layers"),
                    fmt::format("the stages have {} layers together, {} has {}", sum, layout.training.model->name,
                                *layout.training.model->layers));
    }
  }
}

void check_sharding(const CheckContext& context, const Layout& layout) {
  const ParallelSpec& p = layout.training.parallel;
  const std::int64_t ranks = layout.replicas * p.context;
  if (layout.replicas == 0) {
    return;
  }
  if (p.sharding == Sharding::hsdp && !p.sharding_group) {
    context.error(code::missing_key, layout.parallel.at("sharding"), "hsdp needs a sharding_group",
                  fmt::format("Write sharding_group: a divisor of the {} data-parallel ranks.", number(ranks)));
  }
  if (p.sharding_group && ranks % std::min(ranks, *p.sharding_group) != 0) {
    context.error(code::infeasible, layout.parallel.at("sharding_group"),
                  fmt::format("a sharding group of {} does not divide the {} data-parallel ranks", *p.sharding_group,
                              number(ranks)),
                  nearest_divisor(ranks, *p.sharding_group));
  }
}

void check_batch(const CheckContext& context, const Layout& layout) {
  if (layout.replicas == 0) {
    return;
  }
  const TrainingSpec& t = layout.training;
  const double sequences = t.batch_tokens / static_cast<double>(t.sequence);
  const double replicas = static_cast<double>(layout.replicas);
  const double per_replica = sequences / replicas;
  if (per_replica != std::floor(per_replica) || per_replica < 1) {
    const double step = replicas * static_cast<double>(t.sequence);
    const double below = std::floor(t.batch_tokens / step) * step;
    context.error(
        code::infeasible, layout.place.at("batch_tokens"),
        fmt::format("a batch of {} tokens{} is {} sequences of {}, which {} data-parallel replicas cannot share "
                    "equally",
                    number(t.batch_tokens), layout.place.at("batch_tokens").written() ? "" : " (the default)",
                    grouped(sequences, 7), number(t.sequence), number(replicas)),
        below > 0 ? fmt::format("Write {:.0f} or {:.0f}.", below, below + step)
                  : fmt::format("Write {:.0f} or a multiple of it, or use fewer GPUs.", step));
    return;
  }
  const std::int64_t micro_batch = t.parallel.micro_batch.value_or(1);
  const auto sequences_each = static_cast<std::int64_t>(per_replica);
  if (sequences_each % micro_batch != 0) {
    context.error(code::infeasible, layout.parallel.at("micro_batch"),
                  fmt::format("the {} sequences of a replica are not whole micro-batches of {}", number(sequences_each),
                              micro_batch),
                  nearest_divisor(sequences_each, micro_batch));
    return;
  }
  const std::int64_t micro_batches = sequences_each / micro_batch;
  if (t.parallel.schedule == PipelineSchedule::dualpipe &&
      (micro_batches % 2 != 0 || micro_batches < 2 * t.parallel.pipeline)) {
    context.error(code::infeasible, layout.parallel.at("schedule"),
                  fmt::format("the schedule dualpipe needs an even number of micro-batches, at least {}, not {}",
                              2 * t.parallel.pipeline, number(micro_batches)),
                  "Raise batch_tokens or lower micro_batch.");
  }
  if (per_replica < static_cast<double>(t.parallel.pipeline)) {
    context.warn(
        layout.place.at("batch_tokens"),
        fmt::format("{} microbatches leave most of {} pipeline stages idle", number(per_replica), t.parallel.pipeline),
        "A pipeline wants several times as many sequences per replica as it has stages.");
  }
}

void check_machines(const CheckContext& context, const Layout& layout) {
  const TrainingSpec& t = layout.training;
  const std::vector<Place> places = layout.place.at("placement").elements("pools");
  for (std::size_t i = 0; i < t.placement.pools.size() && i < places.size(); ++i) {
    const PlacedPool* pool = context.find_pool(t.placement.pools[i]);
    if (pool == nullptr) {
      continue;
    }
    const SystemSpec& system = *pool->pool->system;
    const std::int64_t domain = system.gpus_per_node * system.nodes_per_domain;
    if (t.parallel.tensor > domain) {
      context.warn(
          layout.parallel.at("tensor"),
          fmt::format("tensor {} is wider than the fast link between the {} GPUs of {}; every layer would wait "
                      "for the network",
                      t.parallel.tensor, domain, system.name));
    }
    if (t.gpus % system.gpus_per_node != 0) {
      context.error(code::infeasible, layout.place.at("gpus"),
                    fmt::format("{} are not whole nodes of {}, which has {}", counted(t.gpus, "GPU"), system.name,
                                counted(system.gpus_per_node, "GPU")));
    }
  }
}

}  // namespace

void check_layout(const CheckContext& context, const TrainingSpec& training, const Place& place) {
  Layout layout{training, place, place.at("parallel")};
  check_data_parallel(context, layout);
  check_experts(context, layout);
  check_shape(context, layout);
  check_schedule(context, layout);
  check_sharding(context, layout);
  check_batch(context, layout);
  check_machines(context, layout);
}

}  // namespace aif
