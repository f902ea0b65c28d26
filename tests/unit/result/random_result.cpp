#include "random_result.hpp"

#include "core/random.hpp"

namespace aif::test {
namespace {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed, "random_result") {}

  double number() { return random_.lognormal(1e6, 8.0); }
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
  template <class Q>
  Q quantity() {
    return Q::from_si(number());
  }
  std::string text() {
    static const char* const parts[]{"ulsan", "한국", "a,b", "say \"hi\"", "two\nlines", "", "x y", "\xE2\x82\xA9"};
    return std::string(parts[below(8)]) + parts[below(8)] + std::to_string(below(1000));
  }
  template <std::size_t N>
  std::array<Duration, N> times() {
    std::array<Duration, N> out;
    for (Duration& time : out) {
      time = quantity<Duration>();
    }
    return out;
  }

  UtilityTotals utility() {
    UtilityTotals u;
    u.it = quantity<Energy>();
    u.facility = quantity<Energy>();
    u.losses = quantity<Energy>();
    u.cooling = quantity<Energy>();
    u.house = quantity<Energy>();
    u.peak = quantity<Power>();
    u.mean = quantity<Power>();
    u.water = quantity<WaterVolume>();
    u.carbon = quantity<CarbonMass>();
    u.bill = quantity<Money>();
    u.bill_energy = quantity<Money>();
    u.bill_demand = quantity<Money>();
    u.bill_adders = quantity<Money>();
    u.bill_fund = quantity<Money>();
    u.capped = quantity<Duration>();
    u.over_budget = quantity<Duration>();
    for (Energy* energy : {&u.ups_losses, &u.transformer_losses, &u.air_heat, &u.liquid_heat, &u.air_cooling,
                           &u.liquid_cooling, &u.grid, &u.solar, &u.solar_spilled, &u.battery_in, &u.battery_out,
                           &u.battery_stored, &u.ppa, &u.over_budget_energy, &u.called_off}) {
      *energy = quantity<Energy>();
    }
    u.carbon_market = quantity<CarbonMass>();
    u.bill_contracts = quantity<Money>();
    u.over_heat = quantity<Duration>();
    u.over_tree = quantity<Duration>();
    u.flexible_withheld = quantity<Duration>();
    u.calls = number();
    u.calls_met = number();
    return u;
  }

  CostTotals cost() {
    CostTotals c;
    for (Money* money : {&c.machines, &c.fabric, &c.building, &c.capital, &c.upkeep, &c.electricity, &c.low, &c.high}) {
      *money = quantity<Money>();
    }
    c.embodied = quantity<CarbonMass>();
    c.embodied_period = quantity<CarbonMass>();
    return c;
  }

  WorkTotals work() {
    WorkTotals w;
    w.training_flops = quantity<FlopCount>();
    w.peak_flops = quantity<FlopCount>();
    w.wait_sum = quantity<Duration>();
    w.data_in = quantity<DataSize>();
    for (double* value :
         {&w.tokens_trained, &w.runs_finished, &w.tokens_home, &w.tokens_export, &w.tokens_batch, &w.tokens_unserved,
          &w.jobs_submitted, &w.jobs_finished, &w.jobs_interrupted, &w.bags_late, &w.jobs_started}) {
      *value = number();
    }
    for (std::uint64_t n = below(4); n > 0; --n) {
      w.products[text()] = number();
    }
    return w;
  }

