#pragma once

#include <optional>
#include <vector>

#include "campaign/site_budget.hpp"
#include "facility/battery.hpp"
#include "scenario/site.hpp"

namespace aif {

/// What stands between a site's facility and the grid: own sun and the battery.
///
/// Balance at every moment: grid + sun used + battery out = facility + battery in.
class SiteSupply {
 public:
  /// `solar` is the hourly yield of the panels over their rated power; `price` of every hour, for arbitrage.
  SiteSupply(const SiteSpec& site, std::vector<float> solar, std::vector<float> price);

  struct Flow {
    double grid_w = 0;
    double solar_w = 0;  ///< used
    double spilled_w = 0;
    double battery_w = 0;  ///< positive: out
  };
  /// What the supply adds to the budget for the governor: sun and battery.
  [[nodiscard]] double support_w() const;
  /// Flows at this facility power from now on; `slowed`: work is under a cap.
  const Flow& set(double facility_w, const SiteBudget& budget, bool slowed);
  void begin_hour(std::size_t hour);
  void run(double dt_s);
  /// Seconds until the battery is full or empty and the flows change; infinite if never.
  [[nodiscard]] double lasts_s() const;

  [[nodiscard]] const Flow& flow() const { return flow_; }
  [[nodiscard]] bool passive() const { return !battery_ && solar_yield_.empty(); }
  [[nodiscard]] double stored_j() const { return battery_ ? battery_->stored_j() : 0.0; }
  [[nodiscard]] double gained_j() const { return battery_ ? battery_->stored_j() - battery_->capacity_j() : 0.0; }

 private:
  [[nodiscard]] bool governed(const SiteBudget& budget) const;
  [[nodiscard]] int plan(std::size_t hour) const;

  const SiteSpec& site_;
  std::vector<float> solar_yield_;
  std::vector<float> price_;
  std::optional<Battery> battery_;
  double solar_now_w_ = 0;
  int plan_ = 0;  ///< arbitrage of this hour
  Flow flow_;
};

}  // namespace aif
