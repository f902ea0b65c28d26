#include "facility/facility.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

using namespace cooling;

namespace {

double square(double x) { return x * x; }
double cube(double x) { return x * x * x; }

/// What a plant needs for one stream of heat under one hour's air.
struct Demand {
  double motors = 0;         ///< [W per W of heat at rated load]
  double chilled_share = 0;  ///< of the heat
  double cop = 1;
  double evaporated_m3_per_j = 0;
};

double chiller_cop(double cop_at_25c, double condenser_c) {
  return cop_at_25c * std::clamp(1.0 - cop_slope_per_k * (condenser_c - 25.0), cop_least, cop_most);
}

/// Fans outside slow down when the air is colder than it need be: equation (7).
double outside_fans(double rated, double approach_k, double supply_c, double air_c) {
  const double margin_k = supply_c - exchanger_k - air_c;
  return rated * (margin_k <= approach_k ? 1.0 : cube(approach_k / margin_k));
}

double share_above(double reach_c, double supply_c, double range_k) {
  return std::clamp((reach_c - supply_c) / range_k, 0.0, 1.0);
}

Demand by_outside_air(double supply_c, double cop_at_25c, const OutsideAir& air) {
  // Wetting cools the air where that helps; what is still missing is chilled.
  const double reach_c = std::min(air.dry_bulb_c, std::max(supply_c, air.wet_bulb_c + evaporative_approach_k));
  Demand demand;
  demand.motors = outside_air_fans;
  demand.chilled_share = share_above(reach_c, supply_c, air_range_k);
  demand.cop = chiller_cop(cop_at_25c, air.dry_bulb_c);
  demand.evaporated_m3_per_j = std::min(1.0, (air.dry_bulb_c - reach_c) / air_range_k) / latent_j_per_m3;
  // The trim chiller's own condenser.
  demand.motors += dry_cooler_fans * demand.chilled_share;
  return demand;
}

Demand by_dry_cooler(double supply_c, double cop_at_25c, const OutsideAir& air) {
  Demand demand;
  const double reach_c = air.dry_bulb_c + dry_cooler_approach_k + exchanger_k;
  demand.motors = loop_pump + outside_fans(dry_cooler_fans, dry_cooler_approach_k, supply_c, air.dry_bulb_c);
  demand.chilled_share = share_above(reach_c, supply_c, loop_range_k);
  demand.cop = chiller_cop(cop_at_25c, air.dry_bulb_c);
  return demand;
}

Demand by_tower(double supply_c, double cop_at_25c, const OutsideAir& air) {
  Demand demand;
  const double reach_c = air.wet_bulb_c + tower_approach_k + exchanger_k;
  // The loop inside and the loop over the tower.
  demand.motors = 2 * loop_pump + outside_fans(tower_fans, tower_approach_k, supply_c, air.wet_bulb_c);
  demand.chilled_share = share_above(reach_c, supply_c, loop_range_k);
  demand.cop = chiller_cop(cop_at_25c, air.wet_bulb_c + tower_approach_k);
  // Tower water 0.044 T_wb + 0.3528 range + 0.101 at a range of 10 K, over its value at 25 degC.
  const double latent_share = std::clamp((0.044 * air.wet_bulb_c + 3.629) / 4.729, 0.0, 1.0);
  demand.evaporated_m3_per_j = (1.0 + demand.chilled_share / demand.cop) * latent_share / latent_j_per_m3;
  return demand;
}

Demand by_chiller(double cop_at_25c, const OutsideAir& air) {
  Demand demand;
  demand.motors = loop_pump + dry_cooler_fans;
  demand.chilled_share = 1;
  demand.cop = chiller_cop(cop_at_25c, air.dry_bulb_c);
  return demand;
}

Demand by(CoolingPlant plant, double supply_c, double cop_at_25c, const OutsideAir& air) {
  switch (plant) {
    case CoolingPlant::outside_air:
      return by_outside_air(supply_c, cop_at_25c, air);
    case CoolingPlant::dry_cooler:
      return by_dry_cooler(supply_c, cop_at_25c, air);
    case CoolingPlant::tower:
      return by_tower(supply_c, cop_at_25c, air);
    case CoolingPlant::chiller:
      return by_chiller(cop_at_25c, air);
  }
  AIF_ASSERT(false && "all plants are handled");
  return {};
}

/// Heat that leaves machines by air.
Demand air_stream(const CoolingSpec& spec, const OutsideAir& air) {
  const double supply_c = in_celsius(spec.air_supply);
  if (spec.air_plant == CoolingPlant::outside_air) {
    return by(spec.air_plant, supply_c, spec.chiller_cop, air);
  }
  Demand demand = by(spec.air_plant, supply_c - hall_coil_k, spec.chiller_cop, air);
  demand.motors += hall_fans;
  return demand;
}

/// Heat that leaves machines by liquid; a loop of its own carries it to the plant's.
Demand liquid_stream(const CoolingSpec& spec, const OutsideAir& air) {
  AIF_EXPECT(spec.liquid_plant != CoolingPlant::outside_air);
  Demand demand = by(spec.liquid_plant, in_celsius(spec.liquid_supply), spec.chiller_cop, air);
  demand.motors += loop_pump;
  return demand;
}

}  // namespace

