#include "catalog/environment.hpp"

namespace aif {

const Record<ClimateSpec>& Fields<ClimateSpec>::get() {
  static const Record<ClimateSpec> record =
      Record<ClimateSpec>("climate", "Monthly normals of a place, from which an hourly year is made.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &ClimateSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &ClimateSpec::title, "Name for people.")
          .required("latitude", &ClimateSpec::latitude, "Degrees north.", between(-90, 90))
          .required("longitude", &ClimateSpec::longitude, "Degrees east.", between(-180, 180))
          .required("dry_bulb_c", &ClimateSpec::dry_bulb_c, "12 monthly means of the air temperature [degC].",
                    between(-60, 60))
          .required("wet_bulb_c", &ClimateSpec::wet_bulb_c, "12 monthly means of the wet-bulb temperature [degC].",
                    between(-60, 60))
          .required("daily_swing_k", &ClimateSpec::daily_swing_k,
                    "Mean difference between a day's highest and lowest temperature [K].", between(0, 40))
          .required("weather_deviation_k", &ClimateSpec::weather_deviation_k,
                    "Standard deviation of daily means about the month's normal [K].", between(0, 20))
          .required("weather_memory_days", &ClimateSpec::weather_memory_days,
                    "Days in which such a deviation fades to 1/e.", between(0, 60))
          .optional("note", &ClimateSpec::note, "Remark.");
  return record;
}

const Record<TariffSeasonSpec>& Fields<TariffSeasonSpec>::get() {
  static const Record<TariffSeasonSpec> record =
      Record<TariffSeasonSpec>("tariff season", "Months with the same hours and prices.")
          .required("name", &TariffSeasonSpec::name, "What it is called.")
          .required("months", &TariffSeasonSpec::months, "Its months, 1 to 12.", between(1, 12))
          .optional("bands", &TariffSeasonSpec::bands,
                    "24 letters, one per hour of a weekday from midnight: L off-peak, M mid-peak, P on-peak.")
          .optional("hours", &TariffSeasonSpec::hours,
                    "The same by band, instead of bands: {L: \"22-8\", M: \"8-15, 21-22\", P: \"15-21\"}; every hour "
                    "once.")
          .required("off_peak", &TariffSeasonSpec::off_peak, "Energy charge off-peak [KRW/kWh]; may be negative.")
          .required("mid_peak", &TariffSeasonSpec::mid_peak, "Energy charge mid-peak [KRW/kWh]; may be negative.")
          .required("on_peak", &TariffSeasonSpec::on_peak, "Energy charge on-peak [KRW/kWh]; may be negative.");
  return record;
}

const Record<TariffDiscountSpec>& Fields<TariffDiscountSpec>::get() {
  static const Record<TariffDiscountSpec> record =
      Record<TariffDiscountSpec>("tariff discount",
                                 "A lower energy charge in some hours of Saturdays, Sundays and holidays.")
          .required("name", &TariffDiscountSpec::name, "What it is called.")
          .required("months", &TariffDiscountSpec::months, "Its months, 1 to 12.", between(1, 12))
          .required("first_hour", &TariffDiscountSpec::first_hour, "First hour of the day, 0 to 23.", between(0, 23))
          .required("last_hour", &TariffDiscountSpec::last_hour, "Hour it ends at, 1 to 24.", between(1, 24))
          .required("reduction", &TariffDiscountSpec::off, "Part of the energy charge that is taken off, 0 to 1.",
                    fraction())
          .required("until", &TariffDiscountSpec::until, "Moment from which it no longer applies.");
  return record;
}

const Record<TariffSpec>& Fields<TariffSpec>::get() {
  static const Record<TariffSpec> record =
      Record<TariffSpec>("tariff", "A time-of-use electricity tariff with a demand charge.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &TariffSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &TariffSpec::title, "Name for people.")
          .required("demand_charge", &TariffSpec::demand_charge,
                    "Price per kW of billing demand and billing month [KRW/kW].", non_negative())
          .required("seasons", &TariffSpec::seasons, "Seasons; together every month once.")
          .optional("discounts", &TariffSpec::discounts, "Discounts on days off.")
          .optional("saturday_peak_is_mid", &TariffSpec::saturday_peak_is_mid,
                    "On-peak hours of Saturdays are billed as mid-peak.")
          .optional("sunday_is_off_peak", &TariffSpec::sunday_is_off_peak, "Sundays are off-peak all day.")
          .optional("holidays", &TariffSpec::holidays, "Dates such as \"2027-01-01\" that are off-peak all day.")
          .optional("ratchet_months", &TariffSpec::ratchet_months,
                    "Months whose highest demand also counts in the year after, 1 to 12.", between(1, 12))
          .required("demand_floor", &TariffSpec::demand_floor,
                    "Least billing demand as a part of the contracted power, 0 to 1.", fraction())
          .required("climate_charge", &TariffSpec::climate_charge, "Climate and environment charge [KRW/kWh].",
                    non_negative())
          .required("fuel_charge", &TariffSpec::fuel_charge, "Fuel adjustment charge [KRW/kWh]; may be negative.")
          .required("fund_levy", &TariffSpec::fund_levy, "Levy as a part of the bill before tax, 0 to 1.", fraction())
          .required("vat", &TariffSpec::vat, "Value-added tax, 0 to 1; reported, not part of the bill.", fraction())
          .optional("note", &TariffSpec::note, "Remark.");
  return record;
}

const Record<CarbonShapeSpec>& Fields<CarbonShapeSpec>::get() {
  static const Record<CarbonShapeSpec> record =
      Record<CarbonShapeSpec>("carbon shape", "Carbon factor over the day in some months.")
          .required("name", &CarbonShapeSpec::name, "What it is called.")
          .required("months", &CarbonShapeSpec::months, "Its months, 1 to 12.", between(1, 12))
          .required("multipliers", &CarbonShapeSpec::multipliers,
                    "24 factors on the annual carbon factor, one per hour from midnight.", non_negative());
  return record;
}

const Record<GridSpec>& Fields<GridSpec>::get() {
  static const Record<GridSpec> record =
      Record<GridSpec>("grid", "A national power system: its emissions and its size, and the currency's rate.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &GridSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &GridSpec::title, "Name for people.")
          .required("carbon_factor", &GridSpec::carbon_factor,
                    "Emissions per energy at the consumer, mean of the year [tCO2/MWh].", non_negative())
          .optional("carbon_shape", &GridSpec::carbon_shape,
                    "Hourly shape by season, together every month once; flat if absent.")
          .required("peak_load", &GridSpec::peak_load, "Highest demand so far [W].", positive())
          .required("annual_generation", &GridSpec::annual_generation, "Electricity generated in a year [Wh].",
                    positive())
          .required("exchange_rate", &GridSpec::exchange_rate, "Won per dollar [KRW/USD].", positive())
          .optional("note", &GridSpec::note, "Remark.");
  return record;
}

const Record<ReferenceSpec>& Fields<ReferenceSpec>::get() {
  static const Record<ReferenceSpec> record =
      Record<ReferenceSpec>("reference", "One entry of the bibliography.")
          .required("key", &ReferenceSpec::key, "What numbers cite: lower case, digits, dots and dashes.")
          .required("title", &ReferenceSpec::title, "Title of the document, or what it is.")
          .required("authors", &ReferenceSpec::authors, "Who wrote it.")
          .required("year", &ReferenceSpec::year, "Year of publication.")
          .required("url", &ReferenceSpec::url, "Where it is.")
          .required("accessed", &ReferenceSpec::accessed, "Date of the look-up.")
          .required("grade", &ReferenceSpec::grade,
                    "How it was seen: read, derived, recalled-high, recalled-medium or recalled-low.")
          .optional("cited_in", &ReferenceSpec::cited_in, "Folder or file that cites it if no catalog number does.");
  return record;
}

}  // namespace aif
