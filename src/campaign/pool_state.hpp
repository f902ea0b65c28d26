#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaign/gang_job.hpp"
#include "campaign/holder.hpp"
#include "campaign/recorder.hpp"
#include "campaign/site_state.hpp"
#include "engine/simulation.hpp"
#include "power/node_power.hpp"
#include "power/power_tree.hpp"
#include "reliability/failures.hpp"
#include "result/result.hpp"
#include "scheduling/queue.hpp"

namespace aif {

class SiteFabric;
class TrunkTable;

/// One pool of like nodes: who holds them, who waits, what fails, where the GPU-hours go.
///
/// Every node is in exactly one place: free, held by a holder, or down. Free nodes are spare (held back for
/// replacements), idle with jobs waiting, idle for want of data, or idle for want of work.
class PoolState {
 public:
  struct Setup {
    const PoolSpec* spec = nullptr;
    SiteState* site = nullptr;
    Simulation* simulation = nullptr;
    Recorder* recorder = nullptr;
    std::size_t index = 0;
    std::uint64_t seed = 0;
    std::string full_name;  ///< "site/pool"
    const TrunkTable* trunks = nullptr;
    std::size_t part = 0;  ///< number of the pool at its site
  };
  explicit PoolState(Setup setup);

  void start();  ///< first nodes arrive, first fault is drawn
  void deliver(std::uint32_t nodes);
  /// Queues a gang job; returns its record number. The pool owns it until it has ended.
  std::uint32_t submit(GangSpec spec);
  /// Gives the job's nodes back, tells its workload, and destroys it.
  void ended(GangJob& job);
  [[nodiscard]] GangJob* find(std::uint32_t record);
  /// Waiting and running jobs in the order of their records.
  [[nodiscard]] const std::map<std::uint32_t, std::unique_ptr<GangJob>>& jobs() const { return jobs_; }
  void add(ElasticHolder& holder);
  void dispatch();  ///< hands out nodes; call after anything changed
  /// Passes new caps on to the holders that they concern.
  void caps_changed(double now_s);
  /// Looks up what the power tree allows every holder; true if that has changed for one.
  bool look_up_local_caps();
  void settle(double now_s);      ///< the pool's own account
  void settle_all(double now_s);  ///< and its holders'
  /// A node to replace a failed one, from the free ones (spares included) or from bags of tasks.
  bool replacement(Holder& holder);
  /// A gang job waits for a node to come back.
  void wait_for_node(GangJob& job);

  /// From now on failures of the site's network slow the pool's jobs.
  void join(const SiteFabric& fabric) { fabric_ = &fabric; }
  /// Tells running jobs what they lose to each other on trunks, and to what is down.
  void set_paces();

  /// Nodes free for want of data, for the account of idle time.
  void claim_starved(double now_s, std::uint32_t nodes);
  void release_starved(double now_s, std::uint32_t nodes);

  /// A holder's draw changed, and by `counted_w` what it draws under its cap; counted with the site's meter.
  void change_power(const CapClasses::Draw& before, const CapClasses::Draw& after, double counted_w);
  /// The same without a new budget: a new local cap.
  void change_classes(const CapClasses::Draw& before, const CapClasses::Draw& after);
  void change_counted(double counted_w);
  void change_tree(const NodeSet& nodes, double above_idle_w, double cappable_w);
  void count(Use use, double gpu_seconds);
  void count(Bound bound, double gpu_seconds);
  void count_failed_network(double gpu_seconds) { failed_network_gpu_s_ += gpu_seconds; }

  [[nodiscard]] const PoolSpec& spec() const { return *setup_.spec; }
  [[nodiscard]] const SystemSpec& system() const { return *setup_.spec->system; }
  [[nodiscard]] const NodePower& node_power() const { return node_power_; }
  [[nodiscard]] const PowerTree& tree() const { return tree_; }
  [[nodiscard]] const std::vector<ElasticHolder*>& elastic() const { return elastic_; }
  [[nodiscard]] SiteState& site() { return *setup_.site; }
  [[nodiscard]] Simulation& simulation() { return *setup_.simulation; }
  [[nodiscard]] Recorder& recorder() { return *setup_.recorder; }
  [[nodiscard]] std::size_t index() const { return setup_.index; }
  [[nodiscard]] const std::string& full_name() const { return setup_.full_name; }
  [[nodiscard]] std::uint32_t installed() const { return installed_; }
  [[nodiscard]] std::uint32_t eventual_nodes() const { return eventual_; }
  [[nodiscard]] double gpus_per_node() const { return gpus_per_node_; }
  [[nodiscard]] std::uint32_t free_nodes() const { return dispatchable(); }
  [[nodiscard]] double fault_rate_per_node_s() const { return failures_.rate_per_node_s(); }
  [[nodiscard]] double failed_network_gpu_s() const { return failed_network_gpu_s_; }
  [[nodiscard]] PoolResult result() const;

 private:
  [[nodiscard]] std::uint32_t dispatchable() const;
  [[nodiscard]] std::uint32_t reclaimable(double now_s) const;
  void give(ElasticHolder& holder, std::uint32_t nodes);
  void take(ElasticHolder& holder, std::uint32_t nodes);
  /// Takes up to `nodes` from bags of tasks, the last to need them first.
  void reclaim(std::uint32_t nodes);
  void serve_fleets();
  void serve_queue();
  void serve_bags();
  void serve_waiting_for_node();
  void draw_fault();
  void fault();
  void repaired(std::uint32_t node);
  void update_idle_power();

  Setup setup_;
  NodePower node_power_;
  double gpus_per_node_;
  std::uint32_t eventual_ = 0;
  PowerTree tree_;
  bool tree_moved_ = false;  ///< since local caps were looked up
  JobQueue queue_;
  FailureProcess failures_;

  std::uint32_t installed_ = 0;
  NodeSet free_;
  NodeSet down_;
  std::vector<GangJob*> running_;  ///< in order of start
  std::vector<GangJob*> waiting_for_node_;
  std::vector<ElasticHolder*> elastic_;
  std::map<std::uint32_t, std::unique_ptr<GangJob>> jobs_;  ///< waiting and running, by record number
  std::uint32_t starved_claims_ = 0;
  double idle_nodes_ = 0;  ///< free nodes whose idle power is counted
  double drawn_w_ = 0;
  bool dispatching_ = false;
  bool dispatch_again_ = false;
  double settled_s_ = 0;
  Alarm next_fault_;

  UseTimes uses_{};
  BoundTimes bounds_{};
  double energy_j_ = 0;
  double faults_ = 0;
  const SiteFabric* fabric_ = nullptr;  ///< null: nothing in the network fails
  double failed_network_gpu_s_ = 0;
};

}  // namespace aif
