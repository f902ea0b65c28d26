#pragma once

#include <cstdint>
#include <functional>

#include "campaign/holder.hpp"
#include "campaign/power_draw.hpp"
#include "result/result.hpp"

namespace aif {

class PoolState;

struct FleetSpec {
  std::size_t workload = 0;
  std::int64_t priority = 50;
  double intensity = 0.7;      ///< dynamic node power of a fully loaded replica over training's
  double compute_share = 0.3;  ///< of a loaded replica's time, slowed by a power cap
  std::uint32_t nodes_per_replica = 1;
  Use busy_use = Use::serving;
  Use slack_use = Use::headroom;
};

/// Replicas of a service, or seats for sessions, in one pool: a number of nodes that follows demand. Between
/// changes its load is constant, so its tokens, power and uses are too.
class Fleet : public ElasticHolder {
 public:
  Fleet(FleetSpec spec, PoolState& pool);

  /// Asks for so many nodes from now on; the pool gives what it can at its next dispatch.
  void want(std::uint32_t count) { wanted_ = count; }
  /// Share of the held nodes' time that requests keep busy, in [0, 1]; the part of it that deferred requests
  /// do counts as batch work.
  void load(double now_s, double busy, double deferred);

  [[nodiscard]] double speed() const { return speed_; }
  [[nodiscard]] double gpu_time_s() const { return gpu_time_s_; }
  [[nodiscard]] double energy_j() const { return energy_j_; }
  [[nodiscard]] PoolState& pool() { return pool_; }
  [[nodiscard]] std::size_t pool_index() const;
  [[nodiscard]] std::uint32_t nodes_wanted() const { return wanted_; }
  /// Called after nodes or speed changed, before the next settlement: the owner sets a new load().
  std::function<void(double now_s)> on_change;

  void settle(double now_s) override;
  void cap_changed(double now_s, double cap) override;
  [[nodiscard]] double cap() const override { return cap_; }
  PowerDraw& draw() override { return draw_; }
  void lost_node(double now_s) override { resized(now_s); }
  [[nodiscard]] std::uint32_t wanted(double) const override { return wanted_; }
  [[nodiscard]] bool reclaimable(double) const override { return false; }
  [[nodiscard]] bool before_queue() const override { return true; }
  [[nodiscard]] double rank(double) const override { return 0; }
  void resized(double now_s) override;

 private:
  void update_power();

  FleetSpec spec_;
  PoolState& pool_;
  PowerDraw draw_;
  std::uint32_t wanted_ = 0;
  double busy_ = 0;
  double deferred_ = 0;
  double settled_s_ = 0;
  double cap_ = 1;
  double speed_ = 1;
  double gpu_time_s_ = 0;
  double energy_j_ = 0;
};

}  // namespace aif
