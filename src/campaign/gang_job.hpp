#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "campaign/holder.hpp"
#include "campaign/power_draw.hpp"
#include "engine/simulation.hpp"
#include "fabric/lost_trunks.hpp"
#include "result/result.hpp"

namespace aif {

class GangJob;
class JointJob;
class PoolState;

/// What a workload asks a pool to run as one gang.
struct GangSpec {
  std::size_t workload = 0;
  std::uint32_t nodes = 1;
  std::int64_t priority = 50;
  double work_s = 0;               ///< computing at full speed, without faults and checkpoints
  double walltime_s = 0;           ///< what the scheduler plans with
  Use use = Use::tenants;          ///< of the time that counts
  double intensity = 1;            ///< dynamic node power over that of training
  JobDraw draw;                    ///< of its GPUs over a step
  double communication_share = 0;  ///< of the step, exposed: bound by the fabric
  double memory_share = 0;
  double bubble_share = 0;
  double compute_share = 1;          ///< of the step, slowed by a power cap
  double checkpoint_interval_s = 0;  ///< of computing; 0: never saves
  double checkpoint_blocking_s = 0;
  double restart_s = 0;    ///< before the first step and after every fault
  double detection_s = 0;  ///< after a fault
  std::function<void(GangJob&)> on_end;
  /// Step time over that without failures, with this capacity gone from the trunks above it; none: nothing slows it.
  std::function<double(const std::vector<LostCapacity>&)> slowdown;
  bool anywhere = false;            ///< its nodes lie below all trunks of the pool
  std::shared_ptr<JointJob> joint;  ///< of which it is a part; null: it is the whole job
};

/// A synchronous job on many nodes: queued -> restarting -> running -> done, back to restarting at a fault,
/// and waiting while a node is missing. Checkpoints are periodic and change nothing, so they are reckoned from
/// elapsed time when someone asks, not scheduled.
class GangJob : public Holder {
 public:
  enum class State { queued, restarting, running, waiting_node, ended };

  GangJob(GangSpec spec, PoolState& pool, std::uint32_t record);

  void begin(double now_s);  ///< its nodes are in place
  void settle(double now_s) override;
  void cap_changed(double now_s, double cap) override;
  void lost_node(double now_s) override;
  [[nodiscard]] double cap() const override { return cap_; }
  PowerDraw& draw() override { return draw_; }
  /// Slowdown of steps by other jobs on the same trunks, and by failures in the network.
  void slow(double now_s, double by_others, double by_failures);
  void node_replaced(double now_s);
  void stop(double now_s, JobStatus status);

  // Of a part of a job: see JointJob.
  void wait_for_others(double now_s);
  void go_on(double now_s, bool again);
  void go_at(double now_s, double speed);
  [[nodiscard]] double own_speed() const { return capped_speed_ / (by_others_ * by_failures_); }

  [[nodiscard]] const GangSpec& spec() const { return spec_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] std::uint32_t record() const { return record_; }
  [[nodiscard]] PoolState& pool() { return pool_; }
  [[nodiscard]] double progress_s() const { return progress_s_; }  ///< of work_s
  [[nodiscard]] double kept_gpu_s() const { return kept_gpu_s_; }  ///< GPU-time of steps that count
  [[nodiscard]] double missing_nodes() const { return spec_.nodes - static_cast<double>(nodes.size()); }

 private:
  void enter(double now_s, State state);
  void restart(double now_s, double delay_s);
  void run(double now_s);
  void arm_end(double now_s);
  void finish(double now_s);
  void roll_back();
  void set_speed(double now_s);
  void update_power();
  [[nodiscard]] double wall_to_compute(double compute_s) const;
  void settle_running(double now_s, double dt);
  void account(double gpu_s);

  GangSpec spec_;
  PoolState& pool_;
  PowerDraw draw_;
  std::uint32_t record_;
  double gpus_;
  State state_ = State::queued;
  Alarm alarm_;
  double settled_s_ = 0;
  double cap_ = 1;
  double capped_speed_ = 1;  ///< under the power cap alone
  double by_others_ = 1;     ///< slowdown by jobs on the same trunks
  double by_failures_ = 1;   ///< and by what is down in the network
  double speed_ = 1;         ///< with all of that, and of the slowest part

  double progress_s_ = 0;      ///< computing done at full speed, saved or not
  double unsaved_s_ = 0;       ///< of it, since the last checkpoint
  double unsaved_wall_s_ = 0;  ///< wall seconds that took
  double cycle_s_ = 0;         ///< wall seconds into the cycle of computing and checkpoint
  double kept_gpu_s_ = 0;
};

}  // namespace aif
