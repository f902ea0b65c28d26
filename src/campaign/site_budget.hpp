#pragma once

#include <cstddef>
#include <vector>

#include "scenario/site.hpp"

namespace aif {

/// What a site may draw, and how much of its cooling is there: as it is, and as its governor knows and obeys it.
///
/// A limit that falls is obeyed only after the governor's reaction, counted from the notice; until then the site may be
/// above its budget, and that is counted. A limit that rises is obeyed at once.
class SiteBudget {
 public:
  static constexpr double rounding = 1e-9;  ///< a hair above a limit is rounding, not an excess
  struct Limits {
    double power_w = 0;
    double cooling_share = 1;
  };
  /// Calls for demand response and what became of them.
  struct Calls {
    double made = 0;
    double met = 0;
    double called_off_j = 0;
  };

  explicit SiteBudget(const SiteSpec& site);

  [[nodiscard]] const Limits& actual() const { return actual_; }
  [[nodiscard]] const Limits& obeyed() const { return obeyed_; }
  /// Whether the budget has fallen and the governor has not answered yet.
  [[nodiscard]] bool caught_out() const { return actual_.power_w < obeyed_.power_w; }

  /// Event `index` of the site begins while `drawn_w` is drawn; its governor obeys it; it is over.
  void begin(std::size_t index, double now_s, double drawn_w);
  void obey(std::size_t index);
  void end(std::size_t index, double now_s);
  /// Seconds from the start of the event until it is obeyed.
  [[nodiscard]] double delay_s(std::size_t index) const;

  /// `dt_s` seconds from `from_s` on at `drawn_w`.
  void settle(double from_s, double dt_s, double drawn_w);
  [[nodiscard]] const Calls& calls() const { return calls_; }

 private:
  struct State {
    bool active = false;
    bool obeyed = false;
    bool kept = true;  ///< a call: never above its target after its time to answer
    double start_s = 0;
    double before_w = 0;
    double limit_w = 0;
  };
  void refresh();

  const SiteSpec& site_;
  std::vector<State> events_;
  Limits actual_;
  Limits obeyed_;
  Calls calls_;
};

}  // namespace aif