FacilityLoad FacilityHour::load(Power it) const {
  const double x = it.si() / it_rated_w_;
  FacilityLoad load;
  load.it = it;
  load.losses = it * (electrical_ - 1.0);
  load.cooling = watts(cooling_a_ + (cooling_b_ + cooling_c_ * x) * x);
  load.house = watts(fixed_w_);
  load.water = WaterFlow::from_si(water_m3_s_ * x);
  return load;
}

Power FacilityHour::it_limit(Power feed) const {
  const double spare_w = feed.si() - fixed_w_ - cooling_a_;
  if (spare_w <= 0) {
    return Power{};
  }
  // c I^2 + b I = spare, solved in the form that does not cancel when c is small.
  const double b = electrical_ + cooling_b_ / it_rated_w_;
  const double c = cooling_c_ / square(it_rated_w_);
  return watts(2.0 * spare_w / (b + std::sqrt(b * b + 4.0 * c * spare_w)));
}

FacilityModel::FacilityModel(const SiteSpec& site, Power it_nameplate, double liquid_share)
    : cooling_(site.cooling),
      electrical_(site.electrical),
      pue_(site.pue.value_or(0.0)),
      nameplate_w_(it_nameplate.si()),
      liquid_share_(liquid_share) {
  AIF_EXPECT(nameplate_w_ > 0 && liquid_share >= 0 && liquid_share <= 1 + 1e-12);
}

FacilityHour FacilityModel::at(const OutsideAir& air) const {
  FacilityHour hour;
  hour.it_rated_w_ = nameplate_w_;
  if (pue_ > 0) {
    hour.cooling_b_ = (pue_ - 1.0) * nameplate_w_;
    return hour;
  }
  const double in_hall = (electrical_.ups_share / electrical_.ups_efficiency + 1.0 - electrical_.ups_share) /
                         electrical_.distribution_efficiency;
  hour.electrical_ = in_hall / electrical_.transformer_efficiency;
  hour.fixed_w_ = electrical_.house_load_fraction * nameplate_w_;

  // Losses of UPS and distribution warm the hall's air; the transformer stands outside.
  auto add = [&hour, this](double heat_w, const Demand& demand) {
    const double chiller_w = heat_w / demand.cop;
    hour.cooling_a_ += heat_w * demand.motors * motor_idle + chiller_w * chiller_part_a * demand.chilled_share;
    hour.cooling_b_ += chiller_w * chiller_part_b * demand.chilled_share;
    hour.cooling_c_ +=
        heat_w * demand.motors * (1.0 - motor_idle) + chiller_w * chiller_part_c * square(demand.chilled_share);
    hour.water_m3_s_ += heat_w * demand.evaporated_m3_per_j * (1.0 + blowdown) * (1.0 - cooling_.water_recovery);
  };
  if (liquid_share_ > 0) {
    add(liquid_share_ * nameplate_w_, liquid_stream(cooling_, air));
  }
  add((in_hall - liquid_share_) * nameplate_w_, air_stream(cooling_, air));
  return hour;
}

double FacilityModel::pue(Power it, const OutsideAir& air) const {
  AIF_EXPECT(it > Power{});
  return at(air).load(it).total() / it;
}

}  // namespace aif
