#include "report/html_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "core/text.hpp"
#include "report/html_model.hpp"

namespace aif {
namespace {

constexpr std::size_t most_points = 9'000;        // of a series of all sites: a year by the hour
constexpr std::size_t most_site_values = 36'000;  // of all series of single sites together
constexpr double watts_per_megawatt = 1e6;

void write_values(JsonText& json, std::string_view name, const std::vector<double>& values, double unit, int digits) {
  json.key(name).begin_array();
  for (const double value : values) {
    json.number(value / unit, digits);
  }
  json.end_array();
}

std::size_t row_count(const Result& result) {
  std::size_t rows = 0;
  for (const SiteSeries& series : result.series) {
    rows = std::max(rows, series.it_w.size());
  }
  return rows;
}

std::vector<float> sum_of(const Result& result, std::vector<float> SiteSeries::*column, std::size_t rows) {
  std::vector<float> sum(rows, 0.0F);
  for (const SiteSeries& series : result.series) {
    const std::vector<float>& values = series.*column;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum[i] += values[i];
    }
  }
  return sum;
}

/// What a site drew from the grid: less than it used where it has a supply of its own.
const std::vector<float>& drawn_w(const SiteSeries& series) {
  return series.grid_w.size() == series.facility_w.size() ? series.grid_w : series.facility_w;
}

bool has_own_supply(const SiteSeries& series) { return drawn_w(series) != series.facility_w; }

/// Written beside the power of the facility where the two differ.
void write_drawn(JsonText& json, const std::vector<float>& values, std::size_t factor, int digits) {
  write_values(json, "grid_mw", reduced(values, factor, Reduce::mean), watts_per_megawatt, digits);
}

/// All sites together.
void write_total(JsonText& json, const Result& result, std::size_t rows) {
  const std::size_t factor = reduction_factor(rows, most_points);
  const std::vector<float> facility = sum_of(result, &SiteSeries::facility_w, rows);
  json.key("total").begin_object();
  json.number("step_s", result.series_interval.si() * static_cast<double>(factor), 12);
  write_values(json, "facility_mw", reduced(facility, factor, Reduce::mean), watts_per_megawatt, 5);
  if (std::any_of(result.series.begin(), result.series.end(), has_own_supply)) {
    std::vector<float> drawn(rows, 0.0F);
    for (const SiteSeries& series : result.series) {
      const std::vector<float>& values = drawn_w(series);
      std::transform(values.begin(), values.end(), drawn.begin(), drawn.begin(), std::plus<>());
    }
    write_drawn(json, drawn, factor, 5);
  }
  write_values(json, "it_mw", reduced(sum_of(result, &SiteSeries::it_w, rows), factor, Reduce::mean),
               watts_per_megawatt, 5);
  write_values(json, "busy", reduced(sum_of(result, &SiteSeries::busy_gpus, rows), factor, Reduce::mean), 1.0, 5);
  json.end_object();
}

void write_site(JsonText& json, const SiteSeries& series, std::size_t factor) {
  json.begin_object();
  write_values(json, "facility_mw", reduced(series.facility_w, factor, Reduce::mean), watts_per_megawatt, 4);
  if (has_own_supply(series)) {
    write_drawn(json, drawn_w(series), factor, 4);
  }
  write_values(json, "busy", reduced(series.busy_gpus, factor, Reduce::mean), 1.0, 5);
  constexpr float uncapped = 0.9995F;  // caps come in steps of 0.005
  if (std::any_of(series.cap.begin(), series.cap.end(), [](float cap) { return cap < uncapped; })) {
    write_values(json, "cap", reduced(series.cap, factor, Reduce::mean), 1.0, 3);
  }
  json.end_object();
}

/// What a calendar month added up to.
struct Month {
  double facility_j = 0;
  double it_j = 0;
  double grid_j = 0;
  double carbon_kg = 0;
  double price_krw_j = 0;  ///< price [KRW/kWh] weighted with energy from the grid [J]
  double air_c = 0;        ///< weighted with energy of the facility
};

/// Months of the scenario's calendar, "2027-01"; a row belongs to the month in which it begins.
std::map<std::string, Month> months_of(const Result& result) {
  constexpr double joules_per_kilowatt_hour = 3.6e6;
  std::map<std::string, Month> months;
  for (const SiteSeries& series : result.series) {
    for (std::size_t i = 0; i < series.it_w.size(); ++i) {
      const Duration begin = result.series_interval * static_cast<double>(i);
      const double length_s = std::min(result.series_interval.si(), (result.duration - begin).si());
      const CivilTime at = civil({result.start.instant + begin, result.start.offset_s});
      Month& month = months[fmt::format("{:04}-{:02}", at.year, at.month)];
      const double energy_j = static_cast<double>(series.facility_w[i]) * length_s;
      month.facility_j += energy_j;
      month.it_j += static_cast<double>(series.it_w[i]) * length_s;
      const double grid_j = static_cast<double>(drawn_w(series)[i]) * length_s;
      month.grid_j += grid_j;
      month.carbon_kg += grid_j / joules_per_kilowatt_hour * static_cast<double>(series.carbon_kg_per_kwh[i]);
      month.price_krw_j += grid_j * static_cast<double>(series.price_krw_per_kwh[i]);
      month.air_c += energy_j * static_cast<double>(series.dry_bulb_c[i]);
    }
  }
  return months;
}

void write_months(JsonText& json, const Result& result) {
  json.key("months").begin_array();
  for (const auto& [name, month] : months_of(result)) {
    if (month.facility_j <= 0) {
      continue;
    }
    json.begin_object().text("month", name);
    json.number("facility_j", month.facility_j).number("it_j", month.it_j).number("grid_j", month.grid_j);
    json.number("carbon_kg", month.carbon_kg);
    json.number("price_krw_per_kwh", month.grid_j > 0 ? month.price_krw_j / month.grid_j : 0.0, 5);
    json.number("air_c", month.air_c / month.facility_j, 4).end_object();
  }
  json.end_array();
}

}  // namespace

std::size_t reduction_factor(std::size_t rows, std::size_t points) {
  return rows == 0 ? 1 : (rows + points - 1) / points;
}

std::vector<double> reduced(const std::vector<float>& rows, std::size_t factor, Reduce how) {
  std::vector<double> out;
  out.reserve(rows.size() / factor + 1);
  for (std::size_t i = 0; i < rows.size(); i += factor) {
    const std::size_t end = std::min(rows.size(), i + factor);
    double value = static_cast<double>(rows[i]);
    for (std::size_t k = i + 1; k < end; ++k) {
      const auto next = static_cast<double>(rows[k]);
      value = how == Reduce::mean      ? value + next
              : how == Reduce::largest ? std::max(value, next)
                                       : std::min(value, next);
    }
    out.push_back(how == Reduce::mean ? value / static_cast<double>(end - i) : value);
  }
  return out;
}

void write_series(JsonText& json, const Result& result) {
  const std::size_t rows = row_count(result);
  if (rows < 2) {
    return;
  }
  json.key("series").begin_object();
  write_total(json, result, rows);
  constexpr std::size_t columns = 2;
  const std::size_t points = std::min(most_points, most_site_values / (columns * result.series.size()));
  const std::size_t factor = reduction_factor(rows, std::max<std::size_t>(points, 50));
  json.number("site_step_s", result.series_interval.si() * static_cast<double>(factor), 12);
  json.key("sites").begin_array();
  for (const SiteSeries& series : result.series) {
    write_site(json, series, factor);
  }
  json.end_array().end_object();
  write_months(json, result);
}

}  // namespace aif
