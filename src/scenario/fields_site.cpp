#include <cmath>

#include "scenario/bounds.hpp"
#include "scenario/site.hpp"

/// Field lists of places: sites, pools, fabric, cooling, electrical chain.
namespace aif {

std::vector<std::string> EnumNames<QueuePolicy>::names() { return {"fcfs", "easy_backfill", "easy_backfill_beside"}; }
std::vector<std::string> EnumNames<CoolingPlant>::names() { return {"outside_air", "dry_cooler", "tower", "chiller"}; }

const Record<DeliverySpec>& Fields<DeliverySpec>::get() {
  static const Record<DeliverySpec> record =
      Record<DeliverySpec>("delivery", "GPUs that are added to a pool on a date.")
          .required("date", &DeliverySpec::date, "When they start to work: 2027-11-01 or with time and offset.")
          .required("gpus", &DeliverySpec::gpus, "How many are added, a multiple of the node's GPUs.",
                    count(1, max_gpus));
  return record;
}

const Record<SchedulerSpec>& Fields<SchedulerSpec>::get() {
  static const Record<SchedulerSpec> record =
      Record<SchedulerSpec>("scheduler", "The queue of a pool.")
          .optional(
              "policy", &SchedulerSpec::policy,
              "fcfs: strictly in order of priority and arrival. easy_backfill: a later job may start early if it "
              "ends before the first in the queue can start. easy_backfill_beside: also if it fits beside that one.")
          .optional("backfill_depth", &SchedulerSpec::backfill_depth,
                    "Waiting jobs that one backfill pass looks at, at most.", count(1, 1'000'000));
  return record;
}

const Record<ReliabilitySpec>& Fields<ReliabilitySpec>::get() {
  using R = ReliabilitySpec;
  static const Record<R> record =
      Record<R>("reliability", "Failures of nodes, their repair, and how a running job gets over them.")
          .optional("enabled", &R::enabled, "Whether nodes fail at all.")
          .optional("failures_per_1000_node_days", &R::failures_per_1000_node_days,
                    "Interruptions per 1,000 eight-GPU nodes and day, scaled by GPUs per node. 3.79: the 419 "
                    "unexpected ones of the Llama 3 405B run on 16,384 H100 in 54 days.",
                    between(0, 10'000))
          .optional("burst_fraction", &R::burst_fraction,
                    "Share of failures that another one brings about within burst_gap; 0 makes failures a Poisson "
                    "process. 0.21 gives the spread of the gaps in a trace of 400 nodes and 348 days.",
                    between(0, 0.95))
          .optional("burst_gap", &R::burst_gap, "Longest time between failures of one burst, e.g. 1 h.",
                    above_zero_to(days(30).si()))
          .optional("quick_repair_fraction", &R::quick_repair_fraction,
                    "Share of failures that a reset, a reboot or a swap clears.", fraction())
          .optional("quick_repair_median", &R::quick_repair_median, "Median of those repairs, e.g. 1 h.",
                    above_zero_to(days(30).si()))
          .optional("slow_repair_median", &R::slow_repair_median, "Median of the other repairs, e.g. 43 h.",
                    above_zero_to(days(365).si()))
          .optional("slow_repair_sigma", &R::slow_repair_sigma,
                    "Spread of slow repairs: standard deviation of the logarithm of their time.", between(0, 4))
          .optional("spare_fraction", &R::spare_fraction,
                    "Share of the pool's nodes that the queue does not use, so that failed nodes of a running job can "
                    "be replaced at once.",
                    between(0, 0.5))
          .optional("detection", &R::detection, "From the fault to the decision to restart the job, e.g. 5 min.",
                    between(0, days(7).si()));
  return record;
}

const Record<PoolSpec>& Fields<PoolSpec>::get() {
  static const Record<PoolSpec> record =
      Record<PoolSpec>("pool", "Equal machines at one site with one queue. Work names them site/pool.")
          .required("name", &PoolSpec::name, "Short name, unique at the site: lower-case letters, digits, - _ .")
          .required("system", &PoolSpec::system, "The machine, from the catalog (aifactory list system).")
          .required("gpus", &PoolSpec::gpus,
                    "GPUs that are there when the scenario starts, a multiple of the node's GPUs. 0 if all are "
                    "delivered later.",
                    count(0, max_gpus))
          .optional("deliveries", &PoolSpec::deliveries, "GPUs that are added later, in order of date.")
          .optional("scheduler", &PoolSpec::scheduler, "How the queue is worked off.")
          .optional("reliability", &PoolSpec::reliability, "Failures and repair of the pool's nodes.")
          .optional("power_tree", &PoolSpec::power_tree,
                    "Limits of nodes, racks, PDUs and switchboards; none if absent.")
          .optional("assumed", &PoolSpec::assumed, "The pool's size or type is an assumption, not a published fact.")
          .optional("note", &PoolSpec::note, "Where the numbers come from, or why they were assumed.");
  return record;
}

std::int64_t final_gpus(const PoolSpec& pool) {
  std::int64_t gpus = pool.gpus;
  for (const DeliverySpec& delivery : pool.deliveries) {
    gpus += delivery.gpus;
  }
  return gpus;
}

std::int64_t spare_nodes(const PoolSpec& pool, std::int64_t nodes) {
  return static_cast<std::int64_t>(std::ceil(pool.reliability.spare_fraction * static_cast<double>(nodes)));
}

const Record<CoolingSpec>& Fields<CoolingSpec>::get() {
  static const Record<CoolingSpec> record =
      Record<CoolingSpec>("cooling", "How heat leaves the site. Power and water follow from weather and load.")
          .optional("air_plant", &CoolingSpec::air_plant,
                    "For heat that leaves machines by air: outside_air (filtered, chilled when too warm), dry_cooler, "
                    "tower or chiller.")
          .optional("liquid_plant", &CoolingSpec::liquid_plant, "For heat that leaves by liquid; the same choices.")
          .optional("air_supply", &CoolingSpec::air_supply, "Temperature of the air into the machines, e.g. 24 degC.",
                    between(celsius(10).si(), celsius(45).si()))
          .optional("liquid_supply", &CoolingSpec::liquid_supply,
                    "Temperature of the liquid into the machines, e.g. 32 degC.",
                    between(celsius(5).si(), celsius(60).si()))
          .optional("chiller_cop", &CoolingSpec::chiller_cop,
                    "Heat moved per unit of chiller electricity at 25 degC outside.", between(1, 15))
          .optional("water_recovery", &CoolingSpec::water_recovery, "Share of evaporated water that is returned.",
                    fraction())
          .optional("capacity", &CoolingSpec::capacity,
                    "Heat that the plants can carry away on a day of 35 degC or a wet bulb of 27 degC; the site is "
                    "slowed to stay within it. As much as there is, if absent.",
                    above_zero_to(gigawatts(100).si()));
  return record;
}

const Record<ElectricalSpec>& Fields<ElectricalSpec>::get() {
  static const Record<ElectricalSpec> record =
      Record<ElectricalSpec>("electrical", "Losses between the grid connection and the machines.")
          .optional("ups_efficiency", &ElectricalSpec::ups_efficiency, "Of the UPS at load.", between(0.5, 1))
          .optional("ups_share", &ElectricalSpec::ups_share, "Share of the IT load that the UPS carries.", fraction())
          .optional("transformer_efficiency", &ElectricalSpec::transformer_efficiency, "Of the transformers.",
                    between(0.5, 1))
          .optional("ups_no_load_share", &ElectricalSpec::ups_no_load_share,
                    "Losses of the UPS without load over those at rated load; the rest goes with the square.",
                    fraction())
          .optional("transformer_no_load_share", &ElectricalSpec::transformer_no_load_share,
                    "The same of the transformers.", fraction())
          .optional("distribution_efficiency", &ElectricalSpec::distribution_efficiency, "Of busbars and PDUs.",
                    between(0.5, 1))
          .optional("house_load_fraction", &ElectricalSpec::house_load_fraction,
                    "Lights, offices and security, as a share of the IT nameplate power, always drawn.", between(0, 1));
  return record;
}

const Record<StorageSpec>& Fields<StorageSpec>::get() {
  static const Record<StorageSpec> record =
      Record<StorageSpec>("storage", "Storage and head nodes beside the GPUs.")
          .optional("power_fraction", &StorageSpec::power_fraction,
                    "Their power as a share of the nodes' nameplate power, always drawn.", between(0, 1));
  return record;
}

const Record<SiteSpec>& Fields<SiteSpec>::get() {
  static const Record<SiteSpec> record =
      Record<SiteSpec>("site", "A data centre: grid connection, cooling, fabric, and pools of machines.")
          .required("name", &SiteSpec::name, "Short name, unique: lower-case letters, digits, - _ .")
          .optional("title_en", &SiteSpec::title_en, "Name in English, for reports.")
          .optional("title_ko", &SiteSpec::title_ko, "Name in Korean, for reports.")
          .required("operator", &SiteSpec::operator_name, "Name of the operator it belongs to.")
          .required("climate", &SiteSpec::climate, "Outside air, from the catalog (aifactory list climate).")
          .optional("weather_file", &SiteSpec::weather_file,
                    "Hourly year beside the scenario instead of the climate's generated one: CSV with the header "
                    "time,dry_bulb_c,wet_bulb_c, or EPW; may be .gz.")
          .required("feed", &SiteSpec::feed, "What the grid connection delivers at most, everything included: 103 MW.",
                    above_zero_to(gigawatts(100).si()))
          .optional("contract", &SiteSpec::contract, "Contract demand for the bill; the feed if not given.",
                    above_zero_to(gigawatts(100).si()))
          .required("tariff", &SiteSpec::tariff, "Price of electricity, from the catalog (aifactory list tariff).")
          .optional("cooling", &SiteSpec::cooling, "Cooling plants and supply temperatures.")
          .optional("electrical", &SiteSpec::electrical, "Efficiencies of the electrical chain.")
          .optional("pue", &SiteSpec::pue,
                    "Explicit simplification: site power over IT power, constant. Replaces cooling and electrical.",
                    between(1, 5))
          .required("fabric", &SiteSpec::fabric, "The network between machines.")
          .optional("storage", &SiteSpec::storage, "Power of storage and head nodes.")
          .optional("power_policy", &SiteSpec::power_policy,
                    "When the budget does not suffice: uniform_cap slows all GPUs alike; priority_cap slows the lowest "
                    "priority first; pause_flexible takes nodes from deferrable bags, then slows; battery_first "
                    "discharges, then slows; none ignores the budget and reports the excess.")
          .optional("governor", &SiteSpec::governor, "How fast caps follow.")
          .optional("battery", &SiteSpec::battery, "A battery on site; none if absent.")
          .optional("solar", &SiteSpec::solar, "Panels on site; none if absent.")
          .optional("ppas", &SiteSpec::ppas, "Contracts with generators.")
          .optional("certificates", &SiteSpec::certificates, "Certificates or a green premium.")
          .optional("adders", &SiteSpec::adders, "Charges per energy on top of the tariff, e.g. of a region.")
          .optional("power_events", &SiteSpec::power_events,
                    "Dated losses of feed, calls for demand response, losses of cooling.")
          .required("pools", &SiteSpec::pools, "The machines.")
          .optional("wan", &SiteSpec::wan, "Connection to the outside, each direction, e.g. 400 Gbit/s.",
                    above_zero_to(bits_per_second(1e16).si()))
          .optional("links", &SiteSpec::links, "Lines to other sites, for jobs that run at several.")
          .optional("network_events", &SiteSpec::network_events, "Links, switches and lines that fail on a date.")
          .optional("assumed", &SiteSpec::assumed, "Feed or location is an assumption, not a published fact.")
          .optional("note", &SiteSpec::note, "Where the numbers come from, or why they were assumed.");
  return record;
}

}  // namespace aif
