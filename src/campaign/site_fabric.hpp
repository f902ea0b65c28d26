#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "campaign/recorder.hpp"
#include "core/random.hpp"
#include "engine/simulation.hpp"
#include "fabric/lost_trunks.hpp"
#include "fabric/site_links.hpp"
#include "scheduling/node_set.hpp"

namespace aif {

/// What of a site's network is down: dated events of the scenario and random failures above the leaves.
///
/// What it computes  when links and switches fail and are mended, and what that takes from the trunks over a job
/// Equation     failures of a kind: Poisson with rate N f / 30 d; repair ~ lognormal(m, sigma)                 (1)
/// Symbols      N links or switches above the leaves, f share of them that fails in 30 days
/// Valid for    jobs over the nodes they hold; those that lie spread or in fragments, below all trunks of their pool
/// Not modelled links to machines and leaf switches, whose failures are among those of nodes; flapping; the time until
///              traffic has found other ways
/// Source       shares that fail [alibaba-hpn], of links between machines and leaves and of leaves; repair of
///              cables and links [infinitehbd-trace], its spread as of slow repairs of nodes (estimate, 1 to 2.1)
/// Checked by   tests/unit/campaign/network_test.cpp
class SiteFabric {
 public:
  struct Setup {
    const SiteSpec* spec = nullptr;
    std::size_t index = 0;  ///< of the site
    std::uint64_t seed = 0;
    Simulation* simulation = nullptr;
    Recorder* recorder = nullptr;
  };
  explicit SiteFabric(Setup setup);

  /// Draws the first random failures and sets the alarms of dated events.
  void start(Instant scenario_start, double duration_s);
  std::function<void()> on_change;  ///< capacity has gone or come back

  /// Capacity that is gone above nodes of the site's pool `part`, or above all of it.
  [[nodiscard]] std::vector<LostCapacity> lost(std::size_t part, const NodeSet& nodes, bool anywhere) const;
  /// Dated events of links and switches that are on, in rising order of their number in the scenario's list.
  [[nodiscard]] std::vector<std::size_t> events_on() const;
  [[nodiscard]] const std::vector<LostLine>& lost_lines() const { return lines_; }

  [[nodiscard]] double link_failures() const { return failures_[0]; }
  [[nodiscard]] double switch_failures() const { return failures_[1]; }
  [[nodiscard]] double degraded_s(double now_s) const;

 private:
  void begin(std::size_t event);
  void end(std::size_t event);
  void draw_failure(std::size_t kind);
  void fail(std::size_t kind);
  /// Links or switches of a tier of a part.
  [[nodiscard]] static double count_of(const FabricPart& part, const FabricTier& tier, std::size_t kind);
  [[nodiscard]] double count_of_all(std::size_t kind) const;
  void changed();

  struct Down {
    std::uint64_t number = 0;  ///< of a random failure
    std::size_t event = SIZE_MAX;
  };
  /// Links or switches of a tier of a part that share one fate.
  struct Place {
    std::size_t part = 0;
    const FabricTier* tier = nullptr;
  };
  /// Where the `pick`-th link or switch of the site stands.
  [[nodiscard]] Place place_of(double pick, std::size_t kind) const;

  Setup setup_;
  std::vector<FabricPart> parts_;
  RandomStream stream_;
  std::vector<TrunkLoss> losses_;
  std::vector<Down> down_;  ///< whose each loss is
  std::vector<LostLine> lines_;
  std::vector<std::size_t> lines_events_;  ///< whose each line is
  std::uint64_t next_number_ = 0;
  double failures_[2] = {0, 0};  ///< of links and lines, of switches
  double degraded_s_ = 0;
  double degraded_since_s_ = -1;  ///< negative: nothing is down
};

/// Whether anything of the site's network can ever fail in a campaign.
bool network_can_fail(const SiteSpec& site);
/// Sets of dated events of links and switches that are on together at some time, each in rising order, without the
/// empty.
std::vector<std::vector<std::size_t>> network_event_sets(const SiteSpec& site);
/// What such a set takes from the trunks above all of a pool.
std::vector<LostCapacity> lost_in_events(const SiteSpec& site, std::size_t pool,
                                         const std::vector<std::size_t>& events);

}  // namespace aif
