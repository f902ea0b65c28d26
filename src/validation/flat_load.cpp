#include "validation/flat_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/error.hpp"
#include "grid/tariff.hpp"

namespace aif {

template <>
struct Fields<FlatLoadReckoning> {
  static const Record<FlatLoadReckoning>& get() {
    using R = FlatLoadReckoning;
    static const Record<R> record =
        Record<R>("reckoning", "What a source reckoned otherwise than the tariff bills.")
            .optional("saturday_peak_is_mid", &R::saturday_peak_is_mid,
                      "On-peak hours of Saturdays were taken as mid-peak.")
            .optional("winter_bands", &R::winter_bands, "24 letters, one per hour, that were taken for winter.");
    return record;
  }
};

const Record<FlatLoadCase>& Fields<FlatLoadCase>::get() {
  using C = FlatLoadCase;
  static const Record<C> record = Record<C>("flat load", "Average price of a tariff for a constant load.")
                                      .required("id", &C::id, "Its name.")
                                      .required("source", &C::source, "Where it was published.")
                                      .required("provenance", &C::provenance, "Where it was read.")
                                      .required("tariff", &C::tariff, "Tariff of the catalog.")
                                      .optional("year", &C::year, "Calendar year.", between(1970, 2100))
                                      .required("price", &C::price, "Per energy, before tax [KRW/kWh].")
                                      .optional("reckoned", &C::reckoned, "What the source reckoned otherwise.")
                                      .required("confidence", &C::confidence, "In the reading.")
                                      .optional("notes", &C::notes, "Remarks.");
  return record;
}

namespace {

constexpr double most_error = 0.005;
constexpr double quarter_s = 900;
constexpr std::int32_t korea_offset_s = 9 * 3600;

/// The tariff with the source's hours and Saturdays.
TariffSpec as_reckoned(const FlatLoadCase& reference) {
  TariffSpec tariff = *reference.tariff;
  tariff.saturday_peak_is_mid = reference.reckoned.saturday_peak_is_mid;
  const std::string& bands = reference.reckoned.winter_bands;
  if (bands.empty()) {
    return tariff;
  }
  if (bands.size() != 24 || bands.find_first_not_of("LMP") != std::string::npos) {
    throw SimulationError("winter_bands are 24 letters L, M or P, one per hour from midnight");
  }
  for (TariffSeasonSpec& season : tariff.seasons) {
    if (std::find(season.months.begin(), season.months.end(), 1) != season.months.end()) {
      season.bands = bands;
      season.hours.clear();
    }
  }
  return tariff;
}

}  // namespace

EnergyPrice flat_load_price(const TariffSpec& tariff, std::int64_t year) {
  const Instant begin = from_civil(static_cast<int>(year), 1, 1, korea_offset_s);
  const Instant end = from_civil(static_cast<int>(year) + 1, 1, 1, korea_offset_s);
  const Power load = megawatts(100);
  const auto count = static_cast<std::size_t>((end - begin).si() / quarter_s);
  const std::vector<double> quarters(count, load.si() * quarter_s);
  Bill sum;
  for (const Bill& month : Tariff(tariff).monthly_bills({begin, korea_offset_s}, quarters, load)) {
    sum += month;
  }
  return sum.total() / (load * (end - begin));
}

std::vector<Comparison> compare_flat_load(const FlatLoadCase& reference) {
  const auto compare = [&](const char* figure, const TariffSpec& tariff, double tolerance) {
    Comparison one;
    one.id = fmt::format("{}/{}", reference.id, figure);
    one.unit = "KRW/kWh";
    one.measured = reference.price.in(won_per_kilowatt_hour);
    one.simulated = flat_load_price(tariff, reference.year).in(won_per_kilowatt_hour);
    one.tolerance = tolerance;
    one.figure = figure;
    one.groups = {{"source", reference.source}};
    return one;
  };
  return {compare("as_reckoned", as_reckoned(reference), most_error),
          compare("as_billed", *reference.tariff, std::numeric_limits<double>::infinity())};
}

}  // namespace aif
