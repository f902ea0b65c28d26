#pragma once

#include <cstdint>
#include <functional>

#include "campaign/world.hpp"
#include "step/profile.hpp"

namespace aif {

/// One training run of a model from first to last token: planned on a pool, submitted as a gang job, and
/// entered into the accounts when it ends or when the scenario does.
class TrainingRun {
 public:
  /// Chooses the first pool of the placement that will ever be large enough and plans `tokens` on it; a job across
  /// sites takes an equal part of all its pools.
  TrainingRun(World& world, std::size_t workload, const TrainingSpec& spec, double tokens, std::string model_name);

  /// Queues the job; `on_end` is called once, when the run is over.
  void submit(std::function<void()> on_end);
  /// Enters a run that the end of the scenario cut short.
  void cut_short(double now_s);

  [[nodiscard]] PoolState& pool() { return *pool_; }
  [[nodiscard]] std::uint32_t nodes() const { return nodes_; }  ///< in each of its pools

 private:
  /// What runs in one pool: the whole job, or its part at one site.
  struct Part {
    PoolState* pool = nullptr;
    std::uint32_t record = Recorder::none;
    bool over = false;
    double kept_gpu_s = 0;
  };
  void choose_pools();
  [[nodiscard]] FabricSpec fabric_in(PoolState& pool) const;
  [[nodiscard]] StepProfile profile_in(PoolState& pool) const;
  void join_sites();
  [[nodiscard]] double step_across(const std::vector<LostLine>& lost) const;
  void note_step();
  [[nodiscard]] GangSpec gang(PoolState& pool) const;
  [[nodiscard]] std::function<double(const std::vector<LostCapacity>&)> slowdown_in(PoolState& pool,
                                                                                    const FabricSpec& fabric) const;
  void part_ended(Part& part, GangJob& job);
  void enter(double share, double kept_gpu_s, double finished_s);

  World& world_;
  std::size_t workload_;
  const TrainingSpec& spec_;
  double tokens_;
  std::string model_name_;
  PoolState* pool_ = nullptr;
  std::uint32_t nodes_ = 0;
  StepProfile profile_;
  std::vector<Part> parts_;
  double part_step_s_ = 0;  ///< of the slowest part of a job across sites, without exchanges
  std::function<void()> on_end_;
};

/// Fills in how a gang on `gang.nodes` nodes of `pool`, one of `parts` alike of its job, saves its work and gets over
/// faults; an interval that is not given is the Young/Daly optimum. Returns the share of its time that is then expected
/// to count.
double plan_checkpoints(const CheckpointSpec& spec, const PoolState& pool, GangSpec& gang, std::size_t parts = 1);

}  // namespace aif
