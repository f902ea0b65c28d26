#pragma once

#include <span>
#include <string>
#include <vector>

#include "catalog/environment.hpp"

namespace aif {

enum class Band { off_peak, mid_peak, on_peak };

/// A year's or a month's electricity bill, before tax unless said.
struct Bill {
  Money energy;       ///< by band and hour, discounts taken off
  Money demand;
  Money adders;       ///< climate-environment and fuel
  Money fund;         ///< levy on the sum of the above
  Money vat;          ///< not in the total
  Power billing_demand;  ///< the largest of any month
  [[nodiscard]] Money total() const { return energy + demand + adders + fund; }
  Bill& operator+=(const Bill& other);
};

/// A time-of-use tariff applied to local time.
class Tariff {
 public:
  explicit Tariff(const TariffSpec& spec);
  [[nodiscard]] Band band(ZonedInstant hour) const;
  /// Energy charge of the hour with discounts, without adders and levy.
  [[nodiscard]] EnergyPrice energy_price(ZonedInstant hour) const;
  /// Energy charge plus adders, plus levy: what one more kilowatt-hour costs.
  [[nodiscard]] EnergyPrice marginal_price(ZonedInstant hour) const;
  /// Bills by calendar month for energy per quarter of an hour from `start` (whole hours).
  [[nodiscard]] std::vector<Bill> monthly_bills(ZonedInstant start, std::span<const double> quarter_hour_j,
                                                Power contract) const;

 private:
  TariffSpec spec_;
  std::vector<std::int64_t> holidays_;  ///< local day numbers since 1970-01-01, sorted
  std::vector<int> season_of_month_;    ///< 12
};

}  // namespace aif
