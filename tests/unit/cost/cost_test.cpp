#include "cost/cost.hpp"

#include <cmath>

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"

using namespace aif;

namespace {

const ZonedInstant start = *parse_instant("2027-01-01");

SiteSpec site(std::int64_t gpus) {
  SiteSpec spec;
  spec.feed = megawatts(10);
  spec.fabric.leaf = shipped_catalog().get<SwitchSpec>("spectrum4-sn5600");
  spec.fabric.optic = shipped_catalog().get<OpticSpec>("800g-dr4");
  PoolSpec pool;
  pool.system = shipped_catalog().get<SystemSpec>("gb300-nvl72");
  pool.gpus = gpus;
  spec.pools = {pool};
  return spec;
}

CostSpec round_rates() {
  CostSpec rates;
  rates.machine_life.value = years(5);
  rates.building_life.value = years(20);
  rates.interest.value = 0;
  rates.building.value = won(10'000) / watts(1);
  rates.installation.value = 0.5;
  rates.upkeep.value = 0.02;
  rates.building_carbon.value = kilograms(1) / watts(1);
  return rates;
}

GridSpec round_grid() {
  GridSpec grid;
  grid.exchange_rate.value = won(1000) / dollars(1);
  return grid;
}

}  // namespace

TEST_CASE("annuities") {
  CHECK(SoftEqual{}(annuity(0, 5), 0.2));
  // 5 % over 5 years: 0.05 / (1 - 1 / 1.2762815625) = 0.230974798
  CHECK(SoftEqual{1e-8, 0}(annuity(0.05, 5), 0.230974798));
}

TEST_CASE("a site's costs by hand") {
  const CostTotals cost = site_cost(site(720), round_rates(), round_grid(), start, years(1), won(5e9));
  // 180 nodes at 200,000 dollars: 36 million dollars, 36 billion won, and half of it for installation.
  CHECK(SoftEqual{}(cost.machines.si(), 54e9));
  CHECK(SoftEqual{}(cost.building.si(), 100e9));
  CHECK(cost.fabric.si() > 0);
  // Without interest a fifth of machines and fabric and a twentieth of the building are paid in a year.
  CHECK(SoftEqual{}(cost.capital.si(), (54e9 + cost.fabric.si()) / 5 + 5e9));
  CHECK(SoftEqual{}(cost.upkeep.si(), (154e9 + cost.fabric.si()) * 0.02));
  CHECK(SoftEqual{}(cost.total().si(), cost.capital.si() + cost.upkeep.si() + 5e9));
  CHECK(SoftEqual{}(cost.embodied.si(), 180 * 2050.0 + 10e6));
  CHECK(SoftEqual{}(cost.embodied_period.si(), 180 * 2050.0 / 5 + 10e6 / 20));
  CHECK(cost.low < cost.total());
  CHECK(cost.high > cost.total());
}

TEST_CASE("machines that come later pay from then on; none pay for what never comes") {
  SiteSpec late = site(0);
  late.pools[0].deliveries = {{*parse_instant("2027-07-02T12:00:00"), 720}, {*parse_instant("2028-06-01"), 720}};
  const CostTotals whole = site_cost(site(720), round_rates(), round_grid(), start, years(1), won(0));
  const CostTotals half = site_cost(late, round_rates(), round_grid(), start, years(1), won(0));
  CHECK(SoftEqual{}(half.machines.si(), whole.machines.si()));
  const double fixed = half.fabric.si() / 5 + 5e9;  // the fabric is there for all that is to come
  CHECK(SoftEqual{1e-9, 0}(half.capital.si() - fixed, whole.machines.si() / 5 / 2));
}

TEST_CASE("all-in prices per GPU are near those of Korean tenders and announcements") {
  // [korea-allin-2026], million won per GPU. None names its GPU but the first; they date from a time of GB200.
  const auto per_gpu = [](SiteSpec spec, double gpus, bool building) {
    const CostTotals cost = site_cost(spec, *shipped_catalog().get<CostSpec>("korea"),
                                      *shipped_catalog().get<GridSpec>("korea"), start, years(1), won(0));
    return (cost.machines + cost.fabric + (building ? cost.building : Money{})).si() / gpus / 1e6;
  };
  const auto blackwell = [](double feed_mw, std::int64_t gpus) {
    SiteSpec spec = site(gpus);
    spec.pools[0].system = shipped_catalog().get<SystemSpec>("gb200-nvl72");
    spec.feed = megawatts(feed_mw);
    spec.fabric.tiers = 3;
    return spec;
  };
  // The tender of 2025, into buildings that were there: 10,080 B200 and 3,056 H200 for 111. Computed 98.5.
  SiteSpec tender = site(10'080);
  tender.pools[0].system = shipped_catalog().get<SystemSpec>("dgx-b200");
  tender.pools.push_back(tender.pools[0]);
  tender.pools[1].system = shipped_catalog().get<SystemSpec>("dgx-h200");
  tender.pools[1].gpus = 3'056;
  tender.fabric.leaf = shipped_catalog().get<SwitchSpec>("quantum2-qm9700");
  tender.fabric.optic = shipped_catalog().get<OpticSpec>("400g-dr4");
  tender.fabric.tiers = 3;
  CHECK(std::abs(per_gpu(tender, 13'136, false) / 111 - 1) < 0.15);
  // Ulsan, 60,000 behind 103 MW for 117: 121.6. Saemangeum, 50,000 for 116, its power not told: 127 with 110 MW.
  CHECK(std::abs(per_gpu(blackwell(103, 59'976), 59'976, true) / 117 - 1) < 0.06);
  CHECK(std::abs(per_gpu(blackwell(110, 49'968), 49'968, true) / 116 - 1) < 0.12);
}
