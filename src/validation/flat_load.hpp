#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/environment.hpp"
#include "validation/validation.hpp"

/// Published averages of electricity tariffs for a flat load.
namespace aif {

/// What a source reckoned otherwise than the tariff of the catalog bills.
struct FlatLoadReckoning {
  bool saturday_peak_is_mid = true;
  std::string winter_bands;  ///< 24 letters for the season that has January; empty: as billed
};

/// One average: what a constant load pays for a kilowatt-hour over a calendar year, before tax.
struct FlatLoadCase {
  std::string id, source, provenance, confidence, notes;
  Ref<TariffSpec> tariff;
  std::int64_t year = 2027;
  EnergyPrice price;
  FlatLoadReckoning reckoned;
};

/// Price of a flat load over a calendar year in Korea's time: energy, demand, adders and levy.
EnergyPrice flat_load_price(const TariffSpec& tariff, std::int64_t year);

/// The average as the source reckoned it, within 0.5 %, and as the tariff bills, which is told.
std::vector<Comparison> compare_flat_load(const FlatLoadCase& reference);

template <>
struct Fields<FlatLoadCase> {
  static const Record<FlatLoadCase>& get();
};

}  // namespace aif
