#include "step/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif::step {
namespace {

struct Change {
  std::string name;
  Layout layout;
};

std::vector<Change> changes_of(const Layout& l) {
  std::vector<Change> list;
  auto add = [&list, &l](const std::string& name, auto edit) {
    Layout changed = l;
    edit(changed);
    list.push_back({name, changed});
  };
  auto halves = [](std::int64_t degree) { return degree % 2 == 0; };
  if (halves(l.pp)) {
    add(fmt::format("tp {}, pp {}", l.tp * 2, l.pp / 2), [](Layout& c) { c.tp *= 2, c.pp /= 2; });
    add(fmt::format("pp {}, dp {}", l.pp / 2, l.dp * 2), [](Layout& c) { c.pp /= 2, c.dp *= 2; });
  }
  if (halves(l.tp)) {
    add(fmt::format("tp {}, pp {}", l.tp / 2, l.pp * 2), [](Layout& c) { c.tp /= 2, c.pp *= 2; });
    add(fmt::format("tp {}, dp {}", l.tp / 2, l.dp * 2), [](Layout& c) { c.tp /= 2, c.dp *= 2; });
  }
  if (halves(l.dp)) {
    add(fmt::format("tp {}, dp {}", l.tp * 2, l.dp / 2), [](Layout& c) { c.tp *= 2, c.dp /= 2; });
    add(fmt::format("pp {}, dp {}", l.pp * 2, l.dp / 2), [](Layout& c) { c.pp *= 2, c.dp /= 2; });
  }
  add(fmt::format("vpp {}", l.vpp + 1), [](Layout& c) { ++c.vpp; });
  if (l.vpp > 1) {
    add(fmt::format("vpp {}", l.vpp - 1), [](Layout& c) { --c.vpp; });
  }
  add(fmt::format("micro-batch {}", l.micro_batch * 2), [](Layout& c) { c.micro_batch *= 2; });
  if (halves(l.micro_batch)) {
    add(fmt::format("micro-batch {}", l.micro_batch / 2), [](Layout& c) { c.micro_batch /= 2; });
  }
  add(fmt::format("ep {}", l.ep * 2), [](Layout& c) { c.ep *= 2; });
  if (halves(l.ep)) {
    add(fmt::format("ep {}", l.ep / 2), [](Layout& c) { c.ep /= 2; });
  }
  if (l.sharding == Sharding::fsdp) {
    add("zero1", [](Layout& c) { c.sharding = Sharding::zero1; });
  } else if (l.pp == 1 && l.ep == 1 && l.dp * l.cp > 1) {
    add("fsdp", [](Layout& c) { c.sharding = Sharding::fsdp; });
  }
  return list;
}

/// The part of the step that grows the most.
std::string dearest(const StepTime& before, const StepTime& after) {
  const auto old = costs_of(before), fresh = costs_of(after);
  std::size_t worst = 0;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    if (fresh[i].second - old[i].second > fresh[worst].second - old[worst].second) {
      worst = i;
    }
  }
  return fresh[worst].first;
}

}  // namespace

std::vector<std::pair<std::string, double>> costs_of(const StepTime& t) {
  return {{"matrix products", t.products},
          {"memory-bound kernels", t.memory_bound},
          {"bubble", t.bubble},
          {"tensor traffic", t.tensor},
          {"context traffic", t.context},
          {"expert traffic", t.expert},
          {"sends", t.pipeline},
          {"data-parallel traffic", t.data_parallel},
          {"recomputation", t.recomputation},
          {"host memory", t.host_spill},
          {"gaps", t.gaps},
          {"optimizer", t.optimizer}};
}

std::vector<Neighbour> neighbours_of(const Job& job, const StepTime& time, const Constants& constants) {
  std::vector<Neighbour> list;
  for (const Change& change : changes_of(job.layout)) {
    Job other = job;
    other.layout = change.layout;
    other.layout.sequence_parallel = other.layout.tp > 1;
    if (other.layout.tp > job.machine.domain || !layout_problems(other).empty()) {
      continue;
    }
    Neighbour neighbour;
    neighbour.change = change.name;
    const double memory = running_footprint(other).total();
    if (memory > job.machine.memory) {
      neighbour.excess = memory - job.machine.memory;
    } else {
      const StepTime its = step_time(other, components_of(other), constants);
      neighbour.time = its.total;
      neighbour.slower = its.total / time.total - 1;
      neighbour.cost = dearest(time, its);
    }
    list.push_back(std::move(neighbour));
  }
  std::stable_sort(list.begin(), list.end(), [](const Neighbour& a, const Neighbour& b) {
    constexpr double never = std::numeric_limits<double>::infinity();
    return std::pair(a.time.value_or(never), a.excess.value_or(0)) <
           std::pair(b.time.value_or(never), b.excess.value_or(0));
  });
  return list;
}

std::string neighbours_text(const std::vector<Neighbour>& neighbours, std::size_t most) {
  std::vector<std::string> parts;
  for (const Neighbour& n : neighbours) {
    if (parts.size() == most) {
      break;
    }
    if (n.excess) {
      parts.push_back(fmt::format("{}: {} too large", n.change, human(bytes(*n.excess), 3)));
    } else if (n.slower > 0) {
      parts.push_back(fmt::format("{}: {:.1f} % slower, {}", n.change, 100 * n.slower, n.cost));
    } else {
      parts.push_back(fmt::format("{}: {:.1f} % faster", n.change, -100 * n.slower));
    }
  }
  return join(parts, "; ");
}

}  // namespace aif::step
