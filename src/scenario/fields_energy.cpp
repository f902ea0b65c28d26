#include "scenario/bounds.hpp"
#include "scenario/energy_spec.hpp"
#include "scenario/power_tree_spec.hpp"

/// Field lists of a site's electricity: governor, power tree, battery, generation, contracts, dated events.
namespace aif {

std::vector<std::string> EnumNames<PowerPolicy>::names() {
  return {"uniform_cap", "priority_cap", "pause_flexible", "battery_first", "none"};
}
std::vector<std::string> EnumNames<BatteryUse>::names() { return {"reserve", "peak_shaving", "arbitrage"}; }
std::vector<std::string> EnumNames<PpaKind>::names() { return {"flat", "solar", "wind"}; }
std::vector<std::string> EnumNames<PowerEventKind>::names() {
  return {"feed_loss", "demand_response", "cooling_derate"};
}

namespace {
constexpr double most_price = 1e4 / 3.6e6;  ///< [KRW/J]
constexpr double most_hours = 8760.0 * 3600.0;
Limits price() { return between(-most_price, most_price); }
}  // namespace

const Record<GovernorSpec>& Fields<GovernorSpec>::get() {
  static const Record<GovernorSpec> record =
      Record<GovernorSpec>("governor", "How fast a site's caps follow.")
          .optional("reaction", &GovernorSpec::reaction,
                    "From a loss without notice to new caps in force, e.g. 40 s by out-of-band control or 5 s by the "
                    "power brake (polca). Starts of work are planned and wait for their caps.",
                    between(0, 3600));
  return record;
}

const Record<PowerTreeSpec>& Fields<PowerTreeSpec>::get() {
  using T = PowerTreeSpec;
  const Limits limit = above_zero_to(gigawatts(100).si());
  static const Record<T> record =
      Record<T>("power tree", "What feeds a pool's nodes below the site: racks, PDUs, switchboards and their limits.")
          .optional("nodes_per_rack", &T::nodes_per_rack,
                    "Nodes in a rack; 0: an NVLink domain, or 4 nodes where that is one.", count(0, 10'000))
          .optional("racks_per_pdu", &T::racks_per_pdu, "Racks on a power distribution unit.", count(1, 10'000))
          .optional("pdus_per_switchboard", &T::pdus_per_switchboard, "PDUs on a switchboard.", count(1, 10'000))
          .optional("node", &T::node, "Most that a node may draw at its AC input.", limit)
          .optional("rack", &T::rack, "Most that the nodes of a rack may draw together.", limit)
          .optional("pdu", &T::pdu, "The same for a PDU.", limit)
          .optional("switchboard", &T::switchboard, "The same for a switchboard.", limit);
  return record;
}

const Record<BatterySpec>& Fields<BatterySpec>::get() {
  using B = BatterySpec;
  static const Record<B> record =
      Record<B>("battery", "A battery on site. It starts full.")
          .required("energy", &B::energy, "Usable energy, full to empty: 50 MWh.",
                    above_zero_to(terawatt_hours(1).si()))
          .required("power", &B::power, "Largest power of charging and discharging, at its AC side.",
                    above_zero_to(gigawatts(100).si()))
          .optional("efficiency", &B::efficiency, "AC to AC, there and back: 0.88.", between(0.3, 1))
          .optional(
              "use", &B::use,
              "reserve: only for the governor. peak_shaving: keeps the draw under shave_above. arbitrage: charges "
              "in the cheapest hours of the day and discharges in the dearest.")
          .optional("reserve", &B::reserve, "Share of the energy that only the governor may use.", fraction())
          .optional("shave_above", &B::shave_above, "Draw that peak shaving stays under, e.g. 90 MW.",
                    above_zero_to(gigawatts(100).si()));
  return record;
}

const Record<SolarSpec>& Fields<SolarSpec>::get() {
  static const Record<SolarSpec> record =
      Record<SolarSpec>("solar", "Panels on site. What the site cannot use is spilled.")
          .required("peak", &SolarSpec::peak, "Rated power.", above_zero_to(gigawatts(100).si()))
          .optional("full_load_hours", &SolarSpec::full_load_hours,
                    "Yearly energy over rated power: 1300 h is usual in Korea.", above_zero_to(hours(4000).si()));
  return record;
}

const Record<PpaSpec>& Fields<PpaSpec>::get() {
  static const Record<PpaSpec> record =
      Record<PpaSpec>("ppa", "Electricity bought from a plant elsewhere, matched to the site's draw by the hour.")
          .required("name", &PpaSpec::name, "What it is called.")
          .optional("kind", &PpaSpec::kind, "flat, solar or wind: the shape of what it delivers.")
          .required("power", &PpaSpec::power, "Rated power of the plant; of a flat one what it always delivers.",
                    above_zero_to(gigawatts(100).si()))
          .optional("full_load_hours", &PpaSpec::full_load_hours, "Yearly energy over rated power; not for flat.",
                    above_zero_to(most_hours))
          .required("price", &PpaSpec::price, "Paid to the generator per energy used; may be negative.", price())
          .optional("network_charge", &PpaSpec::network_charge, "Grid use and losses on the way.", price())
          .optional("take_or_pay", &PpaSpec::take_or_pay, "Whether what the site cannot use is paid as well.");
  return record;
}

const Record<CertificateSpec>& Fields<CertificateSpec>::get() {
  static const Record<CertificateSpec> record =
      Record<CertificateSpec>("certificates", "Renewable certificates or a green premium on what the grid delivers.")
          .required("share", &CertificateSpec::share, "Part of the remaining grid electricity they cover, 0 to 1.",
                    fraction())
          .required("price", &CertificateSpec::price, "Price per energy covered, e.g. 72 KRW/kWh.", price());
  return record;
}

const Record<AdderSpec>& Fields<AdderSpec>::get() {
  static const Record<AdderSpec> record =
      Record<AdderSpec>("adder", "A charge on every kilowatt-hour from the grid, on top of the tariff.")
          .required("name", &AdderSpec::name, "What it is called.")
          .required("price", &AdderSpec::price, "Per energy; negative: a rebate.", price());
  return record;
}

const Record<PowerEventSpec>& Fields<PowerEventSpec>::get() {
  using E = PowerEventSpec;
  static const Record<E> record =
      Record<E>("power event", "Something that happens to a site's power on a date.")
          .optional("name", &E::name, "What it is called.")
          .required("kind", &E::kind,
                    "feed_loss: less can be drawn. demand_response: less may be drawn. cooling_derate: less heat can "
                    "be carried away.")
          .required("start", &E::start, "When it begins.")
          .required("duration", &E::duration, "How long it lasts.", above_zero_to(years(1).si()))
          .optional("limit", &E::limit, "What the site may draw meanwhile, of feed_loss and demand_response.",
                    between(0, gigawatts(100).si()))
          .optional("reduction", &E::reduction,
                    "demand_response: draw less than at the start by this share, instead of a limit.", fraction())
          .optional("cooling", &E::cooling, "cooling_derate: share of the cooling capacity that is left.", fraction())
          .optional("notice", &E::notice,
                    "Announced so long before; with less than the governor's reaction, caps come late.",
                    between(0, days(365).si()))
          .optional("within", &E::within, "demand_response: by when the target must be met to count as met.",
                    between(0, days(1).si()));
  return record;
}

}  // namespace aif
