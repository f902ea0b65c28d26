#include "grid/tariff.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/contracts.hpp"
#include "core/time.hpp"

namespace aif {

namespace {

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t hour_s = 3'600;
constexpr std::int64_t quarter_s = 900;
/// A ratchet reaches back over the year that ends with the billing month.
constexpr std::size_t ratchet_reach_months = 11;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

bool contains(const std::vector<std::int64_t>& months, int month) {
  return std::find(months.begin(), months.end(), month + 1) != months.end();
}

int days_in_month(const CivilTime& c) {
  const Instant first = from_civil(c.year, c.month, 1, 0);
  const Instant next = c.month == 12 ? from_civil(c.year + 1, 1, 1, 0) : from_civil(c.year, c.month + 1, 1, 0);
  return static_cast<int>((next.utc_s - first.utc_s) / day_s);
}

}  // namespace

Bill& Bill::operator+=(const Bill& other) {
  energy += other.energy;
  demand += other.demand;
  adders += other.adders;
  fund += other.fund;
  vat += other.vat;
  billing_demand = std::max(billing_demand, other.billing_demand);
  return *this;
}

Tariff::Tariff(const TariffSpec& spec) : spec_(spec) {
  season_of_month_.fill(spec_.seasons.size());
  for (std::size_t season = 0; season < spec_.seasons.size(); ++season) {
    spec_.seasons[season].bands = season_bands(spec_.seasons[season]);
    AIF_EXPECT(spec_.seasons[season].bands.size() == 24);
    for (const std::int64_t month : spec_.seasons[season].months) {
      AIF_EXPECT(month >= 1 && month <= 12);
      season_of_month_[static_cast<std::size_t>(month - 1)] = season;
    }
  }
  for (const std::size_t season : season_of_month_) {
    AIF_EXPECT(season < spec_.seasons.size());  // every month has a season
  }
  for (const std::string& text : spec_.holidays) {
    const std::optional<ZonedInstant> date = parse_instant(text, 0);
    AIF_EXPECT(date.has_value());
    holidays_.push_back(floor_div(date->instant.utc_s, day_s));
  }
  std::sort(holidays_.begin(), holidays_.end());
}

Tariff::Day Tariff::day_of(std::int64_t local_day) const {
  const CivilTime c = civil({{local_day * day_s}, 0});
  Day day{.month = c.month - 1, .kind = DayKind::weekday};
  if (std::binary_search(holidays_.begin(), holidays_.end(), local_day)) {
    day.kind = DayKind::holiday;
  } else if (c.weekday == Weekday::sunday) {
    day.kind = DayKind::sunday;
  } else if (c.weekday == Weekday::saturday) {
    day.kind = DayKind::saturday;
  }
  return day;
}

Band Tariff::band(const Day& day, std::size_t hour) const {
  if (day.kind == DayKind::holiday || (day.kind == DayKind::sunday && spec_.sunday_is_off_peak)) {
    return Band::off_peak;
  }
  const TariffSeasonSpec& season = spec_.seasons[season_of_month_[static_cast<std::size_t>(day.month)]];
  switch (season.bands[hour]) {
    case 'L':
      return Band::off_peak;
    case 'P':
      return day.kind == DayKind::saturday && spec_.saturday_peak_is_mid ? Band::mid_peak : Band::on_peak;
    default:
      return Band::mid_peak;
  }
}

double Tariff::price(const Day& day, std::size_t hour, std::int64_t utc_s) const {
  const TariffSeasonSpec& season = spec_.seasons[season_of_month_[static_cast<std::size_t>(day.month)]];
  const Band of_hour = band(day, hour);
  double price = of_hour == Band::off_peak   ? season.off_peak->si()
                 : of_hour == Band::mid_peak ? season.mid_peak->si()
                                             : season.on_peak->si();
  if (day.kind == DayKind::weekday) {
    return price;
  }
  for (const TariffDiscountSpec& discount : spec_.discounts) {
    const auto h = static_cast<std::int64_t>(hour);
    if (h >= discount.first_hour && h < discount.last_hour && utc_s < discount.until.instant.utc_s &&
        contains(discount.months, day.month)) {
      price *= 1.0 - *discount.off;
    }
  }
  return price;
}

Band Tariff::band(ZonedInstant hour) const {
  const std::int64_t local_s = hour.instant.utc_s + hour.offset_s;
  const std::int64_t day = floor_div(local_s, day_s);
  return band(day_of(day), static_cast<std::size_t>((local_s - day * day_s) / hour_s));
}

EnergyPrice Tariff::energy_price(ZonedInstant hour) const {
  const std::int64_t local_s = hour.instant.utc_s + hour.offset_s;
  const std::int64_t day = floor_div(local_s, day_s);
  return EnergyPrice::from_si(
      price(day_of(day), static_cast<std::size_t>((local_s - day * day_s) / hour_s), hour.instant.utc_s));
}

EnergyPrice Tariff::marginal_price(ZonedInstant hour) const {
  return (energy_price(hour) + *spec_.climate_charge + *spec_.fuel_charge) * (1.0 + *spec_.fund_levy);
}

std::size_t Tariff::sum_day(std::int64_t local_day, ZonedInstant start, std::size_t at, const Draw& draw,
                            Month& month) const {
  const std::span<const double> quarter_hour_j = draw.quarter_j;
  const Day day = day_of(local_day);
  const std::int64_t midnight_utc_s = local_day * day_s - start.offset_s;
  std::int64_t in_day_s = start.instant.utc_s + static_cast<std::int64_t>(at) * quarter_s - midnight_utc_s;
  while (in_day_s < day_s && at < quarter_hour_j.size()) {
    const auto hour = static_cast<std::size_t>(in_day_s / hour_s);
    const double krw_per_j = price(day, hour, midnight_utc_s + in_day_s);
    const bool counts = band(day, hour) != Band::off_peak;
    const std::int64_t hour_end_s = static_cast<std::int64_t>(hour + 1) * hour_s;
    for (; in_day_s < hour_end_s && at < quarter_hour_j.size(); in_day_s += quarter_s, ++at) {
      month.quarters += 1;
      const double bought_j = draw.bought_j(at);
      month.energy_j += bought_j;
      month.energy_krw += bought_j * krw_per_j;
      if (counts) {
        month.peak_w = std::max(month.peak_w, quarter_hour_j[at] / static_cast<double>(quarter_s));
      }
    }
  }
  return at;
}

/// Day by day and hour by hour, so that the calendar is asked once a day and the price once an hour.
std::vector<Tariff::Month> Tariff::sum_months(ZonedInstant start, const Draw& draw) const {
  std::vector<Month> months;
  const std::span<const double> quarter_hour_j = draw.quarter_j;
  std::int64_t local_day = floor_div(start.instant.utc_s + start.offset_s, day_s);
  for (std::size_t at = 0; at < quarter_hour_j.size(); ++local_day) {
    const CivilTime c = civil({{local_day * day_s}, 0});
    if (months.empty() || c.day == 1) {
      months.push_back({.month = c.month - 1, .full_quarters = 96.0 * days_in_month(c)});
    }
    at = sum_day(local_day, start, at, draw, months.back());
  }
  return months;
}

std::vector<Bill> Tariff::monthly_bills(ZonedInstant start, std::span<const double> quarter_hour_j, Power contract,
                                        std::span<const double> delivered_j) const {
  AIF_EXPECT(delivered_j.empty() || delivered_j.size() == quarter_hour_j.size());
  AIF_EXPECT((start.instant.utc_s + start.offset_s) % quarter_s == 0);
  const std::vector<Month> months = sum_months(start, {quarter_hour_j, delivered_j});
  std::vector<Bill> bills;
  for (std::size_t m = 0; m < months.size(); ++m) {
    double demand_w = std::max(months[m].peak_w, *spec_.demand_floor * contract.si());
    for (std::size_t back = 1; back <= std::min(m, ratchet_reach_months); ++back) {
      if (contains(spec_.ratchet_months, months[m - back].month)) {
        demand_w = std::max(demand_w, months[m - back].peak_w);
      }
    }
    Bill bill;
    bill.billing_demand = watts(demand_w);
    bill.energy = won(months[m].energy_krw);
    bill.demand = *spec_.demand_charge * bill.billing_demand * (months[m].quarters / months[m].full_quarters);
    bill.adders = (*spec_.climate_charge + *spec_.fuel_charge) * joules(months[m].energy_j);
    const Money before_levy = bill.energy + bill.demand + bill.adders;
    bill.fund = before_levy * *spec_.fund_levy;
    bill.vat = before_levy * *spec_.vat;
    bills.push_back(bill);
  }
  return bills;
}

}  // namespace aif
