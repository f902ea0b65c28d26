#include "facility/provision.hpp"

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"

using namespace aif;

namespace {

std::vector<Provisioned> provisioned(const std::string& system, Power feed) {
  static const Catalog catalog(std::string(AIF_SOURCE_DIR) + "/models");
  SiteSpec site;
  site.fabric.leaf = catalog.get<SwitchSpec>("spectrum4-sn5600");
  site.fabric.optic = catalog.get<OpticSpec>("800g-dr4");
  site.cooling.air_plant = CoolingPlant::chiller;
  site.cooling.liquid_plant = CoolingPlant::dry_cooler;
  site.cooling.liquid_supply = celsius(45);
  return provision(site, *catalog.get<SystemSpec>(system), feed, {35, 27});
}

}  // namespace

TEST_CASE("the vendor's table of GPUs per site") {
  // [dsx-maxlps-2026], without and with power management; a rack of 72 at a time.
  const struct {
    double mw;
    double without, with;
  } table[] = {{96, 26'322, 38'304}, {250, 68'688, 99'720}, {1000, 274'968, 399'096}};
  for (const auto& row : table) {
    CAPTURE(row.mw);
    const std::vector<Provisioned> list = provisioned("vera-rubin-nvl72", megawatts(row.mw));
    const auto nameplate = static_cast<double>(list[0].gpus);
    const auto aware = static_cast<double>(list[2].gpus);
    CHECK(SoftEqual{0.01, 0}(nameplate, row.without));
    CHECK(SoftEqual{0.10, 0}(aware, row.with));
    CHECK(SoftEqual{0.08, 0}(aware / nameplate, row.with / row.without));
    CHECK(list[0].gpus % 72 == 0);
    CHECK(list[2].gpus % 72 == 0);
  }
}

TEST_CASE("more is set aside, fewer fit; what is set aside suffices for the speed that is promised") {
  for (const char* system : {"dgx-h100", "dgx-b200", "gb200-nvl72", "gb300-nvl72", "vera-rubin-nvl72"}) {
    CAPTURE(system);
    const std::vector<Provisioned> list = provisioned(system, megawatts(100));
    CHECK(list[0].gpus <= list[1].gpus);
    CHECK(list[1].gpus < list[2].gpus);
    CHECK(list[0].speed == 1.0);
    CHECK(list[1].speed == 1.0);
    CHECK(SoftEqual{1e-6, 0}(list[2].speed, 0.97));
  }
}
