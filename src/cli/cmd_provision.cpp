#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "facility/provision.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

struct ProvisionOptions {
  std::string system, leaf = "spectrum4-sn5600", optic = "800g-dr4";
  std::vector<std::string> feeds{"96 MW", "250 MW", "1 GW"};
  double dry_bulb_c = 35, wet_bulb_c = 27, liquid_supply_c = 45;
};

/// GPUs per site as a vendor published them, without and with power management [dsx-maxlps-2026].
struct Published {
  Power feed;
  std::int64_t without;
  std::int64_t with;
};
constexpr std::array published{Published{megawatts(96), 26'322, 38'304}, Published{megawatts(250), 68'688, 99'720},
                               Published{gigawatts(1), 274'968, 399'096}};
constexpr const char* published_system = "vera-rubin-nvl72";

const Published* published_for(const std::string& system, Power feed) {
  const auto found = std::find_if(published.begin(), published.end(),
                                  [feed](const Published& one) { return std::abs(one.feed / feed - 1.0) < 1e-9; });
  return system == published_system && found != published.end() ? &*found : nullptr;
}

Power feed_of(const std::string& text) {
  const QuantityOutcome outcome = parse_quantity(text);
  if (!outcome.value || outcome.value->dimension != Power::dimension || outcome.value->si <= 0 ||
      outcome.value->si > gigawatts(100).si()) {
    throw UsageError(fmt::format("\"{}\" is no feed; write a power such as \"96 MW\"", printable(text, 60)));
  }
  return watts(outcome.value->si);
}

SiteSpec site_of(const ProvisionOptions& options, const Catalog& catalog) {
  SiteSpec site;
  site.fabric.leaf = catalog.get<SwitchSpec>(options.leaf);
  site.fabric.optic = catalog.get<OpticSpec>(options.optic);
  site.cooling.air_plant = CoolingPlant::chiller;
  site.cooling.liquid_plant = CoolingPlant::dry_cooler;
  site.cooling.liquid_supply = celsius(options.liquid_supply_c);
  return site;
}

Json provisioned_json(Power feed, const Provisioned& one) {
  return Json{{"feed_power_w", feed.si()},
              {"policy", provisioning_name(one.policy)},
              {"node_power_w", one.node.si()},
              {"gpu_power_at_feed_w", one.gpu_at_feed.si()},
              {"gpus", one.gpus},
              {"speed_all_training", one.speed}};
}

std::string row_text(Power feed, const std::vector<Provisioned>& list, const std::string& system) {
  std::string line = fmt::format("  {:>8}", human(feed));
  for (const Provisioned& one : list) {
    line += fmt::format("{:>14}", grouped(static_cast<double>(one.gpus)));
  }
  line += fmt::format("{:>10.2f}", static_cast<double>(list.back().gpus) / static_cast<double>(list.front().gpus));
  if (const Published* vendor = published_for(system, feed)) {
    line += fmt::format("{:>14}{:>12}{:>8.2f}", grouped(static_cast<double>(vendor->without)),
                        grouped(static_cast<double>(vendor->with)),
                        static_cast<double>(vendor->with) / static_cast<double>(vendor->without));
  }
  return line + "\n";
}

std::string notes(const std::vector<Provisioned>& list) {
  std::string out;
  for (const Provisioned& one : list) {
    out += fmt::format("  {:<12} {} a node, {} a GPU at the feed; training runs at {:.1f} % when all nodes train\n",
                       provisioning_name(one.policy), human(one.node, 3), human(one.gpu_at_feed, 4), 100.0 * one.speed);
  }
  return out;
}

int provision_sites(const ProvisionOptions& options, const Session& session) {
  const Catalog catalog = session.catalog();
  const Ref<SystemSpec> system = catalog.get<SystemSpec>(options.system);
  const SiteSpec site = site_of(options, catalog);
  const OutsideAir air{options.dry_bulb_c, std::min(options.wet_bulb_c, options.dry_bulb_c)};
  Json json = Json::array();
  const bool vendor = options.system == published_system;
  std::string text =
      fmt::format("{}: GPUs per site in the hottest hour, {:.0f} degC\n\n  {:>8}{:>14}{:>14}{:>14}{:>10}{}\n",
                  system->title, air.dry_bulb_c, "feed", "nameplate", "measured", "power-aware", "gain",
                  vendor ? fmt::format("{:>14}{:>12}{:>8}", "vendor:", "managed", "gain") : "");
  std::vector<Provisioned> last;
  for (const std::string& written : options.feeds) {
    const Power feed = feed_of(written);
    last = provision(site, *system, feed, air);
    text += row_text(feed, last, options.system);
    for (const Provisioned& one : last) {
      json.push_back(provisioned_json(feed, one));
    }
    if (const Published* one = published_for(options.system, feed)) {
      json.push_back(Json{{"feed_power_w", feed.si()}, {"policy", "vendor, without"}, {"gpus", one->without}});
      json.push_back(Json{{"feed_power_w", feed.si()}, {"policy", "vendor, with"}, {"gpus", one->with}});
    }
  }
  print(session.json ? json_text(json) : for_terminal(text + "\n" + notes(last)));
  return exit_ok;
}

}  // namespace

void add_provision(CLI::App& app, Session& session) {
  auto options = std::make_shared<ProvisionOptions>();
  CLI::App& verb =
      add_verb(app, session, "provision", "GPUs that a grid connection carries, by how watts are set aside",
               "  aifactory provision --system vera-rubin-nvl72\n"
               "  aifactory provision --system gb300-nvl72 --feed '103 MW' --dry-bulb 33 --wet-bulb 26");
  verb.add_option("--system", options->system, "System of the catalog")->required()->type_name("NAME");
  verb.add_option("--feed", options->feeds, "Grid connections; 96 MW, 250 MW and 1 GW if not given")
      ->type_name("POWER");
  verb.add_option("--dry-bulb", options->dry_bulb_c, "Air of the hottest hour in degC; 35 if not given")
      ->check(CLI::Range(-30.0, 55.0));
  verb.add_option("--wet-bulb", options->wet_bulb_c, "Its wet bulb in degC; 27 if not given")
      ->check(CLI::Range(-30.0, 40.0));
  verb.add_option("--liquid-supply", options->liquid_supply_c, "Liquid into the machines in degC; 45 if not given")
      ->check(CLI::Range(5.0, 60.0));
  verb.add_option("--leaf", options->leaf, "Switch of the fabric; spectrum4-sn5600 if not given")->type_name("NAME");
  verb.add_option("--optic", options->optic, "Optical module; 800g-dr4 if not given")->type_name("NAME");
  verb.callback(
      [&session, options] { session.action = [&session, options] { return provision_sites(*options, session); }; });
}

}  // namespace aif
