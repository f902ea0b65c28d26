#include "cli/step_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/units.hpp"
#include "step/expert_load.hpp"

namespace aif {

using namespace step;
using nlohmann::ordered_json;

std::string name_of(Sharding sharding) { return EnumNames<Sharding>::names()[static_cast<std::size_t>(sharding)]; }

namespace {

std::string name_of(NumberFormat format) { return EnumNames<NumberFormat>::names()[static_cast<std::size_t>(format)]; }

std::string size(double amount) { return human(bytes(amount), 3); }

std::string share_table(const std::vector<NamedShare>& parts, double total, bool sizes) {
  std::string text;
  for (const NamedShare& part : parts) {
    if (part.value == 0) {
      continue;
    }
    const std::string value = sizes ? size(part.value) : human(seconds(part.value), 4);
    text += fmt::format("  {:<30} {:>12} {:>7.1f} %\n", part.name, value, 100 * part.value / total);
  }
  return text;
}

std::string traffic_table(const StepTraffic& t) {
  std::string text = fmt::format("  {:<30} {:>12} {:>12}\n", "", "domain", "adapter");
  for (const auto& [name, tier] : {std::pair<const char*, TierBytes>{"tensor parallel", t.tensor},
                                   {"context parallel", t.context},
                                   {"experts", t.expert},
                                   {"pipeline", t.pipeline},
                                   {"data parallel", t.data},
                                   {"all", t.total()}}) {
    if (tier.domain + tier.network > 0) {
      text += fmt::format("  {:<30} {:>12} {:>12}\n", name, size(tier.domain), size(tier.network));
    }
  }
  return text;
}

std::string schedule_name(const Layout& l) {
  return EnumNames<PipelineSchedule>::names()[static_cast<std::size_t>(l.order())];
}

ordered_json layout_json(const Layout& l) {
  return {{"tp", l.tp},
          {"pp", l.pp},
          {"vpp", l.vpp},
          {"cp", l.cp},
          {"ep", l.ep},
          {"dp", l.dp},
          {"micro_batch", l.micro_batch},
          {"global_batch", l.global_batch},
          {"sharding", aif::name_of(l.sharding)},
          {"sequence_parallel", l.sequence_parallel},
          {"schedule", schedule_name(l)}};
}

/// What the layout has besides its degrees.
std::string extras(const Job& job) {
  const Layout& l = job.layout;
  std::string text;
  if (l.pp > 1) {
    text += ", " + schedule_name(l);
  }
  if (l.sharding_group) {
    text += fmt::format(", groups of {}", *l.sharding_group);
  }
  if (job.model.routed && job.model.routed->imbalance > 1) {
    text += fmt::format(", busiest expert {:.3g} times the mean", job.model.routed->imbalance);
  }
  if (job.model.routed && job.model.routed->capacity) {
    text += fmt::format(", capacity {:.3g}: {:.2f} % of the routed tokens dropped", *job.model.routed->capacity,
                        100 * dropped_share(*job.model.routed));
  }
  return text;
}

}  // namespace

std::string step_text(const std::string& title, const Breakdown& b, double simulated_s) {
  const Job& job = b.job;
  std::string text =
      fmt::format("{}\n{} x {}, {}, {} of {} tokens; {}, {}{}; software of {:.1f}\n\n", printable(title),
                  grouped(static_cast<double>(job.gpus)), job.machine.gpu, name_of(job.format),
                  fmt::format("{} sequences", job.layout.global_batch), grouped(static_cast<double>(job.sequence)),
                  short_name(job.layout), aif::name_of(job.layout.sharding), extras(job), job.software.date);
  text += fmt::format("step time {} (closed form)\n", human(seconds(b.time.total), 5));
  if (simulated_s > 0) {
    text += fmt::format("          {} (schedule played in SimGrid)\n", human(seconds(simulated_s), 5));
  }
  text += share_table(b.times(), b.time.total, false);
  text += fmt::format(
      "\n{:.1f} tokens/s per GPU\nMFU {:.1f} %  model FLOPs: 6 per parameter and token, causal attention halved, no "
      "recomputation\nHFU {:.1f} %  with recomputation; both over the dense peak of the precision, {} per GPU\n",
      b.tokens_per_gpu_second, 100 * b.mfu, 100 * b.hfu,
      human(flops_per_second(b.peak / static_cast<double>(job.gpus)), 4));
  if (b.energy > 0) {
    const double tokens = static_cast<double>(job.layout.global_batch) * static_cast<double>(job.sequence);
    text += fmt::format("energy {} per step at the nodes' AC input, {:.3f} J per token\n", human(joules(b.energy), 4),
                        b.energy / tokens);
  }
  text += fmt::format("\nmemory per GPU {} of {}{}\n", size(b.footprint.total()), size(job.machine.memory),
                      b.fits ? "" : ": DOES NOT FIT");
  text += share_table(b.memory(), b.footprint.total(), true);
  text += "\nbytes sent per GPU and step\n" + traffic_table(b.traffic);
  text += "\npriced by a default\n";
  for (const std::string& name : b.defaults) {
    text += "  " + name + "\n";
  }
  return text;
}

ordered_json step_json(const std::string& title, const Breakdown& b, double simulated_s) {
  ordered_json time, memory, traffic;
  for (const NamedShare& part : b.times()) {
    time[part.name] = part.value;
  }
  for (const NamedShare& part : b.memory()) {
    memory[part.name] = part.value;
  }
  for (const auto& [name, tier] : {std::pair<const char*, TierBytes>{"tensor", b.traffic.tensor},
                                   {"context", b.traffic.context},
                                   {"expert", b.traffic.expert},
                                   {"pipeline", b.traffic.pipeline},
                                   {"data", b.traffic.data}}) {
    traffic[name] = {{"domain_bytes", tier.domain}, {"adapter_bytes", tier.network}};
  }
  ordered_json json = {{"title", title},
                       {"gpu", b.job.machine.gpu},
                       {"gpus", b.job.gpus},
                       {"precision", name_of(b.job.format)},
                       {"layout", layout_json(b.job.layout)},
                       {"step_time_s", b.time.total}};
  if (simulated_s > 0) {
    json["simulated_step_time_s"] = simulated_s;
  }
  json["time_s"] = time;
  json["tokens_per_gpu_second"] = b.tokens_per_gpu_second;
  json["mfu"] = b.mfu;
  json["hfu"] = b.hfu;
  json["model_flops"] = b.model_flops;
  json["energy_j"] = b.energy;
  json["memory_bytes"] = memory;
  json["memory_total_bytes"] = b.footprint.total();
  json["fits"] = b.fits;
  json["traffic"] = traffic;
  json["defaults"] = b.defaults;
  return json;
}

std::string plan_text(const PlanRequest& request, const Plan& plan) {
  const Job& job = request.job;
  std::string text = fmt::format("{} layouts divide, {} fit in {} of memory\n\n", plan.considered, plan.feasible,
                                 size(job.machine.memory));
  text += fmt::format("{:>2}  {:<40} {:<6} {:>10} {:>10} {:>7} {:>10}  {}\n", "", "layout", "shards", "step", "played",
                      "tok/s", "memory", "where the time goes");
  const double tokens = static_cast<double>(job.layout.global_batch) * static_cast<double>(job.sequence);
  std::size_t rank = 0;
  for (const PlannedLayout& l : plan.best) {
    const double time = l.simulated > 0 ? l.simulated : l.time.total;
    text += fmt::format("{:>2}  {:<40} {:<6} {:>10} {:>10} {:>7.1f} {:>10}  {}\n", ++rank, short_name(l.job.layout),
                        aif::name_of(l.job.layout.sharding), human(seconds(l.time.total), 4),
                        l.simulated > 0 ? human(seconds(l.simulated), 4) : "-",
                        tokens / time / static_cast<double>(job.gpus), size(l.memory), l.why);
  }
  text += "\nwhat one step away would cost\n";
  rank = 0;
  for (const PlannedLayout& l : plan.best) {
    text += fmt::format("{:>2}  {}\n", ++rank, neighbours_text(l.neighbours, 4));
  }
  return text + "\ntok/s: tokens per second and GPU. step: closed form; played: schedule simulated.\n";
}

static ordered_json neighbours_json(const std::vector<Neighbour>& neighbours) {
  ordered_json list = ordered_json::array();
  for (const Neighbour& n : neighbours) {
    ordered_json one = {{"change", n.change}, {"fits", n.time.has_value()}};
    if (n.time) {
      one["step_time_s"] = *n.time;
      one["slower"] = n.slower;
      one["cost"] = n.cost;
    } else {
      one["missing_bytes"] = *n.excess;
    }
    list.push_back(std::move(one));
  }
  return list;
}

ordered_json plan_json(const Plan& plan) {
  ordered_json layouts = ordered_json::array();
  for (const PlannedLayout& l : plan.best) {
    layouts.push_back({{"layout", layout_json(l.job.layout)},
                       {"step_time_s", l.time.total},
                       {"simulated_step_time_s", l.simulated},
                       {"memory_bytes", l.memory},
                       {"why", l.why},
                       {"neighbours", neighbours_json(l.neighbours)}});
  }
  return {{"considered", plan.considered}, {"feasible", plan.feasible}, {"layouts", layouts}};
}

}  // namespace aif
