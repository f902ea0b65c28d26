#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "campaign/cap_classes.hpp"
#include "campaign/site_supply.hpp"
#include "facility/facility.hpp"
#include "grid/carbon.hpp"
#include "result/result.hpp"
#include "scenario/site.hpp"

namespace aif {

/// A site's meter and governor.
///
/// Meter: IT power is constant between changes, so energy is summed exactly, change by change, with breaks at
/// the hours, where weather changes. Governor: after every change the site chooses GPU power caps for its
/// machines, the largest that keep the site within its budget and its cooling; IT power is linear in the caps.
class SiteState {
 public:
  struct Setup {
    const SiteSpec* spec = nullptr;
    ZonedInstant start;
    double duration_s = 0;
    double nameplate_w = 0;   ///< IT, everything delivered
    double liquid_share = 0;  ///< of the heat
    double constant_w = 0;    ///< fabric and storage, drawn all the time
    Weather weather{std::vector<OutsideAir>{}};
    const CarbonCurve* carbon = nullptr;
    double series_interval_s = 3600;
    std::vector<float> solar;  ///< hourly yield over rated power; empty: none
    std::vector<float> price;  ///< hourly, for arbitrage; may be empty
  };
  explicit SiteState(Setup setup);

  /// One holder draws differently: what it drew before is replaced.
  void change_draw(double now_s, const CapClasses::Draw& before, const CapClasses::Draw& after);
  /// Idle machines draw so much more.
  void change_idle(double now_s, double more_w);
  /// Applies the governor to what has changed; calls `on_cap` if a cap moved. Call once after each batch of
  /// changes at one moment.
  void govern(double now_s);
  /// A new hour begins: new air.
  void begin_hour(double now_s, std::size_t hour);
  /// A dated event of the site begins, is obeyed, or is over.
  void begin_event(double now_s, std::size_t event);
  void obey_event(double now_s, std::size_t event);
  void end_event(double now_s, std::size_t event);
  [[nodiscard]] double event_delay_s(std::size_t event) const { return budget_.delay_s(event); }
  /// Counts busy GPUs for the series.
  void change_busy(double now_s, double gpus);
  /// So many more instances of the power tree are above their limits.
  void change_over_tree(double now_s, std::int64_t instances);
  /// Sums up to `now_s`.
  void settle(double now_s);

  /// Cap of machines that do work of a priority.
  [[nodiscard]] double cap(std::int64_t priority) const { return classes_.cap(class_of(priority)); }
  [[nodiscard]] int class_of(std::int64_t priority) const {
    return setup_.spec->power_policy == PowerPolicy::priority_cap ? static_cast<int>(priority) : 0;
  }
  [[nodiscard]] double mean_cap() const { return mean_cap_; }
  [[nodiscard]] double it_w() const { return setup_.constant_w + classes_.drawn_w(); }
  /// IT power that would have to go for no cap to be needed; negative: room.
  [[nodiscard]] double excess_w() const;
  [[nodiscard]] const SiteSpec& spec() const { return *setup_.spec; }
  /// Totals without the bill. Valid after settle(end).
  [[nodiscard]] UtilityTotals totals(double duration_s) const;
  /// Energy from the grid by quarter of an hour.
  [[nodiscard]] const std::vector<double>& quarter_hour_j() const { return quarter_j_; }
  /// Series rows up to `now_s`; moves them out.
  SiteSeries take_series(double now_s);

  std::function<void(double now_s)> on_cap;
  /// Local caps of the power tree are to be brought up to date; true if one moved.
  std::function<bool()> on_local_caps;
  std::function<void(double now_s, double old_w, double new_w)> on_grid_power;
  /// The governor wants to be called at a moment: the battery will be full or empty.
  std::function<void(double at_s)> on_wake;
  /// Caps are needed, or not needed any more, and flexible work might be paused or resumed instead.
  std::function<void()> on_flexible;

 private:
  void choose_caps(double now_s);
  void refresh(double now_s);
  void close_row();
  void add(double dt_s);
  [[nodiscard]] double it_limit_w() const;

  Setup setup_;
  FacilityModel model_;
  FacilityHour hour_model_;
  SiteBudget budget_;
  SiteSupply supply_;
  ZonedInstant hour_time_;
  OutsideAir air_;
  double carbon_kg_per_j_ = 0;

  CapClasses classes_;
  double mean_cap_ = 1;
  FacilityLoad load_;
  double busy_gpus_ = 0;
  std::int64_t over_tree_ = 0;
  bool governing_ = false;
  bool govern_again_ = false;
  double settled_s_ = 0;

  UtilityTotals sum_;
  std::vector<double> quarter_j_;
  /// The row of the series that is being filled.
  struct Row {
    double start_s = 0;
    double peak_w = 0;
    double it_j = 0;
    double facility_j = 0;
    double busy_s = 0;
    double cap_s = 0;
    double dry_s = 0;
    double wet_s = 0;
    double carbon_kg = 0;
    double cooling_j = 0;
    double losses_j = 0;
    double water_m3 = 0;
    double grid_j = 0;
    double solar_j = 0;
    double battery_j = 0;
  };
  Row row_;
  SiteSeries series_;
};

}  // namespace aif
