#include "campaign/power_draw.hpp"

#include "campaign/pool_state.hpp"

namespace aif {

void PowerDraw::change_to(double uncapped_w, double cappable_w) {
  pool_.change_power(uncapped_w - uncapped_w_, cappable_w - cappable_w_);
  uncapped_w_ = uncapped_w;
  cappable_w_ = cappable_w;
}

}  // namespace aif
