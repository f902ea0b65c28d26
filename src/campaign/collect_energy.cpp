#include "campaign/collect_energy.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "cost/cost.hpp"
#include "grid/contracts.hpp"
#include "grid/solar.hpp"
#include "grid/tariff.hpp"
#include "result/metrics.hpp"

namespace aif {

namespace {

/// Sums every metric that is not derived from others.
template <class T>
void add_metrics(T& sum, const T& part, const std::vector<Metric<T>>& metrics) {
  for (const Metric<T>& metric : metrics) {
    if (metric.set != nullptr) {
      metric.set(sum, metric.get(sum) + metric.get(part));
    }
  }
}

/// Hourly yield of every contract's plant over its rated power; empty for flat ones.
std::vector<std::vector<float>> yields_of(const World& world, const SiteSpec& site) {
  std::vector<std::vector<float>> yields;
  for (const PpaSpec& ppa : site.ppas) {
    RandomStream stream = world.stream("ppa." + site.name + "." + ppa.name);
    if (ppa.kind == PpaKind::solar) {
      yields.push_back(
          solar_yield(*site.climate->latitude, ppa.full_load_hours, world.spec().start, world.hour_count(), stream));
    } else if (ppa.kind == PpaKind::wind) {
      yields.push_back(wind_yield(ppa.full_load_hours, world.hour_count(), stream));
    } else {
      yields.emplace_back();
    }
  }
  return yields;
}

/// Price of each row of the series at its middle.
void fill_prices(SiteSeries& series, const Tariff& tariff, const SiteSpec& site, ZonedInstant start,
                 Duration interval) {
  EnergyPrice adders;
  for (const AdderSpec& adder : site.adders) {
    adders += adder.price;
  }
  for (std::size_t row = 0; row < series.it_w.size(); ++row) {
    const ZonedInstant at{start.instant + interval * (static_cast<double>(row) + 0.5), start.offset_s};
    series.price_krw_per_kwh.push_back(
        static_cast<float>((tariff.marginal_price(at) + adders).in(won_per_kilowatt_hour)));
  }
}

void bill(const World& world, const SiteState& state, double now_s, const Tariff& tariff, UtilityTotals& utility) {
  const SiteSpec& spec = state.spec();
  const std::span<const double> all(state.quarter_hour_j());
  const std::span<const double> quarters =
      all.first(std::min(all.size(), static_cast<std::size_t>(std::ceil(now_s / 900.0))));
  const Contracts contracts(spec.ppas, yields_of(world, spec), spec.certificates, spec.adders);
  const ContractAccount account = contracts.account(quarters, world.spec().start, world.carbon);
  Bill bill;
  for (const Bill& month :
       tariff.monthly_bills(world.spec().start, quarters, spec.contract.value_or(spec.feed), account.matched_j)) {
    bill += month;
  }
  utility.bill = bill.total() + account.total();
  utility.bill_energy = bill.energy;
  utility.bill_demand = bill.demand;
  utility.bill_adders = bill.adders;
  utility.bill_fund = bill.fund;
  utility.bill_contracts = account.total();
  utility.ppa = account.matched;
  utility.carbon_market = account.carbon;
}

/// What failed in the site's network, and what its jobs lost by it.
void count_network(const World& world, std::size_t s, double now_s, UtilityTotals& utility) {
  const SiteFabric& fabric = world.fabrics[s];
  utility.link_failures = fabric.link_failures();
  utility.switch_failures = fabric.switch_failures();
  utility.fabric_degraded = seconds(fabric.degraded_s(now_s));
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    if (world.site_of_pool[p] == s) {
      utility.fabric_lost += seconds(world.pools[p].failed_network_gpu_s());
    }
  }
}

}  // namespace

void add(UtilityTotals& sum, const UtilityTotals& part) {
  const Power peak = sum.peak;  // peaks of sites do not add up
  add_metrics(sum, part, utility_metrics());
  sum.peak = peak;
}

void add(CostTotals& sum, const CostTotals& part) { add_metrics(sum, part, cost_metrics()); }

SiteResult collect_site(World& world, std::size_t s, double now_s, Result& result) {
  SiteState& state = world.sites[s];
  const SiteSpec& spec = state.spec();
  SiteResult site;
  site.name = spec.name;
  site.title_en = spec.title_en;
  site.title_ko = spec.title_ko;
  site.operator_name = spec.operator_name;
  site.feed = spec.feed;
  site.utility = state.totals(now_s);
  count_network(world, s, now_s, site.utility);
  const Tariff tariff(*spec.tariff);
  bill(world, state, now_s, tariff, site.utility);
  for (const BatchServer& server : world.servers) {
    if (world.site_of_pool[server.pool_index()] == s) {
      site.utility.flexible_withheld += seconds(server.withheld_gpu_s());
    }
  }
  if (world.spec().cost) {
    site.cost =
        site_cost(spec, **world.spec().cost, *world.spec().grid, world.spec().start, seconds(now_s), site.utility.bill);
  }
  SiteSeries series = state.take_series(now_s);
  fill_prices(series, tariff, spec, world.spec().start, world.spec().outputs.series_interval);
  result.series.push_back(std::move(series));
  return site;
}

std::map<std::size_t, WorkloadState::Held> held_by_pool(const WorkloadState& state) {
  std::map<std::size_t, WorkloadState::Held> held = state.held;
  for (const BatchServer* server : state.servers) {
    held[server->pool_index()].gpu_time_s += server->gpu_time_s();
    held[server->pool_index()].energy_j += server->energy_j();
  }
  for (const Fleet* fleet : state.fleets) {
    held[fleet->pool_index()].gpu_time_s += fleet->gpu_time_s();
    held[fleet->pool_index()].energy_j += fleet->energy_j();
  }
  return held;
}

void share_costs(const World& world, Result& result) {
  std::vector<WorkloadState::Held> of_site(result.sites.size());
  for (const WorkloadState& state : world.workloads) {
    for (const auto& [pool, held] : held_by_pool(state)) {
      of_site[world.site_of_pool[pool]].gpu_time_s += held.gpu_time_s;
      of_site[world.site_of_pool[pool]].energy_j += held.energy_j;
    }
  }
  for (std::size_t w = 0; w < result.workloads.size(); ++w) {
    WorkloadResult& workload = result.workloads[w];
    for (const auto& [pool, held] : held_by_pool(world.workloads[w])) {
      const std::size_t s = world.site_of_pool[pool];
      const SiteResult& site = result.sites[s];
      if (of_site[s].energy_j > 0) {
        const double share = held.energy_j / of_site[s].energy_j;
        workload.cost += site.cost.electricity * share;
        workload.carbon += site.utility.carbon * share;
      }
      if (of_site[s].gpu_time_s > 0) {
        workload.cost += (site.cost.capital + site.cost.upkeep) * (held.gpu_time_s / of_site[s].gpu_time_s);
      }
    }
  }
  for (ModelRecord& model : result.ledger.models) {
    for (const WorkloadResult& workload : result.workloads) {
      if (workload.name == model.workload && workload.gpu_time.si() > 0) {
        model.cost = workload.cost * (model.gpu_time / workload.gpu_time);
      }
    }
  }
}

}  // namespace aif
