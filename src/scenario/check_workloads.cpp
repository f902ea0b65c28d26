#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "core/text.hpp"
#include "core/units.hpp"
#include "scenario/check_context.hpp"

/// Work: where it may run, whether it fits there, and whether its numbers agree with each other.
namespace aif {

namespace {

// ---- where it may run ---------------------------------------------------------------------------------------

std::string pool_hint(const CheckContext& context, const std::string& name) {
  if (name.find('/') == std::string::npos) {
    for (const std::string& known : context.pool_names) {
      if (known.rfind(name + "/", 0) == 0) {
        return fmt::format("Pools are named site/pool: \"{}\"?", known);
      }
    }
  }
  return suggest(name, context.pool_names);
}

/// The pools of a placement that exist and could be read, in its order.
std::vector<const PlacedPool*> check_placement(const CheckContext& context, const PlacementSpec& placement,
                                               const std::string& owner, const Place& place) {
  std::vector<const PlacedPool*> pools;
  const Place list = place.at("pools");
  if (placement.pools.empty()) {
    context.error(code::out_of_range, list, "no pool is named, so the work could run nowhere");
  }
  const std::vector<Place> places = place.elements("pools");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < placement.pools.size(); ++i) {
    const std::string& name = placement.pools[i];
    const Place here = i < places.size() ? places[i] : list;
    if (!seen.insert(name).second) {
      context.warn(here, fmt::format("pool \"{}\" is named twice", printable(name)));
      continue;
    }
    if (const PlacedPool* pool = context.find_pool(name)) {
      pools.push_back(pool);
      if (pool->site->operator_name != owner) {
        context.note(here, fmt::format("work of {} runs at a site of {}", owner, pool->site->operator_name));
      }
    } else if (std::find(context.pool_names.begin(), context.pool_names.end(), name) == context.pool_names.end() &&
               context.root.at("sites").written()) {
      context.error(code::unknown_name, here, fmt::format("there is no pool \"{}\"", printable(name)),
                    pool_hint(context, name));
    }
  }
  return pools;
}

const PlacedPool* largest(const std::vector<const PlacedPool*>& pools) {
  const auto most = std::max_element(pools.begin(), pools.end(), [](const PlacedPool* a, const PlacedPool* b) {
    return a->usable_gpus() < b->usable_gpus();
  });
  return most == pools.end() ? nullptr : *most;
}

std::string pool_name(const PlacedPool& pool) { return pool.site->name + "/" + pool.pool->name; }

/// A gang of `gpus` GPUs must fit into one of the pools. Returns whether it does, ever.
bool check_fits(const CheckContext& context, double gpus, const std::string& what,
                const std::vector<const PlacedPool*>& pools, const Place& place) {
  const PlacedPool* most = largest(pools);
  if (most == nullptr) {
    return true;  // unknown pools are reported elsewhere
  }
  if (gpus <= static_cast<double>(most->usable_gpus())) {
    return true;
  }
  const std::int64_t installed = final_gpus(*most->pool);
  const std::int64_t spare = installed - most->usable_gpus();
  context.error(code::infeasible, place,
                fmt::format("{} needs {} GPUs at once, and the largest pool it may use, {}, offers {}{}{}", what,
                            number(gpus), pool_name(*most), number(most->usable_gpus()),
                            spare > 0 ? fmt::format(" ({} less {} spare)", number(installed), number(spare)) : "",
                            most->pool->deliveries.empty() ? "" : ", all deliveries in"),
                fmt::format("The largest that fits is {}.", number(most->usable_gpus())));
  return false;
}

// ---- numbers ------------------------------------------------------------------------------------------------

/// 24 weights by hour, or none.
void check_profile(const CheckContext& context, const std::vector<double>& profile, const Place& place) {
  if (profile.empty()) {
    return;
  }
  if (profile.size() != 24) {
    context.error(code::out_of_range, place,
                  fmt::format("a day's profile has {} values, one per local hour is 24", profile.size()));
  } else if (std::accumulate(profile.begin(), profile.end(), 0.0) <= 0) {
    context.error(code::out_of_range, place, "a day's profile needs at least one value above zero");
  }
}

double usable_in_all(const std::vector<const PlacedPool*>& pools) {
  double gpus = 0;
  for (const PlacedPool* pool : pools) {
    gpus += static_cast<double>(pool->usable_gpus());
  }
  return gpus;
}

double bytes_per_weight(Precision precision) {
  switch (precision) {
    case Precision::bf16:
    case Precision::fp16:
      return 2.0;
    case Precision::fp8:
      return 1.0;
    case Precision::fp4:
      return 0.5;
  }
  return 2.0;
}

/// Whether the GPUs of all pools compute in this precision.
void check_precision(const CheckContext& context, Precision precision, const std::vector<const PlacedPool*>& pools,
                     const Place& place) {
  for (const PlacedPool* pool : pools) {
    const GpuSpec& gpu = *pool->pool->system->gpu;
    const bool missing = (precision == Precision::fp8 && !gpu.fp8) || (precision == Precision::fp4 && !gpu.fp4);
    if (missing) {
      context.error(code::infeasible, place,
                    fmt::format("the {} of pool {} does not compute in {}", gpu.name, pool_name(*pool),
                                EnumNames<Precision>::names()[static_cast<std::size_t>(precision)]),
                    precision == Precision::fp4 && gpu.fp8 ? "Take fp8 or bf16, or another pool."
                                                           : "Take bf16, or another pool.");
    }
  }
}

// ---- kinds --------------------------------------------------------------------------------------------------

void check_training_job(const CheckContext& context, const TrainingSpec& training, const std::string& owner,
                        const Place& place) {
  const auto pools = check_placement(context, training.placement, owner, place.at("placement"));
  check_precision(context, training.precision, pools, place.at("precision"));
  check_job_network(context, training, pools, place);
  if (training.across_sites) {
    // What must divide is the part at each site.
    TrainingSpec part = training;
    const auto parts = static_cast<std::int64_t>(std::max<std::size_t>(1, training.placement.pools.size()));
    part.gpus /= parts;
    part.batch_tokens /= static_cast<double>(parts);
    check_layout(context, part, place);
    check_across_sites(context, training, pools, place);
    return;
  }
  check_layout(context, training, place);
  const PlacedPool* most = largest(pools);
  const bool fits = check_fits(context, static_cast<double>(training.gpus), "the job", pools, place.at("gpus"));
  const Instant start = training.start.value_or(context.spec.start).instant;
  const bool fits_at_start = std::any_of(
      pools.begin(), pools.end(), [&](const PlacedPool* pool) { return training.gpus <= pool->usable_gpus_at(start); });
  if (most != nullptr && fits && !fits_at_start) {
    context.note(place.at("gpus"),
                 fmt::format("the job waits until enough GPUs have been delivered to {}", pool_name(*most)));
  }
}

void check_kind(const CheckContext& context, const TrainingSpec& training, const Place& place) {
  check_training_job(context, training, training.operator_name, place);
}

void check_kind(const CheckContext& context, const BatchSpec& batch, const Place& place) {
  const auto pools = check_placement(context, batch.placement, batch.operator_name, place.at("placement"));
  double width = std::min(static_cast<double>(batch.tasks_per_bag), usable_in_all(pools));
  if (batch.max_gpus > 0) {
    width = std::min(width, static_cast<double>(batch.max_gpus));
  }
  if (pools.empty() || width <= 0 || batch.reference_gpu) {
    return;
  }
  const Duration least = batch.gpu_time_per_bag / width;
  if (least > batch.deadline) {
    context.warn(place.at("deadline"),
                 fmt::format("a bag of {} GPU time takes at least {} on {} GPUs, longer than the deadline of {}",
                             human(batch.gpu_time_per_bag), human(least), number(width), human(batch.deadline)));
  }
}

void check_replica(const CheckContext& context, const ServiceSpec& service, const std::vector<const PlacedPool*>& pools,
                   const Place& place) {
  const Place gpus = place.at("gpus_per_replica");
  if (!check_fits(context, static_cast<double>(service.gpus_per_replica), "a replica", pools, gpus)) {
    return;
  }
  const DataSize weights = bytes(parameter_count(*service.model) * bytes_per_weight(service.precision));
  for (const PlacedPool* pool : pools) {
    const GpuSpec& gpu = *pool->pool->system->gpu;
    const DataSize memory = static_cast<double>(service.gpus_per_replica) * *gpu.memory;
    if (weights >= memory) {
      context.error(
          code::infeasible, gpus,
          fmt::format("the weights of {} take {} in {}, and {} of {} have {} of memory in pool {}", service.model->name,
                      human(weights), EnumNames<Precision>::names()[static_cast<std::size_t>(service.precision)],
                      counted(service.gpus_per_replica, "GPU"), gpu.name, human(memory), pool_name(*pool)),
          fmt::format("A replica needs at least {} GPUs.", std::floor(weights / *gpu.memory) + 1));
    }
  }
}

void check_kind(const CheckContext& context, const ServiceSpec& service, const Place& place) {
  const auto pools = check_placement(context, service.placement, service.operator_name, place.at("placement"));
  check_profile(context, service.home_profile, place.at("home_profile"));
  check_precision(context, service.precision, pools, place.at("precision"));
  check_replica(context, service, pools, place);
  if (service.max_gpus > 0 && service.min_gpus > service.max_gpus) {
    context.contradiction(
        place.at("min_gpus"), place.at("max_gpus"),
        fmt::format("min_gpus {} is more than max_gpus {}", number(service.min_gpus), number(service.max_gpus)));
  }
  if (service.max_gpus > 0 && service.max_gpus < service.gpus_per_replica) {
    context.contradiction(place.at("max_gpus"), place.at("gpus_per_replica"),
                          fmt::format("max_gpus {} is less than one replica of {}", number(service.max_gpus),
                                      number(service.gpus_per_replica)));
  }
  if (!pools.empty() && static_cast<double>(service.min_gpus) > usable_in_all(pools)) {
    context.error(code::infeasible, place.at("min_gpus"),
                  fmt::format("min_gpus {} is more than its pools offer, {}", number(service.min_gpus),
                              number(usable_in_all(pools))));
  }
  if (service.home_tokens_per_day + service.export_tokens_per_day + service.batch_tokens_per_day <= 0) {
    context.warn(place, "the service is asked for no tokens at all");
  }
  if (service.context > static_cast<double>(*service.model->context)) {
    context.warn(place.at("context"),
                 fmt::format("{} tokens are more than the context of {}, {}", number(service.context),
                             service.model->name, number(*service.model->context)));
  }
}

void check_kind(const CheckContext& context, const SessionsSpec& sessions, const Place& place) {
  const auto pools = check_placement(context, sessions.placement, sessions.operator_name, place.at("placement"));
  check_profile(context, sessions.profile, place.at("profile"));
  const double needed = sessions.peak_sessions * sessions.gpus_per_session;
  if (!pools.empty() && needed > usable_in_all(pools)) {
    context.warn(place.at("peak_sessions"), fmt::format("the busiest hour asks for {} GPUs and the pools offer {}",
                                                        number(std::ceil(needed)), number(usable_in_all(pools))));
  }
}

void check_kind(const CheckContext& context, const DrivingCycleSpec& cycle, const Place& place) {
  check_placement(context, cycle.curation, cycle.operator_name, place.at("curation"));
  check_placement(context, cycle.simulation, cycle.operator_name, place.at("simulation"));
  check_training_job(context, cycle.training, cycle.operator_name, place.at("training"));
  const double hours_per_day = cycle.vehicles * cycle.drive_hours_per_vehicle_day * cycle.upload_fraction;
  if (cycle.initial_hours <= 0 && hours_per_day * cycle.kept_fraction <= 0) {
    context.error(code::infeasible, place,
                  "no curated hours are there at the start and none ever come in, so nothing could be trained",
                  "Give initial_hours, or vehicles, upload_fraction and kept_fraction above zero.");
  }
  const auto& sites = context.spec.sites;
  const auto site = std::find_if(sites.begin(), sites.end(), [&](const SiteSpec& s) { return s.name == cycle.site; });
  if (site != sites.end()) {
    const DataRate rate = hours_per_day * cycle.data_per_drive_hour / days(1);
    if (rate > site->wan) {
      context.warn(place.at("site"),
                   fmt::format("the fleet uploads {} on average and the connection of {} carries {}; data pile up",
                               human(rate), site->name, human(site->wan)));
    }
  } else if (std::find(context.site_names.begin(), context.site_names.end(), cycle.site) == context.site_names.end() &&
             context.root.at("sites").written()) {
    context.error(code::unknown_name, place.at("site"), fmt::format("there is no site \"{}\"", printable(cycle.site)),
                  suggest(cycle.site, context.site_names));
  }
}

std::optional<std::int64_t> job_size(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = problem == std::errc() && end == text.data() + text.size() && value >= 1;
  return good ? std::optional(value) : std::nullopt;
}

void check_kind(const CheckContext& context, const TenantsSpec& tenants, const Place& place) {
  const auto pools = check_placement(context, tenants.placement, tenants.operator_name, place.at("placement"));
  check_profile(context, tenants.profile, place.at("profile"));
  const Place sizes = place.at("sizes");
  double weights = 0;
  std::int64_t most = 0;
  for (const auto& [text, weight] : tenants.sizes) {
    const std::optional<std::int64_t> gpus = job_size(text);
    if (!gpus) {
      context.error(code::bad_number, sizes.at(text),
                    fmt::format("a job size is a whole number of GPUs, not \"{}\"", printable(text)));
    } else if (weight > 0) {
      weights += weight;
      most = std::max(most, *gpus);
    }
  }
  if (weights <= 0) {
    context.error(code::out_of_range, sizes, "no job size has a weight above zero");
  } else {
    check_fits(context, static_cast<double>(most), "the largest job", pools, sizes.at(std::to_string(most)));
  }
  if (tenants.duration_median > tenants.duration_max) {
    context.contradiction(place.at("duration_median"), place.at("duration_max"),
                          fmt::format("the median run time of {} is longer than the longest, {}",
                                      human(tenants.duration_median), human(tenants.duration_max)));
  }
}

void check_kind(const CheckContext& context, const TraceSpec& trace, const Place& place) {
  check_placement(context, trace.placement, trace.operator_name, place.at("placement"));
  const std::string& file = trace.file;
  const auto ends_with = [&file](const std::string& end) {
    return file.size() > end.size() && file.compare(file.size() - end.size(), end.size(), end) == 0;
  };
  if (!ends_with(".swf") && !ends_with(".swf.gz")) {
    context.error(code::not_readable, place.at("file"),
                  fmt::format("\"{}\" does not end in .swf or .swf.gz", printable(file)));
  }
}

void check_start(const CheckContext& context, const std::optional<ZonedInstant>& start, const Place& place) {
  if (!start || !context.has_start()) {
    return;
  }
  if (start->instant < context.spec.start.instant) {
    context.error(code::bad_dates, place,
                  fmt::format("the work starts on {}, before the scenario does, {}", format_instant(*start),
                              format_instant(context.spec.start)));
  } else if (context.spec.duration.si() > 0 && start->instant >= context.end()) {
    context.warn(place, "the work starts after the scenario's end and has no effect");
  }
}

}  // namespace

void check_workload(const CheckContext& context, std::size_t index) {
  const WorkloadSpec& workload = context.spec.workloads[index];
  const Place& place = context.workloads[index];
  context.check_operator(workload_operator(workload), place);
  std::visit(
      [&](const auto& kind) {
        check_kind(context, kind, place);
        if constexpr (requires { kind.start; }) {
          check_start(context, kind.start, place.at("start"));
        }
      },
      workload);
}

}  // namespace aif
