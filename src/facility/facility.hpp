#pragma once

#include "core/quantity.hpp"
#include "facility/weather.hpp"
#include "scenario/site.hpp"

namespace aif {

using WaterFlow = decltype(WaterVolume{} / Duration{});

/// Where a site's power goes at one moment. total = it + losses + cooling + house.
struct FacilityLoad {
  Power it;       ///< at the AC inputs of nodes, switches and storage
  Power losses;   ///< UPS, distribution, transformer
  Power cooling;  ///< fans, pumps, towers, chillers
  Power house;
  WaterFlow water;
  [[nodiscard]] Power total() const { return it + losses + cooling + house; }
};

/// A site's electrical chain and cooling plant under one hour's air; cheap to evaluate.
class FacilityHour {
 public:
  [[nodiscard]] FacilityLoad load(Power it) const;
  /// The largest IT power whose total stays within `feed`; zero if not even the fixed part fits.
  [[nodiscard]] Power it_limit(Power feed) const;

 private:
  friend class FacilityModel;
  double fixed_w_ = 0;        ///< house load
  double it_rated_w_ = 1;     ///< part load is IT over this
  double electrical_ = 1;     ///< power into the chain per watt of IT
  double cooling_a_ = 0;      ///< cooling power = rated * (a + b x + c x^2), x = part load
  double cooling_b_ = 0;
  double cooling_c_ = 0;
  double water_m3_per_j_ = 0; ///< per joule of heat
  double pue_ = 0;            ///< explicit simplification; 0: none
};

/// Cooling and electrical model of a site. `it_nameplate` is the IT power of everything installed.
class FacilityModel {
 public:
  FacilityModel(const SiteSpec& site, Power it_nameplate, double liquid_share);
  [[nodiscard]] FacilityHour at(const OutsideAir& air) const;
  /// Partial PUE over the year is an outcome; this is the value at one load and hour.
  [[nodiscard]] double pue(Power it, const OutsideAir& air) const;

 private:
  CoolingSpec cooling_;
  ElectricalSpec electrical_;
  double pue_ = 0;
  double nameplate_w_ = 1;
  double liquid_share_ = 0;
};

}  // namespace aif
