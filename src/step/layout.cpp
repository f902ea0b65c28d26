#include "step/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "core/error.hpp"
#include "core/text.hpp"
#include "step/job.hpp"

namespace aif::step {
namespace {

/// The divisor of `number` closest to `wish`; the larger of two.
std::int64_t nearest_divisor(std::int64_t number, std::int64_t wish) {
  std::int64_t best = 1;
  for (std::int64_t d = 1; d <= number; ++d) {
    if (number % d == 0 && std::llabs(d - wish) <= std::llabs(best - wish)) {
      best = d;
    }
  }
  return best;
}

void check_product(const Job& job, std::vector<std::string>& problems) {
  const Layout& l = job.layout;
  const std::int64_t model = l.tp * l.pp * l.cp;
  if (model * l.dp == job.gpus) {
    return;
  }
  const std::int64_t replicas = std::max<std::int64_t>(1, job.gpus / model);
  problems.push_back(
      fmt::format("tp {} x pp {} x cp {} x dp {} = {} is not the {} GPUs of the job; use dp {} on {} GPUs", l.tp, l.pp,
                  l.cp, l.dp, model * l.dp, job.gpus, replicas, replicas * model));
}

void check_batch(const Job& job, std::vector<std::string>& problems) {
  const Layout& l = job.layout;
  const std::int64_t unit = l.dp * l.micro_batch;
  if (l.global_batch % unit != 0) {
    const std::int64_t below = std::max<std::int64_t>(1, l.global_batch / unit) * unit;
    problems.push_back(fmt::format(
        "a batch of {} sequences is not a whole number of micro-batches of {} on {} replicas ({}); use {} or {}",
        l.global_batch, l.micro_batch, l.dp, unit, below, below + unit));
  }
  if (l.global_batch % unit == 0) {
    const std::string problem = schedule_problem(l);
    if (!problem.empty()) {
      problems.push_back(problem);
    }
  }
}

void check_model(const Job& job, std::vector<std::string>& problems) {
  const Layout& l = job.layout;
  const ModelShape& m = job.model;
  const auto heads = static_cast<std::int64_t>(m.heads);
  if (heads % l.tp != 0) {
    problems.push_back(fmt::format("{} attention heads cannot be shared by tp {}; use tp {}", heads, l.tp,
                                   nearest_divisor(heads, l.tp)));
  }
  if (l.pp > m.layers) {
    problems.push_back(fmt::format("{} layers cannot fill {} pipeline stages; use pp {}", m.layers, l.pp,
                                   nearest_divisor(m.layers, m.layers)));
  }
  if (l.vpp > 1 && l.pp == 1) {
    problems.emplace_back("interleaving (vpp > 1) needs more than one pipeline stage; use vpp 1");
  }
  // Embedding and head may take the place of a layer in the first and the last chunk.
  if (l.vpp > 1 && l.pp > 1 && l.pp * l.vpp > m.layers + 2) {
    problems.push_back(fmt::format("{} layers cannot fill {} chunks (pp {} x vpp {}); use vpp {}", m.layers,
                                   l.pp * l.vpp, l.pp, l.vpp, std::max<std::int64_t>(1, (m.layers + 2) / l.pp)));
  }
  if (job.sequence % l.cp != 0) {
    problems.push_back(fmt::format("a sequence of {} tokens cannot be shared by cp {}; use cp {}", job.sequence, l.cp,
                                   nearest_divisor(job.sequence, l.cp)));
  }
  if (l.ep > 1) {
    const std::int64_t experts = m.routed ? static_cast<std::int64_t>(m.routed->experts) : 0;
    if (experts == 0) {
      problems.push_back(fmt::format("ep {} on a model without experts; use ep 1", l.ep));
    } else if (experts % l.ep != 0) {
      problems.push_back(
          fmt::format("{} experts cannot be dealt to ep {}; use ep {}", experts, l.ep, nearest_divisor(experts, l.ep)));
    } else if ((l.tp * l.cp * l.dp) % l.ep != 0) {
      problems.push_back(fmt::format("ep {} does not divide tp {} x cp {} x dp {} = {}; use ep {}", l.ep, l.tp, l.cp,
                                     l.dp, l.tp * l.cp * l.dp, nearest_divisor(l.tp * l.cp * l.dp, l.ep)));
    }
  }
}

/// What the schedule needs of stages and chunks.
void check_schedule(const Job& job, std::vector<std::string>& problems) {
  const Layout& l = job.layout;
  const std::string name = EnumNames<PipelineSchedule>::names()[static_cast<std::size_t>(l.order())];
  if (l.order() == PipelineSchedule::interleaved && l.vpp == 1) {
    problems.emplace_back("the schedule interleaved needs several chunks per stage, not vpp 1; use vpp 2, or 1f1b");
  }
  if (l.order() != PipelineSchedule::interleaved && l.vpp > 1) {
    problems.push_back(
        fmt::format("the schedule {} has one chunk per stage, not vpp {}; use vpp 1, or interleaved", name, l.vpp));
  }
  if (l.order() == PipelineSchedule::zero_bubble && l.pp == 1) {
    problems.emplace_back("the schedule zb_h1 needs a pipeline, not pp 1; use pp 2, or 1f1b");
  }
  if (l.order() == PipelineSchedule::dualpipe && l.pp % 2 != 0) {
    problems.push_back(
        fmt::format("the schedule dualpipe needs an even number of stages, not pp {}; use pp {}", l.pp, l.pp + 1));
  }
}

void check_stage_layers(const Job& job, std::vector<std::string>& problems) {
  const Layout& l = job.layout;
  const std::int64_t layers = job.model.layers;
  const std::int64_t chunks = l.pp * l.vpp;
  if (l.stage_layers.empty()) {
    return;  // by the rule of stage_layers
  }
  const auto stated = static_cast<std::int64_t>(l.stage_layers.size());
  const std::int64_t sum = std::accumulate(l.stage_layers.begin(), l.stage_layers.end(), std::int64_t{0});
  if (stated != l.pp && stated != chunks) {
    problems.push_back(fmt::format("stage_layers has {} entries; it needs {}{}", stated, l.pp,
                                   chunks > l.pp ? fmt::format(", or {} for every chunk", chunks) : ""));
  } else if (sum != layers) {
    problems.push_back(fmt::format("stage_layers add up to {}, but the model has {} layers", sum, layers));
  } else if (*std::min_element(l.stage_layers.begin(), l.stage_layers.end()) < 0) {
    problems.emplace_back("stage_layers must not be negative");
  }
}

void check_sharding(const Job& job, std::vector<std::string>& problems) {
  const Layout& l = job.layout;
  const std::int64_t ranks = l.dp * l.cp;
  if (l.sharding_group && (*l.sharding_group < 1 || ranks % std::min(ranks, *l.sharding_group) != 0)) {
    problems.push_back(fmt::format("a sharding group of {} does not divide the {} ranks (dp {} x cp {}); use {}",
                                   *l.sharding_group, ranks, l.dp, l.cp, nearest_divisor(ranks, *l.sharding_group)));
  }
  if (l.sharding == Sharding::hsdp && !l.sharding_group) {
    problems.push_back(fmt::format("hsdp needs a sharding group: a divisor of the {} ranks (dp {} x cp {}), such as {}",
                                   ranks, l.dp, l.cp, nearest_divisor(ranks, job.machine.domain)));
  }
}

}  // namespace

std::string short_name(const Layout& l) {
  return fmt::format("tp{} pp{} vpp{} cp{} ep{} dp{} mb{}", l.tp, l.pp, l.vpp, l.cp, l.ep, l.dp, l.micro_batch);
}

std::string schedule_problem(const Layout& l) {
  const std::int64_t unit = l.dp * l.micro_batch;
  const std::int64_t m = l.global_batch / unit;
  if (l.vpp > 1 && m % l.pp != 0) {
    return fmt::format(
        "interleaving needs micro-batches in multiples of the {} stages, not {}; use a batch of {}, or vpp 1", l.pp, m,
        (m / l.pp + 1) * l.pp * unit);
  }
  if (l.order() == PipelineSchedule::dualpipe && (m % 2 != 0 || m < 2 * l.pp)) {
    return fmt::format(
        "the schedule dualpipe needs an even number of micro-batches, at least {} for pp {}, not {}; use "
        "a batch of {}, or 1f1b",
        2 * l.pp, l.pp, m, std::max(2 * l.pp, m + m % 2) * unit);
  }
  return {};
}

std::vector<std::string> layout_problems(const Job& job) {
  const Layout& l = job.layout;
  std::vector<std::string> problems;
  for (const auto& [name, value] : {std::pair{"tp", l.tp},
                                    {"pp", l.pp},
                                    {"vpp", l.vpp},
                                    {"cp", l.cp},
                                    {"ep", l.ep},
                                    {"dp", l.dp},
                                    {"micro_batch", l.micro_batch},
                                    {"global_batch", l.global_batch}}) {
    if (value < 1) {
      problems.push_back(fmt::format("{} is {}; it must be at least 1", name, value));
    }
  }
  if (!problems.empty()) {
    return problems;
  }
  check_product(job, problems);
  check_batch(job, problems);
  check_model(job, problems);
  check_schedule(job, problems);
  check_stage_layers(job, problems);
  check_sharding(job, problems);
  return problems;
}

void check_layout(const Job& job) {
  const std::vector<std::string> problems = layout_problems(job);
  if (!problems.empty()) {
    throw SimulationError(join(problems, "; "));
  }
}

std::vector<std::int64_t> stage_layers(const Job& job) {
  const Layout& l = job.layout;
  if (l.stage_layers.empty()) {
    return stage_layers(job.model.layers, l.pp, job.model.routed.has_value());
  }
  std::vector<std::int64_t> list(static_cast<std::size_t>(l.pp), 0);
  for (std::size_t i = 0; i < l.stage_layers.size(); ++i) {
    list[i % list.size()] += l.stage_layers[i];  // chunk c of stage i is part c p + i
  }
  return list;
}

std::vector<std::int64_t> stage_layers(std::int64_t layers, std::int64_t stages, bool routed) {
  const std::int64_t most = (layers + stages - 1) / stages;
  std::vector<std::int64_t> list(static_cast<std::size_t>(stages), most);
  if (stages == 1 || layers % stages == 0) {
    return list;
  }
  if ((layers + 2) % stages == 0) {
    list.front() = most - 1;
    list.back() = most - 1;
    return list;
  }
  const std::int64_t longest_last = routed ? most - 1 : most;
  std::int64_t last = std::clamp<std::int64_t>(layers - most * (stages - 1), 0, longest_last);
  list.back() = last;
  // Stages before the last fill up from the front until nothing is left.
  std::int64_t left = layers - last;
  for (std::size_t i = 0; i + 1 < list.size(); ++i) {
    const auto after = static_cast<std::int64_t>(list.size() - 2 - i);
    list[i] = std::clamp<std::int64_t>(left - after, left > 0 ? 1 : 0, most);
    list[i] = std::min({list[i], most, left});
    left -= list[i];
  }
  return list;
}

}  // namespace aif::step
