#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "document/sourced.hpp"

/// Catalog entries of surroundings: climates, electricity tariffs, grids.
namespace aif {

/// Monthly normals of a place; facility/weather makes an hourly year from them.
struct ClimateSpec {
  static constexpr const char* catalog_kind = "climate";
  std::string name;
  std::string title;
  Sourced<double> latitude;                 ///< [degrees north]
  Sourced<double> longitude;                ///< [degrees east]
  Sourced<std::vector<double>> dry_bulb_c;  ///< 12 monthly means [degC]
  Sourced<std::vector<double>> wet_bulb_c;  ///< 12 monthly means [degC]
  Sourced<double> daily_swing_k;            ///< mean difference between the day's maximum and minimum [K]
  Sourced<double> weather_deviation_k;      ///< standard deviation of daily means about the month's normal [K]
  Sourced<double> weather_memory_days;      ///< e-folding time of those deviations [days]
  std::string note;
};

/// One season of a time-of-use tariff. `bands` gives each of the 24 hours of a weekday a letter: L off-peak,
/// M mid-peak, P on-peak; or `hours` gives each letter its hours, as "22-8".
struct TariffSeasonSpec {
  std::string name;
  std::vector<std::int64_t> months;          ///< 1..12
  std::string bands;                         ///< 24 letters; empty if `hours` is given
  std::map<std::string, std::string> hours;  ///< "L" -> "22-8", "M" -> "8-15, 21-22", ...
  Sourced<EnergyPrice> off_peak;
  Sourced<EnergyPrice> mid_peak;
  Sourced<EnergyPrice> on_peak;
};

/// What is wrong with the hours of a season, each as a sentence; `bands` gets the letter of every hour that has one.
std::vector<std::string> hours_problems(const TariffSeasonSpec& season, std::string& bands);
/// The 24 letters of a season, from `bands` or from `hours`.
std::string season_bands(const TariffSeasonSpec& season);

/// A discount on the energy charge in some hours of days off: fraction `off` of the price.
struct TariffDiscountSpec {
  std::string name;
  std::vector<std::int64_t> months;
  std::int64_t first_hour = 0;  ///< inclusive
  std::int64_t last_hour = 0;   ///< exclusive
  Sourced<double> off;
  ZonedInstant until;
};

struct TariffSpec {
  static constexpr const char* catalog_kind = "tariff";
  std::string name;
  std::string title;
  Sourced<DemandPrice> demand_charge;  ///< per kW of billing demand and month
  std::vector<TariffSeasonSpec> seasons;
  std::vector<TariffDiscountSpec> discounts;  ///< on Sundays, Saturdays and holidays
  bool saturday_peak_is_mid = true;
  bool sunday_is_off_peak = true;
  std::vector<std::string> holidays;         ///< dates "2027-01-01", off-peak all day
  std::vector<std::int64_t> ratchet_months;  ///< months whose peak also sets the billing demand of the year after
  Sourced<double> demand_floor;              ///< least billing demand as a fraction of contract
  Sourced<EnergyPrice> climate_charge;
  Sourced<EnergyPrice> fuel_charge;
  Sourced<double> fund_levy;  ///< fraction of the bill before tax
  Sourced<double> vat;        ///< fraction; reported, not part of the bill
  std::string note;
};

/// Hourly multipliers on the annual carbon factor in some months.
struct CarbonShapeSpec {
  std::string name;
  std::vector<std::int64_t> months;
  Sourced<std::vector<double>> multipliers;  ///< 24 values
};

struct GridSpec {
  static constexpr const char* catalog_kind = "grid";
  std::string name;
  std::string title;
  Sourced<CarbonIntensity> carbon_factor;  ///< consumption end, annual mean
  std::vector<CarbonShapeSpec> carbon_shape;
  Sourced<Power> peak_load;
  Sourced<Energy> annual_generation;
  Sourced<ExchangeRate> exchange_rate;
  std::string note;
};

/// One entry of models/references.yaml.
struct ReferenceSpec {
  std::string key;
  std::string title;
  std::string authors;
  std::string year;
  std::string url;
  std::string accessed;
  std::string grade;     ///< how it was seen: read, derived, recalled-high, recalled-medium, recalled-low
  std::string cited_in;  ///< folder or file that cites it if no catalog number does
};

// Field lists and enum names, defined in the fields_*.cpp beside this header.
template <>
struct Fields<ClimateSpec> {
  static const Record<ClimateSpec>& get();
};
template <>
struct Fields<TariffSeasonSpec> {
  static const Record<TariffSeasonSpec>& get();
};
template <>
struct Fields<TariffDiscountSpec> {
  static const Record<TariffDiscountSpec>& get();
};
template <>
struct Fields<TariffSpec> {
  static const Record<TariffSpec>& get();
};
template <>
struct Fields<CarbonShapeSpec> {
  static const Record<CarbonShapeSpec>& get();
};
template <>
struct Fields<GridSpec> {
  static const Record<GridSpec>& get();
};
template <>
struct Fields<ReferenceSpec> {
  static const Record<ReferenceSpec>& get();
};

}  // namespace aif
