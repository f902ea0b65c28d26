#include "step/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "step/simulate.hpp"

namespace aif::step {
namespace {

struct Candidate {
  Layout layout;
  double time = 0;
  double memory = 0;
};

std::vector<std::int64_t> powers_of_two(std::int64_t most) {
  std::vector<std::int64_t> list;
  for (std::int64_t n = 1; n <= most; n *= 2) {
    list.push_back(n);
  }
  return list;
}

/// Numbers of stages: divisors of the layers, of the layers and two, and powers of two.
std::vector<std::int64_t> stage_counts(std::int64_t layers, std::int64_t gpus) {
  std::vector<std::int64_t> list;
  for (std::int64_t p = 1; p <= std::min<std::int64_t>({layers, gpus, 64}); ++p) {
    const bool power = (p & (p - 1)) == 0;
    if (gpus % p == 0 && (power || layers % p == 0 || (layers + 2) % p == 0)) {
      list.push_back(p);
    }
  }
  return list;
}

class Search {
 public:
  Search(const PlanRequest& request, const Constants& constants)
      : request_(request), constants_(constants), job_(request.job) {}

  Plan run() {
    for (const std::int64_t tp : powers_of_two(std::min(job_.machine.domain, job_.gpus))) {
      for (const std::int64_t pp : stage_counts(job_.model.layers, job_.gpus / tp)) {
        for (const std::int64_t cp : powers_of_two(std::max<std::int64_t>(1, job_.sequence / 4096))) {
          model_layout(tp, pp, cp);
        }
      }
    }
    return finish();
  }

 private:
  void model_layout(std::int64_t tp, std::int64_t pp, std::int64_t cp) {
    const std::int64_t replica = tp * pp * cp;
    if (job_.gpus % replica != 0 || request_.job.layout.global_batch % (job_.gpus / replica) != 0) {
      return;
    }
    Layout layout;
    layout.tp = tp;
    layout.pp = pp;
    layout.cp = cp;
    layout.dp = job_.gpus / replica;
    layout.global_batch = request_.job.layout.global_batch;
    layout.sequence_parallel = tp > 1;
    const std::int64_t experts = job_.model.routed ? static_cast<std::int64_t>(job_.model.routed->experts) : 1;
    for (const std::int64_t ep : powers_of_two(std::min(experts, tp * cp * layout.dp))) {
      layout.ep = ep;
      chunks_and_batches(layout);
    }
  }

  void chunks_and_batches(Layout layout) {
    const std::int64_t per_replica = layout.global_batch / layout.dp;
    const std::int64_t deepest = layout.pp > 1 ? (job_.model.layers + 2) / layout.pp : 1;
    for (std::int64_t v = 1; v <= deepest; ++v) {
      const bool even =
          v == 1 || job_.model.layers % (layout.pp * v) == 0 || (job_.model.layers + 2) % (layout.pp * v) == 0;
      if (!even) {
        continue;
      }
      layout.vpp = v;
      for (const std::int64_t batch : {1, 2, 4, 8}) {
        if (per_replica % batch != 0) {
          continue;
        }
        layout.micro_batch = batch;
        layout.sharding = Sharding::zero1;
        consider(layout);
        if (layout.pp == 1 && layout.ep == 1 && layout.dp * layout.cp > 1) {
          layout.sharding = Sharding::fsdp;
          consider(layout);
        }
      }
    }
  }

  void consider(const Layout& layout) {
    job_.layout = layout;
    if (!layout_problems(job_).empty()) {
      return;
    }
    ++plan_.considered;
    const double memory = running_footprint(job_).total();
    if (memory > job_.machine.memory) {
      if (plan_.least_memory == 0 || memory < plan_.least_memory) {
        plan_.least_memory = memory;
        plan_.least_memory_layout = short_name(layout);
      }
      return;
    }
    ++plan_.feasible;
    candidates_.push_back({layout, step_time(job_, components_of(job_), constants_).total, memory});
  }

  Plan finish() {
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.time < b.time; });
    candidates_.resize(std::min(candidates_.size(), std::max(request_.wanted, request_.simulated)));
    for (const Candidate& candidate : candidates_) {
      PlannedLayout planned;
      planned.job = request_.job;
      planned.job.layout = candidate.layout;
      const Components parts = components_of(planned.job);
      planned.time = step_time(planned.job, parts, constants_);
      planned.memory = candidate.memory;
      if (plan_.best.size() < request_.simulated) {
        planned.simulated = simulate_step(planned.job, parts, constants_, false).total;
      }
      planned.why = why(planned.time, parts);
      planned.neighbours = neighbours_of(planned.job, planned.time, constants_);
      plan_.best.push_back(std::move(planned));
    }
    auto key = [](const PlannedLayout& l) { return l.simulated > 0 ? l.simulated : l.time.total; };
    std::stable_sort(plan_.best.begin(), plan_.best.end(),
                     [&](const PlannedLayout& a, const PlannedLayout& b) { return key(a) < key(b); });
    plan_.best.resize(std::min(plan_.best.size(), request_.wanted));
    return std::move(plan_);
  }

  /// What a layout pays for, the largest costs beside compute first.
  static std::string why(const StepTime& t, const Components& parts) {
    std::vector<std::pair<std::string, double>> costs = costs_of(t);
    std::erase_if(costs, [](const auto& cost) {
      return cost.first == "matrix products" || cost.first == "memory-bound kernels";
    });
    std::stable_sort(costs.begin(), costs.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text = fmt::format("compute {:.0f} %", 100 * (t.products + t.memory_bound) / t.total);
    for (std::size_t i = 0; i < 3; ++i) {
      if (costs[i].second > 0.005 * t.total) {
        text += fmt::format(", {} {:.0f} %", costs[i].first, 100 * costs[i].second / t.total);
      }
    }
    return parts.recomputed > 0
               ? text + fmt::format("; recomputes {:.0f} % of the forward pass", 100 * parts.recomputed)
               : text;
  }

  PlanRequest request_;
  const Constants& constants_;
  Job job_;
  std::vector<Candidate> candidates_;
  Plan plan_;
};

}  // namespace

Plan plan_layouts(const PlanRequest& request, const Constants& constants) { return Search(request, constants).run(); }

std::vector<std::string> layouts_that_fit(const Job& job, const Constants& constants, std::size_t wanted) {
  std::vector<std::string> names;
  for (const PlannedLayout& layout : plan_layouts({job, wanted, 0}, constants).best) {
    names.push_back(short_name(layout.job.layout));
  }
  return names;
}

}  // namespace aif::step
