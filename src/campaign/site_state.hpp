#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "facility/facility.hpp"
#include "grid/carbon.hpp"
#include "result/result.hpp"
#include "scenario/site.hpp"

namespace aif {

class PoolState;

/// A site's meter and governor.
///
/// Meter: IT power is constant between changes, so energy is summed exactly, change by change, with breaks at
/// the hours, where weather changes. Governor: after every change the site picks one GPU power cap for all its
/// machines, the largest that keeps the facility within its feed; IT power is linear in the cap.
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
  };
  explicit SiteState(Setup setup);

  /// The power of the site's machines changed by so much: uncapped, and the part of it that caps act on.
  void change_power(double now_s, double uncapped_w, double cappable_w);
  /// Applies the governor to what has changed; calls `on_cap` if the cap moved. Call once after each batch of
  /// changes at one moment.
  void govern(double now_s);
  /// A new hour begins: new air.
  void begin_hour(double now_s, std::size_t hour);
  /// Counts busy GPUs for the series.
  void change_busy(double now_s, double gpus);
  /// Sums up to `now_s`.
  void settle(double now_s);

  [[nodiscard]] double cap() const { return cap_; }
  [[nodiscard]] double facility_w() const { return facility_w_; }
  [[nodiscard]] double it_w() const;
  [[nodiscard]] double constant_w() const { return setup_.constant_w; }
  [[nodiscard]] const SiteSpec& spec() const { return *setup_.spec; }
  /// Totals without the bill. Valid after settle(end).
  [[nodiscard]] UtilityTotals totals(double duration_s) const;
  [[nodiscard]] const std::vector<double>& quarter_hour_j() const { return quarter_j_; }
  /// Series rows up to `now_s`; moves them out.
  SiteSeries take_series(double now_s);

  std::function<void(double now_s, double cap)> on_cap;
  std::function<void(double now_s, double old_w, double new_w)> on_facility_power;

 private:
  void choose_cap(double now_s);
  void refresh(double now_s);
  void close_row();

  Setup setup_;
  FacilityModel model_;
  FacilityHour hour_model_;
  ZonedInstant hour_time_;
  OutsideAir air_;
  double carbon_kg_per_j_ = 0;

  double uncapped_w_ = 0;  ///< of machines
  double cappable_w_ = 0;
  double cap_ = 1.0;
  FacilityLoad load_;
  double facility_w_ = 0;
  double busy_gpus_ = 0;
  bool governing_ = false;
  bool govern_again_ = false;
  double settled_s_ = 0;

  UtilityTotals sum_;
  std::vector<double> quarter_j_;
  // The row of the series that is being filled.
  double row_start_s_ = 0;
  double row_it_j_ = 0;
  double row_facility_j_ = 0;
  double row_peak_w_ = 0;
  double row_busy_s_ = 0;
  double row_cap_s_ = 0;
  double row_dry_s_ = 0;
  double row_wet_s_ = 0;
  double row_carbon_kg_ = 0;
  SiteSeries series_;
};

/// Caps move in steps of this, as power limits are set in whole watts; always rounded down.
inline constexpr double cap_step = 0.005;

}  // namespace aif
