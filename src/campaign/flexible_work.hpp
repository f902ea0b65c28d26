#pragma once

#include <vector>

#include "campaign/batch_server.hpp"
#include "campaign/site_state.hpp"

namespace aif {

/// Deferrable bags of one site, which its governor pauses before it slows anybody.
///
/// Nodes are taken from the lowest priority first, as many as the excess needs, and given back, the highest priority
/// first, when the hour or an event leaves room for them with a margin. Bags at risk of being late keep their nodes.
class FlexibleWork {
 public:
  FlexibleWork(SiteState& site, std::vector<BatchServer*> servers);
  /// Pauses as much as the site's excess needs.
  void pause(double now_s);
  /// Resumes what fits.
  void resume(double now_s);

 private:
  SiteState& site_;
  std::vector<BatchServer*> servers_;  ///< lowest priority first
};

}  // namespace aif
