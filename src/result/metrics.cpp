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
      member<&U::facility>("facility_energy_j", "J", "energy drawn from the grid"),
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
      member<&U::over_budget>(
          "over_feed_time_s", "s",
          "time in which more was drawn than the grid connection allows; of several sites, the sum"),
      derived<U>("pue", "1", "power usage effectiveness: facility energy over IT energy",
                 [](const U& u) { return u.pue(); }),
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

const std::vector<Metric<WorkTotals>>& work_metrics() {
  static const std::vector<Metric<WorkTotals>> list = make_work_metrics();
  return list;
}

}  // namespace aif
