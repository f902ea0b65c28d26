#include "grid/contracts.hpp"

#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

using namespace aif;

namespace {

const ZonedInstant start = *parse_instant("2027-03-01");

CarbonCurve flat_carbon() {
  GridSpec grid;
  grid.carbon_factor.value = tonnes_per_megawatt_hour(0.4);
  return CarbonCurve(grid);
}

PpaSpec ppa(double mw, double price) {
  PpaSpec spec;
  spec.name = "p";
  spec.power = megawatts(mw);
  spec.price = won_per_kilowatt_hour(price);
  spec.network_charge = won_per_kilowatt_hour(20);
  return spec;
}

/// Two hours: 10 MW evenly, then 2 MW of which the first quarter has three quarters.
const std::vector<double> draw_j{9e9, 9e9, 9e9, 9e9, 5.4e9, 0.6e9, 0.6e9, 0.6e9};

}  // namespace

TEST_CASE("contracts are matched by the hour, in order") {
  const std::vector<PpaSpec> ppas{ppa(4, 150), ppa(8, 100)};
  const std::optional<CertificateSpec> none;
  const std::vector<AdderSpec> adders{{"region", won_per_kilowatt_hour(-9.5)}};
  // The second plant stands still in the second hour.
  const Contracts contracts(ppas, {{}, {1.0F, 0.0F}}, none, adders);
  const ContractAccount account = contracts.account(draw_j, start, flat_carbon());
  const SoftEqual equal;
  // First hour: 4 MWh and then 6 of 8 MWh; second: 2 of 4 MWh.
  CHECK(equal(account.matched.in(megawatt_hours), 12.0));
  CHECK(equal(account.generators.si(), 6000 * 170.0 + 6000 * 120.0));
  CHECK(account.adders.si() == 0.0);
  CHECK(account.carbon.si() == 0.0);
  CHECK(equal(account.matched_j[4], 5.4e9));
}

TEST_CASE("certificates cover what contracts leave; a plant that cannot be used is paid only if agreed") {
  std::vector<PpaSpec> ppas{ppa(4, 150)};
  const std::optional<CertificateSpec> certificates{{0.5, won_per_kilowatt_hour(72)}};
  const std::vector<AdderSpec> adders{{"region", won_per_kilowatt_hour(10)}};
  auto account = [&] { return Contracts(ppas, {{}}, certificates, adders).account(draw_j, start, flat_carbon()); };
  const SoftEqual equal;
  const ContractAccount as_used = account();
  // 6 MWh are left in the first hour, none in the second.
  CHECK(equal(as_used.matched.in(megawatt_hours), 6.0));
  CHECK(equal(as_used.matched_j[0], 9e9 * 0.4));
  CHECK(equal(as_used.certificates.si(), 3000 * 72.0));
  CHECK(equal(as_used.adders.si(), 6000 * 10.0));
  CHECK(equal(as_used.carbon.in(tonnes), 6 * 0.5 * 0.4));
  CHECK(equal(as_used.generators.si(), 6000 * 170.0));
  ppas[0].take_or_pay = true;
  CHECK(equal(account().generators.si(), 8000 * 150.0 + 6000 * 20.0));
}
