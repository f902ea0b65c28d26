#include "campaign/flexible_work.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/pool_state.hpp"

namespace aif {
namespace {
/// Room that must be left after work is resumed, of the power it adds, so that it is not paused again at once.
constexpr double margin = 0.25;
}  // namespace

FlexibleWork::FlexibleWork(SiteState& site, std::vector<BatchServer*> servers)
    : site_(site), servers_(std::move(servers)) {
  std::stable_sort(servers_.begin(), servers_.end(),
                   [](const BatchServer* a, const BatchServer* b) { return a->spec().priority < b->spec().priority; });
}

void FlexibleWork::pause(double now_s) {
  for (BatchServer* server : servers_) {
    const double excess_w = site_.excess_w();
    const double node_w = server->watts_per_node();
    if (excess_w <= 0) {
      return;
    }
    if (node_w > 0 && !server->nodes.empty() &&
        server->withhold(now_s, static_cast<std::uint32_t>(std::min(1e9, std::ceil(excess_w / node_w)))) > 0) {
      server->pool().dispatch();
    }
  }
}

void FlexibleWork::resume(double now_s) {
  for (auto server = servers_.rbegin(); server != servers_.rend(); ++server) {
    const double room_w = -site_.excess_w();
    const double node_w = (*server)->watts_per_node() * (1.0 + margin);
    if (room_w <= 0 || node_w <= 0) {
      continue;
    }
    if ((*server)->restore(now_s, static_cast<std::uint32_t>(std::min(1e9, std::floor(room_w / node_w)))) > 0) {
      (*server)->pool().dispatch();
    }
  }
}

}  // namespace aif
