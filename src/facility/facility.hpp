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
  // Parts.
  Power ups_losses;
  Power transformer_losses;
  Power liquid_cooling;  ///< of the cooling: for heat that leaves by liquid; the rest is for air
  Power liquid_heat;
  Power air_heat;  ///< of machines, UPS and distribution
  [[nodiscard]] Power total() const { return it + losses + cooling + house; }
  [[nodiscard]] Power heat() const { return liquid_heat + air_heat; }
};

/// a + b x + c x^2 [W] of the part load x, c >= 0.
struct PartLoad {
  double a = 0;
  double b = 0;
  double c = 0;
  [[nodiscard]] double at(double x) const { return a + (b + c * x) * x; }
  /// The largest x >= 0 with at(x) <= limit; 0 if there is none.
  [[nodiscard]] double reach(double limit) const;
  PartLoad& operator+=(const PartLoad& other);
  friend PartLoad operator*(PartLoad p, double factor) { return {p.a * factor, p.b * factor, p.c * factor}; }
};

/// A site's electrical chain and cooling plant under one hour's air; cheap to evaluate.
/// What it computes  power, heat and water of the facility from IT power, and the other way round
/// Equation     every part is a + b x + c x^2 in the part load x = I / I_rated; so are their sum (total) and the heat
/// (1)
///              water = w x                                                                (2)
///              it_limit: the non-negative root of (1) for total = feed; the smaller one for heat = capacity  (3)
/// Symbols      I [W] IT power; a, b, c [W] of the hour; w [m3/s] water at rated load
/// Valid for    any IT power; above the rated one the plant is extrapolated
/// Not modelled start and stop of machines, thermal storage; with an explicit PUE all but (PUE - 1) I, which is
///              counted as cooling
/// Source       coefficients: FacilityModel, below; (1): a quadratic through part load, exact at idle and rated power
/// Checked by   tests/unit/facility/facility_test.cpp
class FacilityHour {
 public:
  [[nodiscard]] FacilityLoad load(Power it) const;
  /// The largest IT power whose total stays within `feed`; zero if not even the fixed part fits.
  [[nodiscard]] Power it_limit(Power feed) const;
  /// The largest IT power whose heat the plants can carry away with `share` of their capacity left; very large if
  /// the site names no capacity.
  [[nodiscard]] Power heat_limit(double share = 1.0) const;
  /// Heat that the plants can carry away now.
  [[nodiscard]] Power heat_capacity() const { return watts(heat_capacity_w_); }

 private:
  friend class FacilityModel;
  double house_w_ = 0;
  double it_rated_w_ = 1;
  double liquid_share_ = 0;
  double distribution_ = 0;  ///< loss per watt through it
  PartLoad ups_;
  PartLoad transformer_;
  PartLoad air_cooling_;
  PartLoad liquid_cooling_;
  PartLoad total_;
  PartLoad heat_;
  double heat_capacity_w_ = 1e18;
  double water_m3_s_ = 0;  ///< at rated load
};

/// Cooling and electrical model of a site. `it_nameplate` is the IT power of everything installed, which the plant
/// is built for; `liquid_share` the share of IT heat that leaves by liquid.
///
/// What it computes  the coefficients of FacilityHour from outside air
/// Equation     UPS losses = u I_r (1 / eta_ups - 1) (n_u + (1 - n_u) x^2)                                 (1)
///              distribution losses = (I + UPS losses) (1 / eta_d - 1)
///              transformer losses = (1 / eta_t - 1) S_r (n_t + (1 - n_t) x^2)
///              heat by liquid H_l = L I;  heat by air H_a = I + UPS and distribution losses - H_l         (2)
///              cooling = sum over both of  H (m (0.1 + 0.9 x^2)                                           (3)
///                        + (0.033 s + 0.6852 s x + 0.2818 s^2 x^2) / COP) with H, m at rated load
///              s = clamp((T_reach - T_supply) / dT, 0, 1)                                                 (4)
///              COP = chiller_cop clamp(1 - 0.02 (T_c - 25 degC), 0.5, 1.1)
///                    clamp(1 + 0.025 (T_w - 18 degC), 0.7, 1.6)                                           (5)
///              T_reach  outside air  min(T_db, max(T_supply, T_wb + 3))                                   (6)
///                       dry cooler   T_db + 6 + 1.5        tower  T_wb + 4 + 1.5     chiller: s = 1
///              fans outside work with the cube of their flow, flow = approach / (T_supply - 1.5 - T)      (7)
///              water = evaporated (1 + 0.25) (1 - recovery),                                              (8)
///              tower: H (1 + s / COP) (0.767 + 0.0093 T_wb) / 2.45 GJ/m3
///              outside air: H (T_db - T_reach) / dT / 2.45 GJ/m3
///              heat capacity = capacity clamp(1 - 0.03 (T - T_design), 0.3, 1), by the share of each plant's heat; (9)
///              T the wet bulb and T_design 27 degC for towers, the dry bulb and 35 degC for the others
/// Symbols      u share behind the UPS; eta efficiencies at rated load; n losses without load over rated ones; S_r
///              all power through the transformer at rated load; L liquid share; x part load; m motors (fans, pumps)
///              [W per W of heat at rated load], the sum of the constants of namespace cooling that the plant has;
///              s share of the heat that chillers carry; T_c dry bulb, or wet bulb + 4 for chillers on towers; T_w
///              water that chillers make; T_supply of the air, or for air cooled by water 6 K below; of the liquid
///              for liquid
/// Valid for    wet bulb -20 to 35 degC; hourly means. PUE from here includes electrical losses and house load;
///              published values often do not
/// Not modelled humidity control, pump heat, the transformer's own part load apart from that of IT, freezing,
///              adiabatic dry coolers
/// Source       (3): EnergyPlus electric chiller, part-load form [energyplus-form] in [sustain-cluster]; (5): slope
///              of [sustain-cluster] (COP 5.0 at 25 degC, 0.1 per kelvin); (7), (8) cube law and dependence of tower
///              water on wet bulb [sustain-cluster], scaled to latent heat alone at 25 degC; approaches and the
///              rest: estimates with ranges below
/// Checked by   tests/unit/facility/facility_test.cpp against [summit-pue-2021] and others
class FacilityModel {
 public:
  FacilityModel(const SiteSpec& site, Power it_nameplate, double liquid_share);
  [[nodiscard]] FacilityHour at(const OutsideAir& air) const;
  /// PUE over the year is an outcome; this is the value at one load and hour.
  [[nodiscard]] double pue(Power it, const OutsideAir& air) const;