  OperatorResult operator_result() {
    return {
        text(),    text(), text(), static_cast<std::int64_t>(below(100'000)), times<use_count>(), times<bound_count>(),
        utility(), work(), cost()};
  }
  SiteResult site() {
    return {text(),    text(), text(), text(), static_cast<std::int64_t>(below(100'000)), quantity<Power>(),
            utility(), cost()};
  }
  PoolResult pool() {
    return {text(),
            text(),
            text(),
            static_cast<std::int64_t>(below(100'000)),
            times<use_count>(),
            times<bound_count>(),
            quantity<Energy>(),
            number()};
  }
  WorkloadResult workload() {
    return {text(),
            text(),
            text(),
            work(),
            quantity<Duration>(),
            quantity<Energy>(),
            quantity<Money>(),
            quantity<CarbonMass>(),
            text()};
  }
  SiteSeries series(std::size_t rows) {
    SiteSeries s;
    for (std::vector<float>* column : {&s.it_w, &s.facility_w, &s.peak_w, &s.dry_bulb_c, &s.wet_bulb_c,
                                       &s.price_krw_per_kwh, &s.carbon_kg_per_kwh, &s.busy_gpus, &s.cap, &s.cooling_w,
                                       &s.losses_w, &s.water_m3_s, &s.grid_w, &s.solar_w, &s.battery_w, &s.stored_j}) {
      for (std::size_t i = 0; i < rows; ++i) {
        column->push_back(static_cast<float>(random_.normal()));
      }
    }
    return s;
  }
  StepRecord step() {
    return {text(),
            text(),
            text(),
            text(),
            static_cast<std::int64_t>(below(100'000)),
            quantity<Duration>(),
            number(),
            number(),
            number(),
            number(),
            number(),
            number(),
            quantity<DataSize>()};
  }
  JobRecord job(std::uint32_t id, std::size_t workloads, std::size_t pools) {
    JobRecord job;
    job.id = id;
    job.workload = static_cast<std::uint32_t>(below(workloads));
    job.pool = static_cast<std::uint32_t>(below(pools));
    job.status = static_cast<JobStatus>(below(4));
    job.gpus = static_cast<std::uint32_t>(below(1 << 20));
    job.interruptions = static_cast<std::uint32_t>(below(9));
    job.submit_s = number();
    job.start_s = below(3) == 0 ? -1.0 : job.submit_s + number();
    job.end_s = below(3) == 0 ? -1.0 : job.submit_s + number();
    job.gpu_time_s = number();
    job.energy_j = number();
    job.amount = number();
    return job;
  }
  EventRecord event() {
    return {number(),
            static_cast<EventKind>(below(13)),
            UINT32_MAX,
            static_cast<std::uint32_t>(below(3)),
            static_cast<std::uint32_t>(below(3)),
            number(),
            static_cast<std::uint32_t>(below(2))};
  }
  ModelRecord model() {
    return {text(),
            text(),
            text(),
            number(),
            number(),
            number(),
            below(2) == 0 ? -1.0 : number(),
            number(),
            number(),
            number(),
            text(),
            quantity<Duration>(),
            quantity<Energy>(),
            quantity<Money>()};
  }
  template <class F>
  auto list(std::uint64_t most, F&& one) {
    std::vector<decltype(one())> out;
    for (std::uint64_t n = 1 + below(most); n > 0; --n) {
      out.push_back(one());
    }
    return out;
  }

 private:
  RandomStream random_;
};

}  // namespace

Result random_result(std::uint64_t seed) {
  Maker make(seed);
  Result r;
  r.scenario_name = make.text();
  r.title_en = make.text();
  r.title_ko = make.text();
  r.description = make.text();
  r.start = {{1'798'729'200 + static_cast<std::int64_t>(make.below(1'000'000))}, 9 * 3600};
  r.duration = make.quantity<Duration>();
  r.series_interval = seconds(3600);
  r.gpus = static_cast<std::int64_t>(make.below(1'000'000));
  r.uses = make.times<use_count>();
  r.bounds = make.times<bound_count>();
  r.utility = make.utility();
  r.work = make.work();
  r.cost = make.cost();
  r.grid_peak = make.quantity<Power>();
  r.grid_generation = make.quantity<Energy>();
  r.operators = make.list(5, [&] { return make.operator_result(); });
  r.sites = make.list(4, [&] { return make.site(); });
  for (std::size_t s = 0; s < r.sites.size(); ++s) {
    r.series.push_back(make.series(make.below(30)));
  }
  r.pools = make.list(4, [&] { return make.pool(); });
  r.workloads = make.list(6, [&] { return make.workload(); });
  r.steps = make.list(4, [&] { return make.step(); });
  std::uint32_t id = 0;
  r.jobs = make.list(50, [&] { return make.job(id++, r.workloads.size(), r.pools.size()); });
  r.events = make.list(50, [&] { return make.event(); });
  r.events_dropped = make.below(1000);
  r.ledger = {make.quantity<Energy>(), make.quantity<DataSize>(), make.quantity<Duration>(),
              make.list(5, [&] { return make.model(); })};
  r.provenance = {make.text(), make.text(),
                  make.text(), make.text(),
                  make.text(), static_cast<std::int64_t>(make.below(1000)),
                  make.text(), make.below(1'000'000'000)};
  r.resolved_yaml = make.text() + "\n" + make.text();
  r.remarks = make.list(3, [&] { return make.text(); });
  r.incomplete = make.below(2) == 0;
  return r;
}

}  // namespace aif::test
