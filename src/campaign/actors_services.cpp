#include <algorithm>
#include <cmath>
#include <memory>

#include "campaign/actors.hpp"
#include "campaign/world.hpp"
#include "workload/demand.hpp"
#include "workload/serving.hpp"

namespace aif {
namespace {

/// Dynamic node power of a fully loaded replica over that of compute-bound training. Decoding is bound by
/// memory and draws less than training: estimate 0.7, range 0.3-0.75.
constexpr double serving_intensity = 0.7;
/// Deferred requests are worked off over this long when there is room.
constexpr double deferral_s = 6 * 3600.0;

/// A service's replicas in its pools, following demand hour by hour.
class ServiceDriver {
 public:
  ServiceDriver(World& world, std::size_t workload, const ServiceSpec& spec);
  void tick(double now_s);    ///< a new hour: new demand, new wishes
  void settle(double now_s);  ///< tokens up to now

 private:
  struct Site {
    Fleet* fleet = nullptr;
    double tokens_per_node_s = 0;
    std::uint32_t nodes_per_replica = 1;
  };
  void balance(double now_s);
  [[nodiscard]] double capacity() const;

  World& world_;
  WorkTotals& work_;
  const ServiceSpec& spec_;
  std::vector<Site> sites_;
  Demand demand_;
  double backlog_ = 0;  ///< deferred tokens waiting
  double settled_s_ = 0;
  double served_rate_ = 0;  ///< [tokens/s]
  double deferred_rate_ = 0;
};

ServiceDriver::ServiceDriver(World& world, std::size_t workload, const ServiceSpec& spec)
    : world_(world), work_(world.workloads[workload].work), spec_(spec) {
  for (PoolState* pool : world.pools_of(spec.placement)) {
    const ServingRate rate = serving_rate(*spec.model, pool->system(), spec.gpus_per_replica, spec.precision,
                                          spec.input_tokens_per_output, spec.context);
    if (!rate.fits && !spec.tokens_per_second_per_gpu) {
      throw SimulationError("service \"" + spec.name + "\": " + spec.model->name + " does not fit in " +
                            std::to_string(spec.gpus_per_replica) + " GPUs of " + pool->system().name +
                            ". Raise gpus_per_replica.");
    }
    const double per_gpu = spec.tokens_per_second_per_gpu.value_or(rate.output_tokens_per_second);
    FleetSpec fleet;
    fleet.workload = workload;
    fleet.priority = spec.placement.priority;
    fleet.intensity = serving_intensity;
    fleet.compute_share = rate.compute_share;
    fleet.nodes_per_replica = static_cast<std::uint32_t>(
        std::max(1.0, std::ceil(static_cast<double>(spec.gpus_per_replica) / pool->gpus_per_node())));
    Fleet& made = world.new_fleet(fleet, *pool);
    made.on_change = [this](double now_s) {
      settle(now_s);
      balance(now_s);
    };
    sites_.push_back({&made, per_gpu * pool->gpus_per_node(), fleet.nodes_per_replica});
  }
}

double ServiceDriver::capacity() const {
  double sum = 0;
  for (const Site& site : sites_) {
    sum += site.fleet->nodes.size() * site.tokens_per_node_s * site.fleet->speed();
  }
  return sum;
}

void ServiceDriver::settle(double now_s) {
  const double dt = now_s - settled_s_;
  settled_s_ = now_s;
  if (dt <= 0) {
    return;
  }
  const double asked = demand_.home_tokens_per_s + demand_.export_tokens_per_s;
  const double share = asked > 0 ? served_rate_ / asked : 0.0;
  work_.tokens_home += demand_.home_tokens_per_s * share * dt;
  work_.tokens_export += demand_.export_tokens_per_s * share * dt;
  work_.tokens_unserved += (asked - served_rate_) * dt;
  work_.tokens_batch += deferred_rate_ * dt;
  backlog_ = std::max(0.0, backlog_ + (spec_.batch_tokens_per_day / 86400.0 - deferred_rate_) * dt);
}

/// Spreads the load over the replicas there are.
void ServiceDriver::balance(double now_s) {
  const double asked = demand_.home_tokens_per_s + demand_.export_tokens_per_s;
  const double able = capacity();
  served_rate_ = std::min(asked, able);
  const double wish = backlog_ / deferral_s + spec_.batch_tokens_per_day / 86400.0;
  deferred_rate_ = std::min(wish, able - served_rate_);
  for (const Site& site : sites_) {
    site.fleet->load(now_s, able > 0 ? served_rate_ / able : 0.0, able > 0 ? deferred_rate_ / able : 0.0);
  }
}

void ServiceDriver::tick(double now_s) {
  if (now_s < world_.begins_s(spec_.start)) {
    settled_s_ = now_s;  // nobody asks yet
    return;
  }
  settle(now_s);
  demand_ = service_demand(spec_, world_.spec().start, world_.local_time(now_s));
  const double deferred = backlog_ / deferral_s;
  double needed = (demand_.home_tokens_per_s + demand_.export_tokens_per_s) / spec_.target_utilisation + deferred;
  double gpus_left = spec_.max_gpus > 0 ? static_cast<double>(spec_.max_gpus) : 1e18;
  double least = static_cast<double>(spec_.min_gpus);
  for (const Site& site : sites_) {
    const double gpus_per_node = site.fleet->pool().gpus_per_node();
    const double wished = std::max(needed / (site.tokens_per_node_s * site.fleet->speed()), least / gpus_per_node);
    const double at_most = std::min<double>(std::floor(gpus_left / gpus_per_node), site.fleet->pool().installed());
    // Whole replicas only.
    const double replica = site.nodes_per_replica;
    const double nodes = std::floor(std::min(std::ceil(wished / replica) * replica, at_most) / replica) * replica;
    site.fleet->want(static_cast<std::uint32_t>(nodes));
    needed = std::max(0.0, needed - nodes * site.tokens_per_node_s * site.fleet->speed());
    least = std::max(0.0, least - nodes * gpus_per_node);
    gpus_left -= nodes * gpus_per_node;
  }
  balance(now_s);
}

}  // namespace

void start_service(World& world, std::size_t workload, const ServiceSpec& spec) {
  auto driver = std::make_shared<ServiceDriver>(world, workload, spec);
  world.hourly.emplace_back([driver](double now_s) { driver->tick(now_s); });
  world.at_end.emplace_back([driver](double now_s) { driver->settle(now_s); });
}

/// Seats for people: as many nodes as the hour's sessions fill.
void start_sessions(World& world, std::size_t workload, const SessionsSpec& spec) {
  PoolState& pool = *world.pools_of(spec.placement).front();
  FleetSpec fleet_spec;
  fleet_spec.workload = workload;
  fleet_spec.priority = spec.placement.priority;
  fleet_spec.intensity = spec.intensity;
  fleet_spec.compute_share = 1.0;
  fleet_spec.busy_use = Use::sessions;
  fleet_spec.slack_use = Use::sessions;
  Fleet& fleet = world.new_fleet(fleet_spec, pool);

  struct Seats {
    double open = 0;
    double settled_s = 0;
  };
  auto seats = std::make_shared<Seats>();
  WorkTotals& work = world.workloads[workload].work;
  auto settle = [seats, &work, &fleet, &pool, &spec](double now_s) {
    const double hours_passed = (now_s - seats->settled_s) / 3600.0;
    seats->settled_s = now_s;
    const double places = fleet.nodes.size() * pool.gpus_per_node() / spec.gpus_per_session;
    work.products["session-hours"] += std::min(seats->open, places) * hours_passed;
  };
  auto balance = [seats, &fleet, &pool, &spec](double now_s) {
    const double gpus = fleet.nodes.size() * pool.gpus_per_node();
    fleet.load(now_s, gpus > 0 ? std::min(1.0, seats->open * spec.gpus_per_session / gpus) : 0.0, 0.0);
  };
  fleet.on_change = [settle, balance](double now_s) {
    settle(now_s);
    balance(now_s);
  };
  world.hourly.emplace_back([seats, &world, &fleet, &pool, &spec, settle, balance](double now_s) {
    settle(now_s);
    if (now_s < world.begins_s(spec.start)) {
      return;
    }
    seats->open = sessions_open(spec, world.local_time(now_s));
    fleet.want(static_cast<std::uint32_t>(std::ceil(seats->open * spec.gpus_per_session / pool.gpus_per_node())));
    balance(now_s);
  });
  world.at_end.emplace_back(settle);
}

void start_workload(World& world, std::size_t workload) {
  std::visit(
      [&](const auto& spec) {
        using Spec = std::decay_t<decltype(spec)>;
        if constexpr (std::is_same_v<Spec, TrainingSpec>) {
          start_training(world, workload, spec);
        } else if constexpr (std::is_same_v<Spec, BatchSpec>) {
          start_batch(world, workload, spec);
        } else if constexpr (std::is_same_v<Spec, ServiceSpec>) {
          start_service(world, workload, spec);
        } else if constexpr (std::is_same_v<Spec, SessionsSpec>) {
          start_sessions(world, workload, spec);
        } else if constexpr (std::is_same_v<Spec, DrivingCycleSpec>) {
          start_driving_cycle(world, workload, spec);
        } else if constexpr (std::is_same_v<Spec, TenantsSpec>) {
          start_tenants(world, workload, spec);
        } else {
          start_trace(world, workload, spec);
        }
      },
      world.spec().workloads[workload]);
}

}  // namespace aif