 private:
  CoolingSpec cooling_;
  ElectricalSpec electrical_;
  double pue_ = 0;  ///< explicit simplification; 0: none
  double nameplate_w_ = 1;
  double liquid_share_ = 0;
};

/// Coefficients of the cooling plants. Watts of motors are per watt of heat at rated load.
namespace cooling {
// Motors. Estimates: (range).
inline constexpr double outside_air_fans = 0.035;  ///< supply and exhaust, filters (0.02 to 0.06)
inline constexpr double hall_fans = 0.04;          ///< of coolers in the hall (0.025 to 0.07)
/// One water loop: 300 kPa over an efficiency of 0.87 at a range of 10 K, 4.186 MJ/(m3 K) [sustain-cluster].
inline constexpr double loop_range_k = 10;
inline constexpr double loop_pump = 300e3 / 0.87 / (4.186e6 * loop_range_k);
inline constexpr double dry_cooler_fans = 0.025;  ///< (0.015 to 0.04), also of chillers' condensers
inline constexpr double tower_fans = 0.012;       ///< (0.008 to 0.02)
/// Share of rated motor power that remains at no load; the rest goes with the square of the load, because a part of
/// the pressure is fixed (0.05 to 0.2).
inline constexpr double motor_idle = 0.1;
// Approaches [K].
inline constexpr double evaporative_approach_k = 3;  ///< of wetted outside air to wet bulb (2 to 4)
inline constexpr double dry_cooler_approach_k = 6;   ///< to dry bulb (4 to 8)
inline constexpr double tower_approach_k = 4;        ///< to wet bulb (3 to 5)
inline constexpr double exchanger_k = 1.5;           ///< heat exchanger between loops (1 to 2)
inline constexpr double hall_coil_k = 6;             ///< air supply above the water of its coil (4 to 8)
inline constexpr double air_range_k = 12;            ///< air's rise through the machines (10 to 15)
// Chillers [energyplus-form], [sustain-cluster].
inline constexpr double chiller_part_a = 0.03303;
inline constexpr double chiller_part_b = 0.6852;
inline constexpr double chiller_part_c = 0.2818;
inline constexpr double cop_slope_per_k = 0.02;  ///< 0.1 of 5.0
inline constexpr double cop_least = 0.5;         ///< of the COP at 25 degC (0.4 to 0.6)
/// Gain in cold weather; condensers are held at a least pressure (1.0 to 1.3).
inline constexpr double cop_most = 1.1;
/// Warmer water makes chillers better: of the COP, per kelvin (0.02 to 0.035), from that of an 18 degC loop.
inline constexpr double cop_water_slope_per_k = 0.025;
inline constexpr double cop_water_c = 18;
inline constexpr double cop_water_least = 0.7;
inline constexpr double cop_water_most = 1.6;
// Heat that plants can carry on hotter days than they were designed for.
inline constexpr double capacity_slope_per_k = 0.03;  ///< (0.02 to 0.05)
inline constexpr double capacity_least = 0.3;
inline constexpr double design_dry_bulb_c = 35;
inline constexpr double design_wet_bulb_c = 27;
// Water.
inline constexpr double latent_j_per_m3 = 2.45e9;  ///< 1.47 L per kWh
inline constexpr double blowdown = 0.25;           ///< of what evaporates: five cycles of concentration (0.15 to 0.5)
}  // namespace cooling

}  // namespace aif
