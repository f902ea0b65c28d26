#include "result/metrics.hpp"

namespace aif {
namespace {

template <class M>
struct MemberOf;
template <class T, class F>
struct MemberOf<F T::*> {
  using Owner = T;
  using Field = F;
};

/// A metric that is a member, a plain number or a quantity in SI.
template <auto Member>
auto member(std::string key, std::string unit, std::string help) {
  using T = typename MemberOf<decltype(Member)>::Owner;
  using F = typename MemberOf<decltype(Member)>::Field;
  if constexpr (std::is_same_v<F, double>) {
    return Metric<T>{std::move(key), std::move(unit), std::move(help), [](const T& t) { return t.*Member; },
                     [](T& t, double value) { t.*Member = value; }};
  } else {
    return Metric<T>{std::move(key), std::move(unit), std::move(help), [](const T& t) { return (t.*Member).si(); },
                     [](T& t, double value) { t.*Member = F::from_si(value); }};
  }
}

template <class T>
Metric<T> derived(std::string key, std::string unit, std::string help, double (*get)(const T&)) {
  return {std::move(key), std::move(unit), std::move(help), get, nullptr};
}

std::vector<Metric<UtilityTotals>> make_utility_metrics() {
  using U = UtilityTotals;
  return {
      member<&U::it>("it_energy_j", "J", "energy of the machines: nodes, network, storage"),
      member<&U::facility>("facility_energy_j", "J", "energy used on site: machines, losses, cooling, house"),
      member<&U::losses>("loss_energy_j", "J", "lost in transformers, UPS and distribution"),
      member<&U::cooling>("cooling_energy_j", "J", "energy of cooling"),
      member<&U::house>("house_energy_j", "J", "lights, offices, security"),
      member<&U::peak>("peak_facility_power_w", "W",
                       "largest power drawn from the grid at any moment; of several sites, at the same moment"),
      member<&U::mean>("mean_facility_power_w", "W", "facility energy over the time simulated"),
      member<&U::water>("water_m3", "m3", "water that did not come back from cooling"),
      member<&U::carbon>("carbon_kg", "kg", "CO2-equivalent of the electricity, location-based, hour by hour"),
      member<&U::bill>("bill_krw", "KRW", "electricity bill before value-added tax"),
      member<&U::bill_energy>("bill_energy_krw", "KRW", "of it: energy charge by time of use"),
      member<&U::bill_demand>("bill_demand_krw", "KRW", "of it: demand charge"),
      member<&U::bill_adders>("bill_adders_krw", "KRW", "of it: climate-environment and fuel adjustment charges"),
      member<&U::bill_fund>("bill_fund_krw", "KRW", "of it: electricity industry fund levy"),
      member<&U::capped>("capped_time_s", "s", "time under a GPU power cap; of several sites, the sum"),
      member<&U::over_budget>("over_feed_time_s", "s",
                              "time in which more was drawn than the grid connection, the contract or an event allows; "
                              "of several sites, the "
                              "sum"),
      derived<U>("pue", "1", "power usage effectiveness: facility energy over IT energy",
                 [](const U& u) { return u.pue(); }),
      derived<U>("wue_l_per_kwh", "L/kWh", "water usage effectiveness: litres of water per kilowatt-hour of IT",
                 [](const U& u) { return u.it.si() > 0 ? u.water.in(litres) / u.it.in(kilowatt_hours) : 0.0; }),
      member<&U::ups_losses>("ups_loss_energy_j", "J", "of the losses: in the UPS"),
      member<&U::transformer_losses>("transformer_loss_energy_j", "J", "of the losses: in the transformers"),
      member<&U::air_heat>("air_heat_j", "J", "heat that left machines and electrical chain by air"),
      member<&U::liquid_heat>("liquid_heat_j", "J", "heat that left machines by liquid"),
      member<&U::air_cooling>("air_cooling_energy_j", "J", "of the energy of cooling: for heat that left by air"),
      member<&U::liquid_cooling>("liquid_cooling_energy_j", "J", "of it: for heat that left by liquid"),
      derived<U>("ppue_air", "1", "partial PUE of halls cooled by air: cooling over the heat carried, plus one",
                 [](const U& u) { return u.air_heat.si() > 0 ? 1.0 + u.air_cooling / u.air_heat : 0.0; }),
      derived<U>("ppue_liquid", "1", "the same of halls cooled by liquid",
                 [](const U& u) { return u.liquid_heat.si() > 0 ? 1.0 + u.liquid_cooling / u.liquid_heat : 0.0; }),
      member<&U::grid>("grid_energy_j", "J", "energy drawn from the grid: facility less own sun, plus the battery's"),
      member<&U::solar>("solar_energy_j", "J", "energy of the panels on site that was used"),
      member<&U::solar_spilled>("solar_spilled_j", "J", "energy of the panels that nobody could use"),
      member<&U::battery_in>("battery_in_j", "J", "energy into the battery, at its AC side"),
      member<&U::battery_out>("battery_out_j", "J", "energy out of the battery, at its AC side"),
      member<&U::battery_stored>("battery_stored_j", "J", "gain of the battery's content over the period"),
      derived<U>("battery_loss_j", "J", "lost in the battery: in less out less gain",
                 [](const U& u) { return (u.battery_in - u.battery_out - u.battery_stored).si(); }),
      member<&U::ppa>("ppa_energy_j", "J", "of the grid's energy: bought by contract and matched by the hour"),
      member<&U::carbon_market>("carbon_market_kg", "kg",
                                "CO2-equivalent, market-based: contracts and certificates count as clean"),
      member<&U::bill_contracts>("bill_contracts_krw", "KRW", "of the bill: contracts, certificates and site adders"),
      member<&U::over_budget_energy>("over_budget_energy_j", "J", "energy drawn beyond the budget in that time"),
      member<&U::over_heat>("over_heat_time_s", "s", "time in which the cooling capacity was exceeded"),
      member<&U::over_tree>("over_tree_time_s", "s",
                            "time in which a node, rack, PDU or switchboard was above its limit"),
      member<&U::flexible_withheld>("flexible_withheld_gpu_s", "GPU*s", "GPU-time taken from deferrable work"),
      member<&U::calls>("demand_response_calls", "1", "calls for demand response"),
      member<&U::calls_met>("demand_response_calls_met", "1", "of them: met in time and kept to the end"),
      member<&U::called_off>("demand_response_energy_j", "J", "energy drawn less than at the start of the calls"),
      member<&U::link_failures>("link_failures", "1", "links above the leaves and lines to other sites that failed"),
      member<&U::switch_failures>("switch_failures", "1", "switches above the leaves that failed"),
      member<&U::fabric_degraded>("fabric_degraded_time_s", "s", "time in which any of them was down"),
      member<&U::fabric_lost>("fabric_lost_gpu_s", "GPU*s", "GPU-time by which training waited longer because of it"),
  };
}

std::vector<Metric<CostTotals>> make_cost_metrics() {
  using C = CostTotals;
  return {
      member<&C::machines>("machines_krw", "KRW", "price of all nodes, with installation"),
      member<&C::fabric>("fabric_krw", "KRW", "price of switches and optics, with installation"),
      member<&C::building>("building_krw", "KRW", "price of land, shell, power and cooling"),
      member<&C::capital>("capital_krw", "KRW", "share of the three that the time simulated pays, with interest"),
      member<&C::upkeep>("upkeep_krw", "KRW", "repair, insurance, staff"),
      member<&C::electricity>("electricity_krw", "KRW", "electricity bill before value-added tax"),
      derived<C>("total_krw", "KRW", "capital, upkeep and electricity", [](const C& c) { return c.total().si(); }),
      member<&C::low>("total_low_krw", "KRW", "the same at the favourable ends of the catalog's ranges"),
      member<&C::high>("total_high_krw", "KRW", "the same at the unfavourable ends"),
      member<&C::embodied>("embodied_carbon_kg", "kg", "CO2-equivalent of making machines and building"),
      member<&C::embodied_period>("embodied_carbon_period_kg", "kg", "share of the time simulated"),
  };
}

std::vector<Metric<WorkTotals>> make_work_metrics() {
  using W = WorkTotals;
  return {
      member<&W::tokens_trained>("tokens_trained", "token", "tokens of training steps that were kept"),
      member<&W::training_flops>("training_flop", "FLOP", "model FLOPs of those steps, recomputation not counted"),
      member<&W::peak_flops>("training_peak_flop", "FLOP",
                             "what the GPUs could have done in that time at their dense peak"),
      derived<W>("mfu", "1", "model FLOPs utilisation: training_flop over training_peak_flop",
                 [](const W& w) { return w.mfu(); }),
      member<&W::runs_finished>("runs_finished", "1", "training runs that reached their last token"),
      member<&W::tokens_home>("tokens_home", "token", "tokens answered on line for users in Korea"),
      member<&W::tokens_export>("tokens_export", "token", "tokens answered on line for users abroad"),
      member<&W::tokens_batch>("tokens_batch", "token", "tokens of deferred requests answered"),
      member<&W::tokens_unserved>("tokens_unserved", "token", "tokens asked for and not answered"),
      member<&W::jobs_submitted>("jobs_submitted", "1", "jobs and bags of tasks handed in"),
      member<&W::jobs_started>("jobs_started", "1", "jobs that started"),
      member<&W::jobs_finished>("jobs_finished", "1", "jobs and bags of tasks that ended"),
      member<&W::jobs_interrupted>("jobs_interrupted", "1", "interruptions of jobs by faults"),
      member<&W::bags_late>("bags_late", "1", "bags of tasks that missed their deadline"),
      member<&W::wait_sum>("wait_time_s", "s", "time between submission and start, summed over the jobs that started"),
      member<&W::data_in>("data_in_byte", "B", "raw and refined data that came in"),
      derived<W>("mean_wait_time_s", "s", "mean time between submission and start",
                 [](const W& w) { return w.jobs_started > 0 ? w.wait_sum.si() / w.jobs_started : 0.0; }),
  };
}

}  // namespace

const std::vector<Metric<UtilityTotals>>& utility_metrics() {
  static const std::vector<Metric<UtilityTotals>> list = make_utility_metrics();
  return list;
}

const std::vector<Metric<CostTotals>>& cost_metrics() {
  static const std::vector<Metric<CostTotals>> list = make_cost_metrics();
  return list;
}

const std::vector<Metric<WorkTotals>>& work_metrics() {
  static const std::vector<Metric<WorkTotals>> list = make_work_metrics();
  return list;
}

}  // namespace aif
