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

double chiller_cop(double cop_at_25c, double condenser_c, double water_c) {
  return cop_at_25c * std::clamp(1.0 - cop_slope_per_k * (condenser_c - 25.0), cop_least, cop_most) *
         std::clamp(1.0 + cop_water_slope_per_k * (water_c - cop_water_c), cop_water_least, cop_water_most);
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
  demand.cop = chiller_cop(cop_at_25c, air.dry_bulb_c, supply_c - hall_coil_k);
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
  demand.cop = chiller_cop(cop_at_25c, air.dry_bulb_c, supply_c);
  return demand;
}

Demand by_tower(double supply_c, double cop_at_25c, const OutsideAir& air) {
  Demand demand;
  const double reach_c = air.wet_bulb_c + tower_approach_k + exchanger_k;
  // The loop inside and the loop over the tower.
  demand.motors = 2 * loop_pump + outside_fans(tower_fans, tower_approach_k, supply_c, air.wet_bulb_c);
  demand.chilled_share = share_above(reach_c, supply_c, loop_range_k);
  demand.cop = chiller_cop(cop_at_25c, air.wet_bulb_c + tower_approach_k, supply_c);
  // Tower water 0.044 T_wb + 0.3528 range + 0.101 at a range of 10 K, over its value at 25 degC.
  const double latent_share = std::clamp((0.044 * air.wet_bulb_c + 3.629) / 4.729, 0.0, 1.0);
  demand.evaporated_m3_per_j = (1.0 + demand.chilled_share / demand.cop) * latent_share / latent_j_per_m3;
  return demand;
}

Demand by_chiller(double supply_c, double cop_at_25c, const OutsideAir& air) {
  Demand demand;
  demand.motors = loop_pump + dry_cooler_fans;
  demand.chilled_share = 1;
  demand.cop = chiller_cop(cop_at_25c, air.dry_bulb_c, supply_c);
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
      return by_chiller(supply_c, cop_at_25c, air);
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

/// Motors and chillers for `heat_w` of heat at rated load: equation (3).
PartLoad cooling_of(double heat_w, const Demand& demand) {
  const double chiller_w = heat_w / demand.cop;
  const double share = demand.chilled_share;
  return {heat_w * demand.motors * motor_idle + chiller_w * chiller_part_a * share, chiller_w * chiller_part_b * share,
          heat_w * demand.motors * (1.0 - motor_idle) + chiller_w * chiller_part_c * square(share)};
}

/// Losses that are `no_load_share` of the rated ones without load and grow with the square of the load.
PartLoad losses_of(double rated_w, double no_load_share) {
  return {rated_w * no_load_share, 0.0, rated_w * (1.0 - no_load_share)};
}

double capacity_factor(CoolingPlant plant, const OutsideAir& air) {
  const double over_k =
      plant == CoolingPlant::tower ? air.wet_bulb_c - design_wet_bulb_c : air.dry_bulb_c - design_dry_bulb_c;
  return std::clamp(1.0 - capacity_slope_per_k * over_k, capacity_least, 1.0);
}

}  // namespace

double PartLoad::reach(double limit) const {
  const double spare = limit - a;
  if (spare <= 0) {
    return 0.0;
  }
  // c x^2 + b x = spare, solved in the form that does not cancel when c is small.
  return 2.0 * spare / (b + std::sqrt(b * b + 4.0 * c * spare));
}

PartLoad& PartLoad::operator+=(const PartLoad& other) {
  a += other.a;
  b += other.b;
  c += other.c;
  return *this;
}

FacilityLoad FacilityHour::load(Power it) const {
  const double x = it.si() / it_rated_w_;
  FacilityLoad load;
  load.it = it;
  load.ups_losses = watts(ups_.at(x));
  load.transformer_losses = watts(transformer_.at(x));
  const Power distribution = (it + load.ups_losses) * distribution_;
  load.losses = load.ups_losses + distribution + load.transformer_losses;
  load.liquid_cooling = watts(liquid_cooling_.at(x));
  load.cooling = load.liquid_cooling + watts(air_cooling_.at(x));
  load.house = watts(house_w_);
  load.liquid_heat = it * liquid_share_;
  load.air_heat = it - load.liquid_heat + load.ups_losses + distribution;
  load.water = WaterFlow::from_si(water_m3_s_ * x);
  return load;
}

Power FacilityHour::it_limit(Power feed) const { return watts(total_.reach(feed.si()) * it_rated_w_); }

Power FacilityHour::heat_limit(double share) const {
  return watts(heat_.reach(heat_capacity_w_ * share) * it_rated_w_);
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
  hour.liquid_share_ = liquid_share_;
  if (cooling_.capacity) {
    hour.heat_capacity_w_ =
        cooling_.capacity->si() * (liquid_share_ * capacity_factor(cooling_.liquid_plant, air) +
                                   (1.0 - liquid_share_) * capacity_factor(cooling_.air_plant, air));
  }
  if (pue_ > 0) {
    const double cooling_w = (pue_ - 1.0) * nameplate_w_;
    hour.liquid_cooling_.b = cooling_w * liquid_share_;
    hour.air_cooling_.b = cooling_w * (1.0 - liquid_share_);
    hour.total_.b = pue_ * nameplate_w_;
    hour.heat_.b = nameplate_w_;
    return hour;
  }
  const ElectricalSpec& chain = electrical_;
  hour.house_w_ = chain.house_load_fraction * nameplate_w_;
  hour.distribution_ = 1.0 / chain.distribution_efficiency - 1.0;
  hour.ups_ = losses_of(chain.ups_share * nameplate_w_ * (1.0 / chain.ups_efficiency - 1.0), chain.ups_no_load_share);
  // Losses of UPS and distribution warm the hall's air; the transformer stands outside.
  PartLoad in_hall = PartLoad{0.0, nameplate_w_, 0.0};
  in_hall += hour.ups_;
  in_hall = in_hall * (1.0 + hour.distribution_);
  hour.heat_ = in_hall;

  auto add_water = [&hour, this](double heat_w, const Demand& demand) {
    hour.water_m3_s_ += heat_w * demand.evaporated_m3_per_j * (1.0 + blowdown) * (1.0 - cooling_.water_recovery);
  };
  const double liquid_w = liquid_share_ * nameplate_w_;
  if (liquid_w > 0) {
    const Demand demand = liquid_stream(cooling_, air);
    hour.liquid_cooling_ = cooling_of(liquid_w, demand);
    add_water(liquid_w, demand);
  }
  const double air_w = in_hall.at(1.0) - liquid_w;
  const Demand demand = air_stream(cooling_, air);
  hour.air_cooling_ = cooling_of(air_w, demand);
  add_water(air_w, demand);

  hour.total_ = in_hall;
  hour.total_ += hour.liquid_cooling_;
  hour.total_ += hour.air_cooling_;
  hour.total_.a += hour.house_w_;
  hour.transformer_ =
      losses_of((1.0 / chain.transformer_efficiency - 1.0) * hour.total_.at(1.0), chain.transformer_no_load_share);
  hour.total_ += hour.transformer_;
  return hour;
}

double FacilityModel::pue(Power it, const OutsideAir& air) const {
  AIF_EXPECT(it > Power{});
  return at(air).load(it).total() / it;
}

}  // namespace aif
