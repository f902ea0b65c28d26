#include "facility/battery.hpp"

#include <cmath>

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

using namespace aif;

namespace {

BatterySpec spec(BatteryUse use = BatteryUse::reserve) {
  BatterySpec battery;
  battery.energy = megawatt_hours(40);
  battery.power = megawatts(20);
  battery.efficiency = 0.81;  // 0.9 each way
  battery.use = use;
  battery.reserve = 0.25;
  if (use == BatteryUse::peak_shaving) {
    battery.shave_above = megawatts(90);
  }
  return battery;
}

}  // namespace

TEST_CASE("a battery helps the governor until it is empty, then rests") {
  Battery battery(spec());
  const Battery::Moment short_of_15{.net_w = 115e6, .budget_w = 100e6, .governed = true};
  CHECK(SoftEqual{}(battery.power_w(short_of_15), 15e6));
  CHECK(SoftEqual{}(battery.support_w(true, 0), 20e6));
  CHECK(battery.support_w(false, 0) == 0.0);
  // 40 MWh less the reserve of 10 MWh, at 15 MW / 0.9: 1.8 h; then the reserve for 0.6 h.
  CHECK(SoftEqual{}(battery.lasts_s(15e6), 1.8 * 3600));
  battery.run(15e6, 1.8 * 3600);
  CHECK(SoftEqual{}(battery.lasts_s(15e6), 0.6 * 3600));
  battery.run(15e6, 0.6 * 3600);
  CHECK(battery.power_w(short_of_15) == 0.0);
  CHECK(battery.support_w(true, 0) == 0.0);
  // It charges where there is room, but not while work is slowed.
  const Battery::Moment room{.net_w = 90e6, .budget_w = 100e6};
  CHECK(SoftEqual{}(battery.power_w(room), -10e6));
  CHECK(battery.power_w({.net_w = 90e6, .budget_w = 100e6, .slowed = true}) == 0.0);
  battery.run(-10e6, 600);  // 1.5 MWh are in: less than a tenth
  CHECK(battery.power_w(short_of_15) == 0.0);
  battery.run(-10e6, 3600);
  CHECK(battery.power_w(short_of_15) > 0.0);
}

TEST_CASE("there and back costs the efficiency") {
  Battery battery(spec());
  battery.run(18e6, 3600);  // 20 MWh of content
  const double charge_s = battery.lasts_s(-10e6) + 0.0;
  CHECK(SoftEqual{}(charge_s, 20.0 / 9.0 * 3600));
  battery.run(-10e6, charge_s);
  CHECK(SoftEqual{}(battery.stored_j(), battery.capacity_j()));
  CHECK(SoftEqual{}(18e6 * 3600 / (10e6 * charge_s), 0.81));
  CHECK(battery.power_w({.net_w = 1e6, .budget_w = 100e6}) == 0.0);  // full
}

TEST_CASE("peak shaving keeps the draw at its target, and the reserve for the governor") {
  Battery battery(spec(BatteryUse::peak_shaving));
  CHECK(SoftEqual{}(battery.power_w({.net_w = 97e6, .budget_w = 103e6}), 7e6));
  CHECK(SoftEqual{}(battery.power_w({.net_w = 120e6, .budget_w = 103e6}), 20e6));
  battery.run(20e6, battery.lasts_s(20e6));
  CHECK(SoftEqual{}(battery.stored_j(), megawatt_hours(10).si()));
  CHECK(battery.power_w({.net_w = 97e6, .budget_w = 103e6}) == 0.0);
  CHECK(SoftEqual{}(battery.power_w({.net_w = 84e6, .budget_w = 103e6}), -6e6));  // no higher than its target
  CHECK(battery.power_w({.net_w = 110e6, .budget_w = 103e6, .governed = true}) > 0.0);
}

TEST_CASE("arbitrage follows the plan and stores the sun that would be lost") {
  Battery battery(spec(BatteryUse::arbitrage));
  CHECK(SoftEqual{}(battery.power_w({.net_w = 50e6, .budget_w = 103e6, .plan = 1}), 20e6));
  CHECK(SoftEqual{}(battery.power_w({.net_w = 5e6, .budget_w = 103e6, .plan = 1}), 5e6));  // nothing is sold
  battery.run(20e6, 3600);
  CHECK(SoftEqual{}(battery.power_w({.net_w = 50e6, .budget_w = 103e6, .plan = -1}), -20e6));
  CHECK(SoftEqual{}(battery.power_w({.net_w = 95e6, .budget_w = 103e6, .plan = -1}), -8e6));
  CHECK(battery.power_w({.net_w = 50e6, .budget_w = 103e6}) == 0.0);
  CHECK(SoftEqual{}(battery.power_w({.net_w = -3e6, .budget_w = 103e6}), -3e6));
}
