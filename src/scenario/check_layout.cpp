#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
        fmt::format("the {} experts of {} cannot be dealt to {} GPUs equally", experts, t.model->name, expert));
  }
  if (layout.replicas > 0 && layout.replicas % expert != 0) {
    context.error(code::infeasible, place,
                  fmt::format("expert {} does not divide the {} data-parallel replicas ({} GPUs / {})", expert,
                              number(layout.replicas), number(t.gpus), layout.model_gpus));
  }
}

void check_shape(const CheckContext& context, const Layout& layout) {
  const TrainingSpec& t = layout.training;
  const std::int64_t stages = t.parallel.pipeline * t.parallel.virtual_stages;
  if (stages > *t.model->layers) {
    context.error(code::infeasible, layout.parallel.at("pipeline"),
                  fmt::format("the {} layers of {} cannot fill {} pipeline stages (pipeline {} x virtual_stages {})",
                              *t.model->layers, t.model->name, stages, t.parallel.pipeline, t.parallel.virtual_stages));
  }
  if (t.parallel.virtual_stages > 1 && t.parallel.pipeline == 1) {
    context.error(code::infeasible, layout.parallel.at("virtual_stages"), "interleaving needs more than one stage",
                  "Raise pipeline or leave out virtual_stages.");
  }
  if (*t.model->heads % t.parallel.tensor != 0) {
    context.error(code::infeasible, layout.parallel.at("tensor"),
                  fmt::format("the {} attention heads of {} cannot be shared by tensor {} equally", *t.model->heads,
                              t.model->name, t.parallel.tensor));
  }
  if (t.sequence % t.parallel.context != 0) {
    context.error(code::infeasible, layout.parallel.at("context"),
                  fmt::format("a sequence of {} tokens cannot be shared by context {} equally", number(t.sequence),
                              t.parallel.context));
  }
  if (t.sequence > *t.model->context) {
    context.warn(layout.place.at("sequence"),
                 fmt::format("a sequence of {} tokens is longer than the context of {}, {}", number(t.sequence),
                             t.model->name, number(*t.model->context)));
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
  check_batch(context, layout);
  check_machines(context, layout);
}

}  // namespace aif
