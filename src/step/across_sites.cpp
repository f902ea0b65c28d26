#include "step/across_sites.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif::step {

AcrossSites across_sites(double part_time, double parameters, std::int64_t sites, const SiteRing& ring,
                         const AcrossSitesSpec& spec) {
  AIF_EXPECT(sites >= 1 && part_time > 0);
  AcrossSites result;
  result.sites = sites;
  result.fullest = ring.fullest;
  const double k = static_cast<double>(sites);
  const double steps =
      spec.synchronisation == SiteSynchronisation::every_step ? 1 : static_cast<double>(spec.steps_between);
  result.exchange_bytes = 2 * (k - 1) / k * parameters * spec.bytes_per_parameter;
  result.latency = 2 * (k - 1) / k * ring.latency_s;
  result.exchange = result.exchange_bytes * ring.seconds_per_byte + result.latency;
  const double hidden = spec.overlap * result.exchange;
  result.exposed = (result.exchange - hidden + std::max(0.0, hidden - steps * part_time)) / steps;
  result.step = part_time + result.exposed;
  // A twentieth of the step may be exposed; the hidden part must also fit under the steps.
  const double allowed = part_time / 20 * steps;
  const double by_exposed = spec.overlap < 1 ? allowed / (1 - spec.overlap) : steps * part_time;
  const double by_hidden = spec.overlap > 0 ? (steps * part_time + allowed) : by_exposed;
  const double time = std::min(by_exposed, by_hidden) - result.latency;
  const double edges = ring.seconds_per_byte * ring.slowest.si();
  result.needed_rate = time > 0 ? result.exchange_bytes * std::max(1.0, edges) / time : 0;
  return result;
}

}  // namespace aif::step
