#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "catalog/catalog.hpp"
#include "core/soft_equal.hpp"
#include "core/text.hpp"
#include "doctest/doctest.h"
#include "shipped.hpp"

/// The catalog that ships: models/.
namespace aif {
namespace {

const std::filesystem::path source_dir = AIF_SOURCE_DIR;

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// Mean energy charge of a load that never changes, over 2027, from the letters of the tariff.
double flat_energy_charge(const TariffSpec& tariff) {
  double sum = 0;
  int hours_counted = 0;
  const std::set<std::string> holidays(tariff.holidays.begin(), tariff.holidays.end());
  const Instant new_year = from_civil(2027, 1, 1, 9 * 3600);
  for (int hour = 0; hour < 8760; ++hour) {
    const ZonedInstant now{new_year + hours(hour), 9 * 3600};
    const CivilTime local = civil(now);
    const bool off = local.weekday == Weekday::sunday || holidays.contains(format_instant(now).substr(0, 10));
    for (const TariffSeasonSpec& season : tariff.seasons) {
      if (std::find(season.months.begin(), season.months.end(), local.month) == season.months.end()) {
        continue;
      }
      char band = off ? 'L' : season.bands[static_cast<std::size_t>(local.hour)];
      if (band == 'P' && local.weekday == Weekday::saturday) {
        band = 'M';
      }
      const EnergyPrice price = band == 'L' ? *season.off_peak : band == 'M' ? *season.mid_peak : *season.on_peak;
      double kept = 1;
      for (const TariffDiscountSpec& discount : tariff.discounts) {
        if ((off || local.weekday == Weekday::saturday) && local.hour >= discount.first_hour &&
            local.hour < discount.last_hour &&
            std::find(discount.months.begin(), discount.months.end(), local.month) != discount.months.end()) {
          kept = 1 - *discount.off;
        }
      }
      sum += price.in(won_per_kilowatt_hour)*kept;
      ++hours_counted;
    }
  }
  REQUIRE(hours_counted == 8760);
  return sum / 8760;
}

/// With the demand charge of a full load factor, adders and levy, before tax [KRW/kWh].
double flat_price(const std::string& name) {
  const Ref<TariffSpec> tariff = shipped_catalog().get<TariffSpec>(name);
  const double demand = (*tariff->demand_charge).si() * 1e3 * 12 / 8760;
  const double adders =
      (*tariff->climate_charge).in(won_per_kilowatt_hour) + (*tariff->fuel_charge).in(won_per_kilowatt_hour);
  return (flat_energy_charge(*tariff) + demand + adders) * (1 + *tariff->fund_levy);
}

}  // namespace

TEST_CASE("every shipped entry is without findings") {
  Diagnostics diagnostics;
  shipped_catalog().check_all(diagnostics);
  std::string text;
  for (const Diagnostic& one : diagnostics.all()) {
    text += one.where.file + ":" + std::to_string(one.where.line) + " " + one.path + ": " + one.message + "\n";
  }
  CHECK(text == "");
}

TEST_CASE("the catalog has what scenarios name") {
  const std::map<std::string, std::vector<std::string>> wanted{
      {"gpu",
       {"a100-40-sxm", "a100-80-sxm", "h100-sxm", "h200-sxm", "h800-sxm", "gh200", "b200-sxm", "b300-sxm", "gb200",
        "gb300", "rtx-pro-6000-server", "rubin", "mi300x", "mi355x"}},
      {"system",
       {"dgx-a100", "dgx-h100", "dgx-h200", "dgx-b200", "dgx-b300", "gh200-node", "gb200-nvl72", "gb300-nvl72",
        "vera-rubin-nvl72", "rtx-pro-server", "mi300x-server", "mi355x-server", "hgx-h800"}},
      {"switch",
       {"quantum2-qm9700", "quantum-x800-q3400", "spectrum4-sn5600", "nvlink4-switch", "nvlink5-switch", "qm8790-hdr"}},
      {"optic", {"200g-dr4", "400g-dr4", "800g-dr4", "1.6t-dr4", "copper-dac"}},
      {"ai-model",
       {"gpt3-175b", "llama-3.1-8b", "llama-3.1-70b", "llama-3.1-405b", "llama-3.3-70b", "deepseek-v3",
        "qwen3-235b-a22b", "a.x-k1", "exaone-4.0-32b", "k-exaone", "hcx-seed-think-14b", "hcx-seed-think-32b",
        "nemotron-4-340b", "driving-vla-10b", "world-model-14b", "t5-3b"}},
      {"climate",
       {"seoul", "suwon", "cheongju", "chuncheon", "ulsan", "gunsan", "gumi", "haenam", "daejeon", "ansan", "pohang"}},
      {"tariff",
       {"kepco-industrial-b-hva-ii", "kepco-industrial-b-hva-iii", "kepco-industrial-b-hvb-i",
        "kepco-industrial-b-hvb-ii", "kepco-industrial-b-hvb-iii", "kepco-industrial-b-hvc-ii",
        "kepco-industrial-b-hvc-iii", "kepco-general-b-hva-iii", "kepco-general-b-hvb-ii", "kepco-general-b-hvb-iii",
        "kepco-industrial-b-hvb-iii-2025"}},
      {"grid", {"korea"}},
      {"cost", {"korea"}},
  };
  for (const std::string& kind : Catalog::kinds()) {
    REQUIRE(wanted.contains(kind));
    for (const std::string& name : wanted.at(kind)) {
      CHECK_MESSAGE(shipped_catalog().find(kind, name) != nullptr, kind << " " << name);
    }
  }
}

TEST_CASE("numbers as printed in their sources") {
  const Ref<GpuSpec> h100 = shipped_catalog().get<GpuSpec>("h100-sxm");
  CHECK((*h100->bf16).in(teraflops_per_second) == 989);
  CHECK((*h100->memory_bandwidth).in(gigabytes_per_second) == 3350);
  CHECK((*h100->scale_up_bandwidth).in(gigabytes_per_second) == 450);
  CHECK((*h100->tdp).in(watts) == 700);
  const Ref<SystemSpec> rack = shipped_catalog().get<SystemSpec>("gb300-nvl72");
  CHECK(rack->gpus_per_node * rack->nodes_per_domain == 72);
  CHECK(SoftEqual{}((*rack->max_power * 18.0).in(kilowatts), 135));  // 18 * (6.6 + 0.9) kW
  CHECK(rack->gpu->name == "gb300");
  const Ref<SystemSpec> dgx = shipped_catalog().get<SystemSpec>("dgx-h100");
  CHECK(SoftEqual{}((*dgx->max_power).in(kilowatts), 10.2));
  CHECK(dgx->max_power.source == "bnl-h100-node-power");
  const Ref<GridSpec> korea = shipped_catalog().get<GridSpec>("korea");
  CHECK(SoftEqual{}((*korea->carbon_factor).in(tonnes_per_megawatt_hour), 0.4173));
  CHECK(SoftEqual{}((*korea->annual_generation).in(terawatt_hours), 595.6));
  const Ref<ClimateSpec> ulsan = shipped_catalog().get<ClimateSpec>("ulsan");
  CHECK((*ulsan->wet_bulb_c)[7] == 24.0);
  // 64 ports of 800 Gbit/s: 51.2 Tbit/s
  const Ref<SwitchSpec> spectrum = shipped_catalog().get<SwitchSpec>("spectrum4-sn5600");
  CHECK(SoftEqual{}(static_cast<double>(*spectrum->ports) * (*spectrum->port_rate).in(gigabits_per_second), 51200));
}

TEST_CASE("price of a load that never changes") {
  // Expected before the reform's discount and holidays: about 180, 150 and 147 KRW/kWh; KEPCO's own average of
  // industrial service after October 2024 was 182.7.
  const SoftEqual close{.rel = 0.015};
  CHECK(close(flat_price("kepco-industrial-b-hvb-iii"), 180));
  CHECK(close(flat_price("kepco-industrial-b-hvc-iii"), 179));
  CHECK(close(flat_price("kepco-industrial-b-hva-iii"), 170));
  CHECK(close(flat_price("kepco-general-b-hvb-iii"), 150));
  CHECK(close(flat_price("kepco-general-b-hva-iii"), 147));
  CHECK(close(flat_price("kepco-industrial-b-hvb-iii-2025"), 182.7));
}

TEST_CASE("no number is both sourced and beyond its own range") {
  for (const std::string& name : shipped_catalog().names("system")) {
    const Ref<SystemSpec> system = shipped_catalog().get<SystemSpec>(name);
    for (const Sourced<Power>* power : {&system->max_power, &system->idle_power, &system->training_power}) {
      if (power->range) {
        CHECK_MESSAGE((power->range->first <= power->value && power->value <= power->range->second), name);
      }
    }
  }
}

TEST_CASE("what cited_in says is true") {
  for (const ReferenceSpec& reference : shipped_catalog().references()) {
    if (reference.cited_in.empty()) {
      continue;
    }
    bool found = false;
    const std::filesystem::path place = source_dir / reference.cited_in;
    if (std::filesystem::is_directory(place)) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(place)) {
        found = found || (entry.is_regular_file() && content(entry.path()).find(reference.key) != std::string::npos);
      }
    } else {
      found = content(place).find(reference.key) != std::string::npos;
    }
    CHECK_MESSAGE(found, reference.key << " is not cited in " << reference.cited_in);
  }
}

TEST_CASE("comments and documents in src cite known references") {
  static const std::regex citation(R"(\[([a-z][a-z0-9.]*(?:-[a-z0-9.]+)+)\])");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_dir / "src")) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp" && extension != ".md")) {
      continue;
    }
    const std::string text = content(entry.path());
    for (std::sregex_iterator match(text.begin(), text.end(), citation), end; match != end; ++match) {
      CHECK_MESSAGE(shipped_catalog().reference((*match)[1]) != nullptr, entry.path().string()
                                                                             << " cites " << (*match)[1]);
    }
  }
}

}  // namespace aif
