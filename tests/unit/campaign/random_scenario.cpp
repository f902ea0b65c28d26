#include "random_scenario.hpp"

#include <fmt/format.h>

#include "core/random.hpp"
#include "doctest/doctest.h"
#include "document/yaml.hpp"
#include "shipped.hpp"

namespace aif::test {

ResolvedScenario load(const std::string& text) {
  try {
    return load_scenario_text(text, "test.yaml", ".", shipped_catalog());
  } catch (const ScenarioError& error) {
    FAIL(render(error.diagnostics(), false) << "\n" << text);
    throw;
  }
}

namespace {

std::string header(const std::string& name, double days, std::uint64_t seed) {
  return fmt::format(
      "schema: aifactory/v1\nname: {}\nstart: 2027-03-01T00:00:00+09:00\nduration: {} d\nseed: {}\ngrid: korea\n"
      "operators:\n  - {{name: alpha, title_en: Alpha}}\n  - {{name: beta, title_en: Beta}}\n",
      name, days, seed);
}

std::string site(const std::string& name, const std::string& owner, const std::string& climate, double feed_mw,
                 const std::string& pools) {
  return fmt::format(
      "  - name: {}\n    operator: {}\n    climate: {}\n    feed: {:.6f} MW\n    tariff: kepco-industrial-b-hvb-iii\n"
      "    fabric: {{leaf: quantum2-qm9700, optic: 400g-dr4, tiers: 3}}\n    pools:\n{}",
      name, owner, climate, feed_mw, pools);
}

/// Governor, battery, sun, contracts and dated events, each now and then.
std::string random_energy(RandomStream& random, double nameplate_mw) {
  const char* policies[] = {"uniform_cap", "priority_cap", "pause_flexible", "battery_first", "none"};
  const std::uint64_t policy = random.below(5);
  std::string text = fmt::format("    power_policy: {}\n", policies[policy]);
  if (policy == 3 || random.below(2) == 0) {
    const char* uses[] = {"reserve", "peak_shaving", "arbitrage"};
    const std::uint64_t use = random.below(3);
    text += fmt::format("    battery: {{energy: {:.3f} MWh, power: {:.3f} MW, efficiency: {:.3f}, use: {}{}}}\n",
                        nameplate_mw * random.uniform(0.05, 2), nameplate_mw * random.uniform(0.05, 0.5),
                        random.uniform(0.7, 1), uses[use],
                        use == 1 ? fmt::format(", shave_above: {:.3f} MW", nameplate_mw * random.uniform(0.3, 1)) : "");
  }
  if (random.below(2) == 0) {
    text += fmt::format("    solar: {{peak: {:.3f} MW}}\n", nameplate_mw * random.uniform(0.1, 3));
  }
  if (random.below(2) == 0) {
    text += fmt::format("    ppas: [{{name: sun, power: {:.3f} MW, price: 150 KRW/kWh}}]\n",
                        nameplate_mw * random.uniform(0.1, 2));
  }
  if (random.below(2) == 0) {
    text += fmt::format("    cooling: {{capacity: {:.3f} MW}}\n", nameplate_mw * random.uniform(0.6, 1.2));
    text += fmt::format(
        "    power_events:\n"
        "      - {{kind: feed_loss, start: 2027-03-01T{:02}:30, duration: {:.3f} h, limit: {:.3f} MW}}\n"
        "      - {{kind: demand_response, start: 2027-03-02T14:00, duration: 3 h, reduction: 0.25, notice: {} s}}\n"
        "      - {{kind: cooling_derate, start: 2027-03-02T20:00, duration: 5 h, cooling: 0.5}}\n",
        random.below(24), random.uniform(0.1, 9), nameplate_mw * random.uniform(0.5, 1), random.below(90));
  }
  return text;
}

std::string energy_site(const std::string& energy, const std::string& name, const std::string& owner,
                        const std::string& climate, double feed_mw, const std::string& pools) {
  std::string text = site(name, owner, climate, feed_mw, pools);
  return text.insert(text.find("    fabric:"), energy);
}

}  // namespace

std::string single_site(int gpus, double feed_mw, double days, const std::string& workloads,
                        const std::string& pool_extra) {
  return header("single", days, 1) + "sites:\n" +
         site("here", "alpha", "seoul", feed_mw,
              fmt::format("      - {{name: main, system: dgx-h100, gpus: {}{}}}\n", gpus, pool_extra)) +
         "workloads:\n" + workloads;
}

std::string with_energy(std::string scenario, const std::string& energy) {
  return scenario.insert(scenario.find("    fabric:"), energy);
}

std::string random_scenario(std::uint64_t number) {
  RandomStream random(number, "random_scenario");
  const char* climates[] = {"seoul", "ulsan", "chuncheon", "haenam"};
  const char* systems[] = {"dgx-h100", "dgx-b200", "dgx-h200"};
  const auto site_count = 1 + random.below(3);
  std::string text = header("random", 2 + static_cast<double>(random.below(6)), number);
  text += "sites:\n";
  for (std::uint64_t s = 0; s < site_count; ++s) {
    const auto nodes = 8 + random.below(40);
    const double nameplate_mw = static_cast<double>(nodes) * 0.0145 * 1.5;
    std::string pools = fmt::format(
        "      - name: main\n        system: {}\n        gpus: {}\n        scheduler: {{policy: {}}}\n"
        "        reliability: {{failures_per_1000_node_days: {:.3f}, spare_fraction: {:.3f}}}\n",
        systems[random.below(3)], nodes * 8, random.below(2) == 0 ? "fcfs" : "easy_backfill", random.uniform(0, 200),
        random.uniform(0, 0.2));
    if (random.below(2) == 0) {
      pools += fmt::format("        deliveries: [{{date: 2027-03-0{}, gpus: {}}}]\n", 2 + random.below(7),
                           8 * (1 + random.below(8)));
    }
    std::string energy = random_energy(random, nameplate_mw);
    if (random.below(3) == 0) {
      pools +=
          fmt::format("        power_tree: {{nodes_per_rack: 2, racks_per_pdu: 2, rack: {:.1f} kW, pdu: {:.1f} kW}}\n",
                      random.uniform(10, 26), random.uniform(20, 50));
    }
    if (number % 3 == 0) {
      energy +=
          "    network_events: [{kind: link_down, share: 0.7, start: 2027-03-01T12:00:00+09:00, duration: 9 h}]\n";
    }
    text += energy_site(energy, fmt::format("site{}", s), random.below(2) == 0 ? "alpha" : "beta",
                        climates[random.below(4)], nameplate_mw * random.uniform(0.75, 1.5), pools);
  }
  auto pool = [&] { return fmt::format("site{}/main", random.below(site_count)); };
  text += "workloads:\n";
  text += fmt::format(
      "  - {{kind: training, name: train, operator: alpha, placement: {{pools: [{}]}}, model: llama-3.1-8b, gpus: 32,\n"
      "     parallel: {{tensor: 2}}, batch_tokens: 2097152, tokens: {:.0f}, runs: 0,\n"
      "     checkpoint: {{blocking: {:.3f} s, restart: {:.3f} min}}}}\n",
      pool(), random.uniform(1e9, 4e10), random.uniform(0, 60), random.uniform(0, 20));
  text += fmt::format(
      "  - {{kind: batch, name: masks, operator: beta, placement: {{pools: [{}], priority: {}}}, product: masks,\n"
      "     bags_per_day: {:.3f}, gpu_time_per_bag: {:.3f} h, tasks_per_bag: {}, deadline: {:.3f} h, deferrable: "
      "{}}}\n",
      pool(), random.below(101), random.uniform(1, 40), random.uniform(1, 200), 1 + random.below(500),
      random.uniform(1, 48), random.below(2) == 0);
  text += fmt::format(
      "  - {{kind: service, name: chat, operator: alpha, placement: {{pools: [{}]}}, model: llama-3.1-8b,\n"
      "     home_tokens_per_day: {:.0f}, export_tokens_per_day: {:.0f}, batch_tokens_per_day: {:.0f}, max_gpus: {}}}\n",
      pool(), random.uniform(0, 2e9), random.uniform(0, 2e9), random.uniform(0, 2e9), 8 * (1 + random.below(8)));
  text +=
      fmt::format("  - {{kind: sessions, name: twin, operator: beta, placement: {{pools: [{}]}}, peak_sessions: {}}}\n",
                  pool(), random.below(30));
  text += fmt::format(
      "  - {{kind: tenants, name: tenants, operator: beta, placement: {{pools: [{}]}}, jobs_per_day: {:.1f},\n"
      "     sizes: {{\"1\": 4, \"8\": 3, \"32\": 1}}, duration_median: {:.2f} h, duration_max: 1 d}}\n",
      pool(), random.uniform(5, 300), random.uniform(0.2, 3));
  text += fmt::format(
      "  - {{kind: driving_cycle, name: drive, operator: alpha, site: site0, vehicles: {}, data_per_drive_hour: 43 "
      "GB,\n"
      "     upload_fraction: 0.05, curation: {{pools: [{}]}}, curation_gpu_time_per_hour: {:.2f} h, curation_max_gpus: "
      "64,\n"
      "     training: {{placement: {{pools: [{}]}}, model: driving-vla-10b, gpus: 32,\n"
      "       parallel: {{tensor: 2}}, sequence: 4096, batch_tokens: 1048576}},\n"
      "     hours_per_release: {:.1f}, tokens_per_hour: 2.6e7, simulation: {{pools: [{}]}}, miles_per_release: 1e4,\n"
      "     gpu_time_per_mile: 30 s, simulation_max_gpus: 64}}\n",
      1000 + random.below(10000), pool(), random.uniform(0.1, 3), pool(), random.uniform(5, 200), pool());
  return text;
}

}  // namespace aif::test
