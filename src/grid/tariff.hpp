#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "catalog/environment.hpp"

namespace aif {

enum class Band { off_peak, mid_peak, on_peak };

/// A year's or a month's electricity bill, before tax unless said.
struct Bill {
  Money energy;  ///< by band and hour, discounts taken off
  Money demand;
  Money adders;          ///< climate-environment and fuel
  Money fund;            ///< levy on the sum of the above
  Money vat;             ///< on energy, demand and adders; not in the total
  Power billing_demand;  ///< the largest of any month
  [[nodiscard]] Money total() const { return energy + demand + adders + fund; }
  Bill& operator+=(const Bill& other);
};

/// A time-of-use tariff applied to local time.
///
/// What it computes  price of every hour, and monthly bills from energy per quarter of an hour
/// Equation     energy = sum over quarters of E_q p(q) (1 - d(q))                                       (1)
///              demand = p_D share max(floor * contract, P(m), P(r) for r among the ratchet months       (2)
///                       of the eleven months before m),  P(m) = max over quarters of m that are not off-peak
///                       of E_q / 900 s
///              adders = (climate + fuel) sum of E_q                                                    (3)
///              fund   = levy (energy + demand + adders);  vat = rate (energy + demand + adders)        (4)
/// Symbols      E_q [J] energy of a quarter; p [KRW/J] price of its band; d discount on days off; p_D [KRW/W] per
/// month;
///              share: quarters of the data in the month over the month's quarters, so a month that the data
///              cover in part pays its demand charge by the day
/// Valid for    billing by calendar month in one fixed offset from UTC
/// Not modelled power factor, reading days other than the first, contract excess, demand response, changes of the
///              tariff during a run, peaks before the data begin
/// Source       [kepco-tariff-2026] for prices and levy; hours, days off, ratchet and floor [kepco-hours-2026]
/// Checked by   tests/unit/grid/tariff_test.cpp, tests/validation/tariffs.yaml
class Tariff {
 public:
  explicit Tariff(const TariffSpec& spec);
  [[nodiscard]] Band band(ZonedInstant hour) const;
  /// Energy charge of the hour with discounts, without adders and levy.
  [[nodiscard]] EnergyPrice energy_price(ZonedInstant hour) const;
  /// Energy charge plus adders, plus levy: what one more kilowatt-hour costs.
  [[nodiscard]] EnergyPrice marginal_price(ZonedInstant hour) const;
  /// Bills by calendar month for energy per quarter of an hour from `start` (whole quarters). `delivered_j` of it was
  /// bought elsewhere: no energy charge and no adders, but it counts for the demand; empty: nothing.
  [[nodiscard]] std::vector<Bill> monthly_bills(ZonedInstant start, std::span<const double> quarter_hour_j,
                                                Power contract, std::span<const double> delivered_j = {}) const;

 private:
  /// Weekday, Saturday, and days that are Sundays or holidays.
  enum class DayKind { weekday, saturday, sunday, holiday };
  struct Day {
    int month = 0;  ///< 0..11
    DayKind kind = DayKind::weekday;
  };
  [[nodiscard]] Day day_of(std::int64_t local_day) const;
  [[nodiscard]] Band band(const Day& day, std::size_t hour) const;
  [[nodiscard]] double price(const Day& day, std::size_t hour, std::int64_t utc_s) const;  // KRW/J

  /// What is summed over a calendar month.
  struct Month {
    int month = 0;             ///< 0..11
    double full_quarters = 0;  ///< of the whole month
    double quarters = 0;       ///< of the data in it
    double energy_j = 0;
    double energy_krw = 0;
    double peak_w = 0;  ///< outside off-peak hours
  };
  struct Draw {
    std::span<const double> quarter_j;
    std::span<const double> delivered_j;  ///< as long, or empty
    [[nodiscard]] double bought_j(std::size_t at) const {
      return quarter_j[at] - (delivered_j.empty() ? 0.0 : delivered_j[at]);
    }
  };
  [[nodiscard]] std::vector<Month> sum_months(ZonedInstant start, const Draw& draw) const;
  /// Adds the quarters of local day `local_day` from `at` on to `month`; returns the first quarter after it.
  std::size_t sum_day(std::int64_t local_day, ZonedInstant start, std::size_t at, const Draw& draw, Month& month) const;

  TariffSpec spec_;
  std::vector<std::int64_t> holidays_;  ///< local day numbers since 1970-01-01, sorted
  std::array<std::size_t, 12> season_of_month_{};
};

}  // namespace aif
