#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "campaign/holder.hpp"
#include "campaign/power_draw.hpp"
#include "engine/simulation.hpp"
#include "result/result.hpp"

namespace aif {

class PoolState;

/// A bag of independent tasks.
struct Bag {
  double work_gpu_s = 0;  ///< GPU-seconds on this pool's GPU at full speed
  double max_gpus = 0;    ///< tasks that can run at once
  double deadline_s = 0;
  double amount = 0;  ///< products it yields, for jobs.csv
  std::function<void(bool late)> on_done;
};

/// What is the same for all bags of one workload in one pool.
struct BatchServerSpec {
  std::size_t workload = 0;
  std::int64_t priority = 50;
  double intensity = 0.75;
  double compute_share = 1;
  std::uint32_t max_nodes = 0;  ///< 0: as many as are free
  bool deferrable = true;
  Use use = Use::batch;
  /// Price or carbon intensity of every hour of the run, for work that waits for the lowest; null: it does not.
  std::shared_ptr<const std::vector<float>> hour_value;
};

/// Works off bags in the order of arrival on however many nodes it is given: tasks are short beside bags, so
/// work flows like a fluid and nodes may come and go at any moment. A bag whose deadline is at risk makes
/// the server keep what it holds.
class BatchServer : public ElasticHolder {
 public:
  BatchServer(BatchServerSpec spec, PoolState& pool);

  void submit(Bag bag);
  [[nodiscard]] double backlog_gpu_s() const { return backlog_gpu_s_; }
  [[nodiscard]] std::size_t late_at(double now_s) const;  ///< bags not done whose deadline has passed
  [[nodiscard]] double gpu_time_s() const { return gpu_time_s_; }
  [[nodiscard]] double energy_j() const { return energy_j_; }
  [[nodiscard]] const BatchServerSpec& spec() const { return spec_; }
  [[nodiscard]] PoolState& pool() { return pool_; }
  [[nodiscard]] std::size_t pool_index() const;
  /// GPU-time that the governor took from it.
  [[nodiscard]] double withheld_gpu_s() const { return withheld_gpu_s_; }

  /// A new hour: whether it is one to work in.
  void begin_hour(double now_s);
  /// Watts that each of its nodes draws beyond an idle one.
  [[nodiscard]] double watts_per_node() const;
  /// Gives up to `count` nodes up at its pool's next dispatch, and does not ask for them again; returns how many.
  std::uint32_t withhold(double now_s, std::uint32_t count);
  /// May ask for up to `count` more nodes again; returns how many.
  std::uint32_t restore(double now_s, std::uint32_t count);

  void settle(double now_s) override;
  void cap_changed(double now_s, double cap) override;
  void lost_node(double now_s) override;
  [[nodiscard]] double cap() const override { return cap_; }
  PowerDraw& draw() override { return draw_; }
  [[nodiscard]] std::uint32_t wanted(double now_s) const override;
  [[nodiscard]] bool reclaimable(double now_s) const override;
  [[nodiscard]] bool before_queue() const override { return false; }
  [[nodiscard]] double rank(double now_s) const override;
  void resized(double now_s) override;

 private:
  struct Waiting {
    Bag bag;
    std::uint32_t record = 0;
    double left_gpu_s = 0;
  };
  void rearm(double now_s);
  void head_done();
  void update_power();
  [[nodiscard]] bool at_risk(double now_s) const;
  [[nodiscard]] bool good_hour(double now_s) const;

  static constexpr std::uint32_t unlimited = std::numeric_limits<std::uint32_t>::max();
  BatchServerSpec spec_;
  PoolState& pool_;
  PowerDraw draw_;
  std::deque<Waiting> bags_;
  double backlog_gpu_s_ = 0;
  double max_gpus_sum_ = 0;
  Alarm alarm_;
  double settled_s_ = 0;
  double cap_ = 1;
  double speed_ = 1;
  double gpu_time_s_ = 0;
  double energy_j_ = 0;
  bool working_hour_ = true;
  std::uint32_t allowed_ = unlimited;  ///< nodes, by the governor
  std::uint32_t withheld_ = 0;         ///< nodes it took
  double withheld_gpu_s_ = 0;
};

}  // namespace aif
