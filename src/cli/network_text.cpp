#include "cli/network_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/units.hpp"
#include "step/trunks.hpp"

namespace aif {

using nlohmann::ordered_json;

namespace {

/// Bandwidth of the fullest line for a twentieth of the step; it cannot be reached if light alone takes longer.
std::string needed(const step::AcrossSites& a) {
  return a.needed_rate > 0 ? human(bytes_per_second(a.needed_rate), 3) + " on the fullest line"
                           : std::string("no bandwidth suffices, the way is too long");
}

}  // namespace

std::string network_text(const step::Job& job, const std::optional<step::AcrossSites>& across) {
  std::string text;
  const std::vector<step::TrunkTraffic> traffic = step::trunk_traffic(job);
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    if (i == 0) {
      text += fmt::format("\ntrunks that carry less than the adapters below them\n  {:<10} {:>10} {:>16} {:>22}\n", "",
                          "GPUs", "rate per GPU", "bytes per GPU and step");
    }
    text += fmt::format("  {:<10} {:>10} {:>16} {:>22}\n", traffic[i].name, grouped(traffic[i].gpus),
                        human(bytes_per_second(job.machine.trunks[i].ring_rate), 3), human(bytes(traffic[i].bytes), 3));
  }
  if (across) {
    const step::AcrossSites& a = *across;
    text += fmt::format(
        "\nacross {} sites\n  step of the whole job          {:>12}\n  exposed per step               {:>12}\n"
        "  one synchronisation            {:>12}  of which {} on the way\n  sent by each site              {:>12}\n"
        "  fullest line                   {}\n  for 5 % of the step            {}\n",
        a.sites, human(seconds(a.step), 5), human(seconds(a.exposed), 3), human(seconds(a.exchange), 4),
        human(seconds(a.latency), 3), human(bytes(a.exchange_bytes), 3), a.fullest, needed(a));
  }
  return text;
}

ordered_json network_json(const step::Job& job, const std::optional<step::AcrossSites>& across) {
  ordered_json trunks = ordered_json::array();
  const std::vector<step::TrunkTraffic> traffic = step::trunk_traffic(job);
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    trunks.push_back({{"name", traffic[i].name},
                      {"gpus", traffic[i].gpus},
                      {"rate_per_gpu_Bps", job.machine.trunks[i].ring_rate},
                      {"bytes_per_gpu", traffic[i].bytes}});
  }
  ordered_json json = {{"trunks", trunks}};
  if (across) {
    json["across_sites"] = {{"sites", across->sites},          {"step_time_s", across->step},
                            {"exposed_s", across->exposed},    {"synchronisation_s", across->exchange},
                            {"latency_s", across->latency},    {"bytes_per_site", across->exchange_bytes},
                            {"fullest_line", across->fullest}, {"needed_rate_Bps", across->needed_rate}};
  }
  return json;
}

}  // namespace aif
