#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario/place.hpp"
#include "scenario/scenario.hpp"

/// What the checks of a scenario share. Internal to this folder.
namespace aif {

/// A pool with its site and where it stands.
struct PlacedPool {
  const SiteSpec* site = nullptr;
  const PoolSpec* pool = nullptr;
  Place place;

  [[nodiscard]] std::int64_t gpus_per_node() const;
  /// GPUs that the queue can hand out when everything has been delivered: whole nodes less spares.
  [[nodiscard]] std::int64_t usable_gpus() const;
  /// The same for what is there at a moment.
  [[nodiscard]] std::int64_t usable_gpus_at(Instant moment) const;
};

/// A scenario with the places of its parts. Elements that could not be read are missing from the typed lists; their
/// names are still in the name lists, so that a reference to them is not called unknown.
class CheckContext {
 public:
  CheckContext(const ScenarioSpec& scenario, const Node& document, Diagnostics& findings);

  const ScenarioSpec& spec;
  Diagnostics& diagnostics;
  const Place root;
  std::vector<Place> operators;           ///< of spec.operators
  std::vector<Place> sites;               ///< of spec.sites
  std::vector<std::vector<Place>> pools;  ///< of spec.sites[i].pools
  std::vector<Place> workloads;           ///< of spec.workloads
  std::vector<std::string> operator_names;
  std::vector<std::string> site_names;
  std::vector<std::string> pool_names;  ///< "site/pool"

  /// The pool named "site/pool" if it could be read.
  [[nodiscard]] const PlacedPool* find_pool(const std::string& name) const;
  /// Whether the start could be read.
  [[nodiscard]] bool has_start() const { return spec.start != ZonedInstant{}; }
  /// Last moment of the period; the start if the duration could not be read.
  [[nodiscard]] Instant end() const { return spec.start.instant + spec.duration; }

  void error(const char* code, const Place& place, std::string message, std::string hint = {}) const;
  void warn(const Place& place, std::string message, std::string hint = {}) const;
  void note(const Place& place, std::string message) const;
  /// An error with two places.
  void contradiction(const Place& place, const Place& other, std::string message, std::string hint = {}) const;
  /// Reports an operator that is not there.
  void check_operator(const std::string& name, const Place& owner) const;

 private:
  std::map<std::string, PlacedPool> pool_by_name_;
};

/// "16,384".
std::string number(std::int64_t value);
std::string number(double value);
/// "1 node", "12 nodes".
std::string counted(std::int64_t count, const std::string& noun);

void check_site(const CheckContext& context, std::size_t index);
/// Battery, events, power trees, contracts, tariffs and prices.
void check_energy(const CheckContext& context, const SiteSpec& site, const Place& place,
                  const std::vector<Place>& pools);
void check_workload(const CheckContext& context, std::size_t index);
/// Whether the fabric of a site can be cabled.
void check_fabric(const CheckContext& context, const SiteSpec& site, const Place& place);
/// Whether what fails on a date is there, and whether halls and NVLink domains are whole.
void check_network_events(const CheckContext& context, const SiteSpec& site, const Place& place);
/// Whether the fabric has what a job asks of it.
void check_job_network(const CheckContext& context, const TrainingSpec& training,
                       const std::vector<const PlacedPool*>& pools, const Place& place);
/// Whether lines to other sites lead somewhere.
void check_links(const CheckContext& context, const SiteSpec& site, const Place& place);
/// Whether the parts of a job at several sites fit and reach each other.
void check_across_sites(const CheckContext& context, const TrainingSpec& training,
                        const std::vector<const PlacedPool*>& pools, const Place& place);
/// Whether the model can be laid out on the job's GPUs, and on those of the pools it may use.
void check_layout(const CheckContext& context, const TrainingSpec& training, const Place& place);

}  // namespace aif
